import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaintsOf } from './complaints.ts'

function heardAt() {
  const clock = { at: 0, now: () => clock.at }
  const lines: { fields: any; message: string }[] = []
  const keep = (fields: object, message: string) => void lines.push({ fields, message })
  const complaints = complaintsOf({ warn: keep, error: keep }, clock)
  return { clock, lines, complaints }
}
const text = `
  select id
  from catalog.products where id = $1`

test('a statement that was ended is named in the log once in ten seconds; another one beside it too', () => {
  const { clock, lines, complaints } = heardAt()

  for (const at of [0, 1, 9_999, 10_000]) {
    clock.at = at
    complaints.heard(text, '57014', 'canceling statement due to user request')
  }
  complaints.heard('select 2', '57014', 'canceling statement due to user request')

  assert.deepEqual(
    lines.map(({ fields, message }) => [fields.text, message]),
    [
      ['select id from catalog.products where id = $1', 'a statement took too long and was cancelled'],
      ['select id from catalog.products where id = $1', 'a statement took too long and was cancelled'],
      ['select 2', 'a statement took too long and was cancelled'],
    ],
  )
  assert.match(lines[0]!.fields.statement, /^[\w-]{27}$/)
})

test('what a caller has to mend is no line', () => {
  const { lines, complaints } = heardAt()

  for (const code of ['23505', '22P02', '40001', '']) complaints.heard(text, code, 'no')

  assert.deepEqual(lines, [])
})

test('F28 a full disk is known for ten seconds after the database last said so, and no other lack is taken for it', () => {
  const { clock, lines, complaints } = heardAt()
  complaints.heard(text, '53300', 'too many connections')
  const before = complaints.lacksRoom()

  complaints.heard(text, '53100', 'could not extend file')
  const known = [0, 9_999, 10_000].map((at) => {
    clock.at = at
    return complaints.lacksRoom()
  })

  assert.equal(before, false)
  assert.deepEqual(known, [true, true, false])
  assert.deepEqual(
    lines.map(({ message }) => message),
    ['the database lacks resources', 'the disk of the database is full'],
  )
})
