/** A log-in on one device: a short access token that everybody can check, and a refresh token that only we know. */
import { SignJWT } from 'jose'
import { type Static, Type } from 'typebox'
import { audience, issuer } from '#http/auth.ts'
import type { Role } from '#kernel/module.ts'
import type { UsersContext } from '../context.ts'
import { rolesOf } from '../user/user.ts'
import { signerOf } from './signing-key.ts'

/** How long an access token is good: a stolen one dies with it, a revoked one within 60 s by `users.principalOf`. */
export const accessSeconds = 600

export const Tokens = Type.Object(
  {
    accessToken: Type.String(),
    refreshToken: Type.String(),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ description: 'Seconds until the access token ends.' }),
  },
  { title: 'Tokens' },
)
export type Tokens = Static<typeof Tokens>

/** Whose session it is: what the access token says. */
export type Session = { sessionId: string; userId: string; role: Role }

/**
 * The answer to a log-in or refresh: an access token (EdDSA, RFC 8037) for the session, with the refresh token that
 * was kept for it.
 */
export async function tokensOf(
  context: UsersContext,
  { sessionId, userId, role }: Session,
  refreshToken: string,
): Promise<Tokens> {
  const { kid, key } = await signerOf(context)
  const now = Math.floor(context.clock.now() / 1_000)
  const accessToken = await new SignJWT({ sid: sessionId, roles: rolesOf(role) })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(userId)
    .setIssuedAt(now)
    .setExpirationTime(now + accessSeconds)
    .sign(key)
  return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: accessSeconds }
}
