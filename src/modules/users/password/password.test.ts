import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { systemClock, systemRandom } from '#kernel/chance.ts'
import { Overloaded, Refusal } from '#kernel/errors.ts'
import { hashGateOf } from './hash-gate.ts'
import { checkChoice, hashPassword, isDated, isPassword } from './password.ts'
import { isWeak } from './weak-passwords.ts'
import { runs } from '../../../../test/properties/runs.ts'

const hashing = {
  memory: { gate: hashGateOf({ atOnce: 2, queueMax: 40 }), signer: null },
  random: systemRandom,
  clock: systemClock,
  deadline: Infinity,
}

test('a password is known again, however its letters were composed, and no other is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }), async (password) => {
      const kept = await hashPassword(hashing, password)
      assert.equal(await isPassword(hashing, password.normalize('NFD'), kept), true)
      assert.equal(await isPassword(hashing, `${password}.`, kept), false)
      assert.equal(isDated(kept), false)
    }),
    runs(5),
  )
})

test('nobody’s password is any password', async () => {
  assert.equal(await isPassword(hashing, 'four words in a row', null), false)
  assert.equal(await isPassword(hashing, '', null), false)
})

test('equal passwords are kept differently', async () => {
  assert.notEqual(
    await hashPassword(hashing, 'four words in a row'),
    await hashPassword(hashing, 'four words in a row'),
  )
})

test('what is longer than a password may be is refused, not cut', async () => {
  const kept = await hashPassword(hashing, 'x'.repeat(1_024))

  assert.equal(await isPassword(hashing, 'x'.repeat(1_025), kept), false)
  assert.equal(await isPassword(hashing, 'x'.repeat(1_024), kept), true)
})

test('what is guessed first is weak, what people choose with thought is not', () => {
  const weak = [
    'password',
    'Password123',
    'PASSWORT!',
    'qwertyuiop',
    'iloveyou1',
    '12345678',
    '87654321',
    'aaaaaaaa',
    'abcabcabc',
    'asdfghjkl',
    'Football2024',
    'mara@example.com',
  ]
  const fine = ['four words in a row', 'rT7#kq!2vB', 'correct horse battery', 'Elbchaussee 41!', '密码是一个秘密的词语']

  assert.deepEqual(
    weak.filter((each) => !isWeak(each, 'mara@example.com')),
    [],
  )
  assert.deepEqual(
    fine.filter((each) => isWeak(each, 'mara@example.com')),
    [],
  )
})

test('a choice is refused with a known code, or passes; it never breaks', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (password) => {
      try {
        checkChoice(password, 'mara@example.com')
        assert.ok([...password.normalize('NFKC')].length >= 8)
      } catch (error) {
        assert.ok(error instanceof Refusal && ['invalid', 'password_too_common'].includes(error.code))
      }
    }),
    runs(),
  )
})

test('two hashes run at once, a bounded number waits in order, and who comes then is told to come back', async () => {
  const gate = hashGateOf({ atOnce: 2, queueMax: 3 })
  const order: number[] = []
  let [running, most] = [0, 0]
  const work = (n: number) =>
    gate.run(async () => {
      most = Math.max(most, ++running)
      order.push(n)
      await new Promise((go) => setImmediate(go))
      running--
      if (n === 1) throw new Error('a hash that fails gives its place back')
    })

  const answers = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map(work))

  assert.equal(most, 2)
  assert.deepEqual(order, [1, 2, 3, 4, 5])
  assert.ok(answers.slice(5).every((each) => each.status === 'rejected' && each.reason instanceof Overloaded))
  await work(8)
  assert.equal(order.at(-1), 8)
})
