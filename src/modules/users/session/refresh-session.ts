import { Refusal } from '#kernel/errors.ts'
import { twice } from '#kernel/database/sql.ts'
import type { UsersContext } from '../context.ts'
import { hashOf, newToken } from '../user/user.ts'
import { endFamilyOfReused, rotateToken } from './session-store.ts'
import { type Tokens, tokensOf } from './session.ts'

/**
 * New tokens for a refresh token, which is thereby used up. Refuses `refresh_token_invalid` (401) when it is unknown
 * or its session ended. A token that comes again after 10 s was stolen, from us or from the caller: its whole family
 * ends (RFC 9700 §4.14.2).
 */
export async function refreshSession(
  context: UsersContext,
  { refreshToken }: { refreshToken: string },
): Promise<Tokens> {
  const hash = hashOf(refreshToken)
  const next = newToken(context.random)
  const session = await twice(() => rotateToken(context.db, hash, next.hash))
  if (session !== null) return tokensOf(context, session, next.token)
  const ended = await endFamilyOfReused(context.db, hash)
  if (ended !== null) context.log.warn(ended, 'a refresh token was used again; its session was ended')
  throw new Refusal('refresh_token_invalid', 401, { detail: 'This log-in has ended. Log in again.' })
}
