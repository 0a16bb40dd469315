import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { runs } from '../../test/properties/runs.ts'
import { findings } from '#kernel/calls/dispatch.ts'
import { Email, GivenEmail, PersonName } from './scalars.ts'

const fits = (schema: typeof Email, text: string): boolean => findings(schema, text).length === 0

test('an address that the world can write to is taken, in letters of any script', () => {
  const good = [
    'a@b.de',
    'mara.lind+shop@mail.example.co.uk',
    "o'hara@example.com",
    'rémi@exämple.fr',
    '用户@例子.中国',
    'δοκιμή@παράδειγμα.δοκιμή',
    'a_b@xn--e1afmkfd.xn--p1ai',
    `${'a'.repeat(64)}@example.com`,
    '1@2.example',
  ]

  assert.deepEqual(
    good.filter((each) => !fits(Email, each) || !fits(GivenEmail, ` ${each}\n`)),
    [],
  )
  fc.assert(
    fc.property(fc.emailAddress({ size: 'small' }), (each) => assert.ok(fits(Email, each), each)),
    runs(),
  )
})

test('an address that nobody can be written to at, or that hides a letter, is refused', () => {
  const bad = [
    'a@b',
    'root@localhost',
    'a@.de',
    'a@b.',
    'a@b..de',
    'a@-b.de',
    'a@b-.de',
    'a@b_c.de',
    'a@[127.0.0.1]',
    'a@example\u3002com',
    'a b@example.com',
    'a@b@example.com',
    'a,b@example.com',
    '"a"@example.com',
    'a\u200b@example.com',
    'a\u202e@example.com',
    'a@exam\u00adple.com',
    '\u0000a@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    'example.com',
    '@example.com',
  ]

  assert.deepEqual(
    bad.filter((each) => fits(Email, each) || fits(GivenEmail, each)),
    [],
  )
})

test('a name is one line with something to see on it', () => {
  for (const good of ['M', ' Mara', 'María José', '毛', 'Jean-Luc ', '🪴', "O'Hara"])
    assert.ok(fits(PersonName, good), good)
  for (const bad of ['', ' ', '\u00a0 ', 'a\nb', 'a\tb', '\u0000', 'x'.repeat(101), 'a\u007f'])
    assert.ok(!fits(PersonName, bad), JSON.stringify(bad))
})
