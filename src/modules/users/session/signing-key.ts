/**
 * The keys of the access tokens: made at first use and every 30 days, sealed in the database, two of them published
 * (RFC 7517).
 */
import { type KeyObject, createPrivateKey, createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import type { UsersContext } from '../context.ts'
import { type KeyRow, addKey, readKeys } from './signing-key-store.ts'

/** What a process signs with, and until when (epoch ms) it need not look again. */
export type Signer = { kid: string; key: KeyObject; until: number }
type Keys = Pick<UsersContext, 'db' | 'memory' | 'secrets' | 'random' | 'clock' | 'log'>

const label = 'jwt keys'
/** How long a process trusts what it read: far less than a replaced key stays published. */
const trustMs = 60_000

/** The public keys to publish, newest first. Makes the first one, so that nobody keeps an empty list. */
export async function publicKeys(context: Keys): Promise<Record<string, unknown>[]> {
  const known = await readKeys(context.db)
  const keys = known.length > 0 ? known : await makeKey(context, 0)
  return keys.map(({ publicJwk }) => publicJwk)
}

/**
 * The key to sign with now. A key that cannot be opened, because the shop's secret was lost, is replaced, so that
 * log-ins go on.
 */
export async function signerOf(context: Keys): Promise<Signer> {
  const { memory, clock } = context
  if (memory.signer !== null && memory.signer.until > clock.now()) return memory.signer
  const known = await readKeys(context.db)
  const signer = opened(context, known) ?? opened(context, await makeKey(context, known[0]?.generation ?? 0))
  if (signer === null) throw new Error('no key to sign with')
  return (memory.signer = signer)
}

/** The job that makes the next key when the newest is 30 days old. */
export async function rotateKeys(context: Keys): Promise<void> {
  const [newest] = await readKeys(context.db)
  if (newest === undefined || newest.isDue) await makeKey(context, newest?.generation ?? 0)
}

/**
 * The newest key that was published long enough to be in every cache of the published ones, else the one before it,
 * else the only one.
 */
function opened({ secrets, clock, log }: Keys, keys: KeyRow[]): Signer | null {
  const settled = keys.filter(({ isSettled }) => isSettled)
  for (const { kid, sealed } of [...settled, ...keys]) {
    try {
      const key = createPrivateKey({
        key: Buffer.from(secrets.open(label, sealed), 'base64'),
        format: 'der',
        type: 'pkcs8',
      })
      return { kid, key, until: clock.now() + trustMs }
    } catch (error) {
      log.error(
        { kid, err: String(error) },
        'a key for access tokens cannot be opened; was BANYAN_SECRET changed without BANYAN_SECRET_PREVIOUS?',
      )
    }
  }
  return null
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Makes the key after `generation`. A twin that did so first wins, and its key is taken. Answers the keys as they are
 * then.
 */
async function makeKey({ db, secrets, random }: Keys, generation: number): Promise<KeyRow[]> {
  const der = Buffer.concat([pkcs8, random.bytes(32)])
  const bare = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' })
  const kid = await calculateJwkThumbprint(bare as { kty: string })
  const publicJwk = { ...bare, kid, alg: 'EdDSA', use: 'sig' }
  await addKey(db, { kid, generation: generation + 1, publicJwk, sealed: secrets.seal(label, der.toString('base64')) })
  return readKeys(db)
}
