import assert from 'node:assert/strict'
import test from 'node:test'
import { copyOf, emptyCopy, forget, readAnew } from './copy.ts'

/** A source that counts how often it is read, and answers when told. */
function source() {
  const waiting: ((value: string) => void)[] = []
  return {
    read: () => new Promise<string>((resolve) => waiting.push(resolve)),
    waiting,
    answer: (at: number, value: string) => waiting[at]!(value),
  }
}
const at = (ms: number) => ({ now: () => ms })

test('many who ask at once cost one read, and who asks within 30 s none', async () => {
  const { read, waiting, answer } = source()
  const copy = emptyCopy<string>()

  const asked = [copyOf(copy, at(0), read), copyOf(copy, at(0), read)]
  answer(0, 'first')

  assert.deepEqual(await Promise.all([...asked, copyOf(copy, at(29_999), read)]), ['first', 'first', 'first'])
  assert.equal(waiting.length, 1)
})

test('what is 30 s old is read anew, also when the clock went back', async () => {
  for (const later of [30_000, -30_000]) {
    const { read, answer } = source()
    const copy = emptyCopy<string>()
    const first = copyOf(copy, at(0), read)
    answer(0, 'old')
    await first

    const second = copyOf(copy, at(later), read)
    answer(1, 'new')

    assert.equal(await second, 'new')
  }
})

test('a read that began before a write is answered but not kept', async () => {
  const { read, answer } = source()
  const copy = emptyCopy<string>()

  const before = copyOf(copy, at(0), read)
  forget(copy)
  const after = copyOf(copy, at(0), read)
  answer(1, 'written')
  assert.equal(await after, 'written')
  answer(0, 'stale')

  assert.equal(await before, 'stale')
  assert.equal(await copyOf(copy, at(1), read), 'written')
})

test('a read that fails is told to who asked, and the next one asks again', async () => {
  const copy = emptyCopy<string>()

  await assert.rejects(
    copyOf(copy, at(0), () => Promise.reject(new Error('down'))),
    /down/,
  )

  assert.equal(await copyOf(copy, at(0), async () => 'up'), 'up')
})

test('a refresh replaces the copy before it is too old', async () => {
  const copy = emptyCopy<string>()
  await readAnew(copy, at(0), async () => 'old')

  await readAnew(copy, at(20_000), async () => 'new')

  assert.equal(await copyOf(copy, at(45_000), async () => 'read again'), 'new')
})
