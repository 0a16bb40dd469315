/** Passwords: which may be chosen (NIST SP 800-63B-4 §3.1.1.2), and how they are kept (argon2id, RFC 9106). */
import { type Argon2Parameters, argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { type FieldError, Refusal, Unavailable } from '#kernel/errors.ts'
import type { UsersContext } from '../context.ts'
import { isWeak } from './weak-passwords.ts'

type Hashing = Pick<UsersContext, 'memory' | 'random' | 'clock' | 'deadline'>
const argon2id = promisify((parameters: Argon2Parameters, done: (error: Error | null, key: Buffer) => void) =>
  argon2('argon2id', parameters, done),
)

/**
 * OWASP's smallest setting of argon2id: 19 MiB, two passes, one lane. A hash of other settings is renewed at the next
 * log-in.
 */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const bytesMax = 1_024

/** Equal passwords may arrive in different Unicode forms from different keyboards, so they are hashed in one (NFKC). */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFKC'), 'utf8')

/**
 * Refuses a password nobody should have: `invalid` (400) when it is under 8 characters or over 1,024 bytes,
 * `password_too_common` (422) when it is among the first that are guessed or is the e-mail itself. `pointer` says
 * where in the body it stood.
 */
export function checkChoice(password: string, email: string | null, pointer = '/password'): void {
  const normal = password.normalize('NFKC')
  const wrong = (code: string, detail: string): FieldError[] => [{ pointer, code, detail }]
  if ([...normal].length < 8) {
    throw new Refusal('invalid', 400, {
      detail: 'Choose at least 8 characters.',
      errors: wrong('too_short', 'takes at least 8 characters'),
    })
  }
  if (bytesOf(password).length > bytesMax) {
    throw new Refusal('invalid', 400, {
      detail: 'Choose a shorter password.',
      errors: wrong('too_long', 'takes at most 1,024 bytes'),
    })
  }
  if (isWeak(normal, email)) {
    throw new Refusal('password_too_common', 422, {
      detail: 'This password is among the first that are guessed. Choose another; four words in a row do well.',
      errors: wrong('too_common', 'is among the first that are guessed'),
    })
  }
}

/**
 * The password as it is kept: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. Throws `Overloaded` when too many are being
 * hashed.
 */
export async function hashPassword(context: Hashing, password: string): Promise<string> {
  const nonce = context.random.bytes(16)
  const key = await derive(context, bytesOf(password), { ...cost, nonce, tagLength: 32 })
  return encoded(nonce, key)
}

/**
 * True when the password is the one that was kept. `kept` null (no such account, or one without a password) does the
 * same work and answers false, so that the time tells nobody which accounts there are.
 */
export async function isPassword(context: Hashing, password: string, kept: string | null): Promise<boolean> {
  const { key, ...settings } = partsOf(kept ?? nobody)
  const bytes = bytesOf(password)
  // What is longer was never chosen; hashing it anyway would be free work for whoever sends it.
  const given = await derive(context, bytes.subarray(0, bytesMax), { ...settings, tagLength: key.length })
  return timingSafeEqual(given, key) && kept !== null && bytes.length <= bytesMax
}

/** True when a kept hash is of other settings than today's. */
export function isDated(kept: string): boolean {
  const { memory, passes, parallelism } = partsOf(kept)
  return memory !== cost.memory || passes !== cost.passes || parallelism !== cost.parallelism
}

async function derive(
  { memory: { gate }, clock, deadline }: Hashing,
  message: Buffer,
  parameters: Omit<Argon2Parameters, 'message'>,
): Promise<Buffer> {
  return gate.run(async () => {
    if (clock.now() > deadline) throw new Unavailable('no time left for a hash')
    return argon2id({ ...parameters, message })
  })
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
const encoded = (nonce: Buffer, key: Buffer): string =>
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(nonce)}$${unpadded(key)}`
const nobody = encoded(Buffer.alloc(16), Buffer.alloc(32))

function partsOf(kept: string): { memory: number; passes: number; parallelism: number; nonce: Buffer; key: Buffer } {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(kept)
  if (parts === null) throw new Error('a kept password is of no form that is known')
  const [, m, t, p, salt, key] = parts as unknown as [string, string, string, string, string, string]
  return {
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    nonce: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  }
}
