/**
 * Who asks: access tokens are JWTs (RFC 7519) that the users module signs; the kernel checks them by its public keys.
 */
import { type JWK, type JWTPayload, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { Refusal } from '#kernel/errors.ts'
import { type Principal, type Role, guest } from '#kernel/module.ts'

/** What every token says of where it comes from and whom it is for. */
export const issuer = 'banyan'
export const audience = 'banyan'

type Session = { alive: boolean; userId?: string; roles: readonly string[] }
export type AuthOptions = {
  /** The public keys now, RFC 7517, each with a `kid`. */
  keys(): Promise<unknown[]>
  /** Whether a session still lives, and with which roles; asked at most once a minute and session. */
  principalOf(sessionId: string): Promise<Session>
  clock: { now(): number }
  issuer?: string
  audience?: string
}
export type Authenticate = (headers: Record<string, string | string[] | undefined>) => Promise<Principal>

const tokenMax = 4_096
const sessionMs = 60_000
const keysMs = 5_000

/** One text for all that may be wrong: what exactly it was helps only who forges. */
const refused = (): Refusal =>
  new Refusal('unauthenticated', 401, {
    detail: 'The access token is not valid, or not any more. Refresh it or log in again.',
  })

type Verified = { userId: string; sessionId: string; expiresMs: number; startsMs: number }

/**
 * Makes the check of `Authorization: Bearer <token>`. No header is a guest. Throws `unauthenticated` (401) for anything
 * but a token of a known key, EdDSA over Ed25519 (RFC 8037), of our issuer and audience, in its time, whose session
 * lives.
 */
export function authenticatorOf(options: AuthOptions): Authenticate {
  const { clock, principalOf } = options
  const verified = new LRUCache<string, Verified>({ max: 10_000 })
  const sessions = new LRUCache<string, { until: number; session: Promise<Session> }>({ max: 50_000 })
  const verify = verifierOf(options)

  /** A failed question is not remembered: the next request asks again. */
  const sessionOf = (id: string): Promise<Session> => {
    const known = sessions.get(id)
    if (known !== undefined && known.until > clock.now()) return known.session
    const session = principalOf(id)
    const entry = { until: clock.now() + sessionMs, session }
    sessions.set(id, entry)
    session.catch(() => sessions.peek(id) === entry && sessions.delete(id))
    return session
  }

  return async ({ authorization }) => {
    if (authorization === undefined) return guest
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(String(authorization).slice(0, tokenMax + 10))?.[1]
    if (token === undefined || token.length > tokenMax) throw refused()
    let one = verified.get(token)
    if (one === undefined) verified.set(token, (one = await verify(token)))
    const now = clock.now()
    if (one.expiresMs <= now || one.startsMs > now) throw refused()
    const { alive, userId, roles } = await sessionOf(one.sessionId)
    if (!alive || (userId !== undefined && userId !== one.userId)) throw refused()
    // The roles of now, not those of when the token was made: who lost one loses it within a minute.
    return { kind: 'user', id: one.userId, roles: roles as readonly Role[] }
  }
}

type Key = Awaited<ReturnType<typeof importJWK>>

/**
 * Checks signature and claims. `jku`, `x5u` and an embedded `jwk` are never looked at: keys come from our own list by
 * `kid`.
 */
function verifierOf({
  keys,
  clock,
  issuer: from = issuer,
  audience: to = audience,
}: AuthOptions): (token: string) => Promise<Verified> {
  let known = new Map<string, Key>()
  let asked = -Infinity
  let asking: Promise<void> | null = null
  const keyOf = async (kid: string): Promise<Key> => {
    if (!known.has(kid) && clock.now() - asked >= keysMs) {
      asking ??= keysById(keys)
        .then((fresh) => {
          known = fresh
          asked = clock.now()
        })
        .finally(() => (asking = null))
    }
    if (!known.has(kid) && asking !== null) await asking
    const key = known.get(kid)
    if (key === undefined) throw refused()
    return key
  }
  return async (token) => {
    const key = await keyOf(kidOf(token))
    const checks = {
      algorithms: ['EdDSA', 'Ed25519'],
      issuer: from,
      audience: to,
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp', 'sub', 'sid'],
    }
    const { payload } = await jwtVerify(token, key, checks).catch((): never => {
      throw refused()
    })
    return verifiedOf(payload)
  }
}

async function keysById(keys: () => Promise<unknown[]>): Promise<Map<string, Key>> {
  const list = (await keys()) as JWK[]
  const usable = list.filter(({ kty, crv, kid }) => kty === 'OKP' && crv === 'Ed25519' && typeof kid === 'string')
  return new Map(
    await Promise.all(usable.map(async (jwk) => [jwk.kid!, await importJWK({ ...jwk, alg: 'EdDSA' })] as const)),
  )
}

function kidOf(token: string): string {
  try {
    const { kid, alg } = decodeProtectedHeader(token)
    if (typeof kid === 'string' && (alg === 'EdDSA' || alg === 'Ed25519')) return kid
  } catch {
    // Falls through to the one refusal: a header that cannot be read is a wrong token.
  }
  throw refused()
}

function verifiedOf({ sub, exp, nbf = 0, ['sid']: sid }: JWTPayload): Verified {
  if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') throw refused()
  return { userId: sub, sessionId: sid, expiresMs: exp * 1_000, startsMs: nbf * 1_000 }
}
