import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { secretsOf } from './secrets.ts'
import { runs } from '../../test/properties/runs.ts'

const [now, before] = ['the present secret of this shop!', 'the former secret of this shop!!']
const secrets = secretsOf(now)
const rotated = secretsOf(now, before)
const former = secretsOf(before)

test('what was signed verifies for its label and text, and for nothing else', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (label, text, other) => {
      const signature = secrets.sign(label, text)

      assert.ok(secrets.verify(label, text, signature))
      assert.equal(secrets.verify(label, other, signature), other === text)
      assert.equal(secrets.verify(other, text, signature), other === label)
      assert.ok(!former.verify(label, text, signature))
    }),
    runs(),
  )
})

test('a signature that is changed, cut, longer or nonsense does not verify, and does not throw', () => {
  const signature = secrets.sign('links', 'text')
  const flipped = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1)

  for (const wrong of [
    flipped,
    signature.slice(1),
    `${signature}A`,
    '',
    'ä'.repeat(signature.length),
    signature.toUpperCase(),
  ])
    assert.ok(!secrets.verify('links', 'text', wrong), wrong)
})

test('what is sealed opens under its label only, and never looks the same twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const [one, two] = [secrets.seal('addresses', text), secrets.seal('addresses', text)]

      assert.equal(secrets.open('addresses', one), Buffer.from(text).toString())
      assert.notEqual(one, two)
      assert.throws(() => secrets.open('letters', one), /cannot open what was sealed as letters/)
    }),
    runs(),
  )
})

test('a sealed text that is changed in any byte, cut or empty throws', () => {
  const bytes = Buffer.from(secrets.seal('addresses', 'Elm Street 5'), 'base64url')

  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    assert.throws(() => secrets.open('addresses', changed.toString('base64url')), /cannot open/, `byte ${at}`)
    assert.throws(
      () => secrets.open('addresses', bytes.subarray(0, at).toString('base64url')),
      /cannot open/,
      `cut ${at}`,
    )
  }
})

test('a tag cut short is no tag: an empty text cannot be forged with four bytes', () => {
  const bytes = Buffer.from(secrets.seal('addresses', ''), 'base64url')

  for (const length of [4, 8, 12, 15])
    assert.throws(() => secrets.open('addresses', bytes.subarray(0, 12 + length).toString('base64url')), /cannot open/)
  assert.equal(secrets.open('addresses', bytes.toString('base64url')), '')
})

test('while a secret is rotated, the former one still verifies and opens; afterwards it does not', () => {
  const [signature, sealed] = [former.sign('links', 'text'), former.seal('addresses', 'Elm Street 5')]

  assert.ok(rotated.verify('links', 'text', signature))
  assert.equal(rotated.open('addresses', sealed), 'Elm Street 5')
  assert.ok(!secrets.verify('links', 'text', signature))
  assert.throws(() => secrets.open('addresses', sealed), /cannot open/)
})

test('while a secret is rotated, what is new is made with the new one', () => {
  assert.ok(secrets.verify('links', 'text', rotated.sign('links', 'text')))
  assert.equal(secrets.open('addresses', rotated.seal('addresses', 'Elm Street 5')), 'Elm Street 5')
  assert.deepEqual(rotated.key('links'), secrets.key('links'))
})

test('each label has a key of its own, the same in every process that knows the secret', () => {
  assert.equal(secrets.key('links').length, 32)
  assert.deepEqual(secrets.key('links'), secretsOf(now).key('links'))
  assert.notDeepEqual(secrets.key('links'), secrets.key('letters'))
  assert.notDeepEqual(secrets.key('links'), former.key('links'))
})
