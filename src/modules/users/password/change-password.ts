import { Refusal } from '#kernel/errors.ts'
import type { UsersContext } from '../context.ts'
import { takeAttempt } from '../session/attempt-store.ts'
import { accountOf } from '../session/log-in.ts'
import { openSession } from '../session/session-store.ts'
import { type Tokens, tokensOf } from '../session/session.ts'
import { newToken } from '../user/user.ts'
import { checkChoice, hashPassword, isPassword } from './password.ts'
import { changePassword, readCredentials } from './password-store.ts'

type Change = { password: string; newPassword: string; network: string }

/**
 * Changes the password of the user who is logged in, given the present one, and ends all sessions; the answer is a
 * new one, so that this device stays. Wrong tries count like those of a log-in (`rate_limited`). Refuses
 * `password_wrong` (422), `password_changed` (409) when a twin was faster, and passwords that nobody should have.
 */
export async function replacePassword(
  context: UsersContext,
  { password, newPassword, network }: Change,
): Promise<Tokens> {
  const userId = context.principal.id!
  const known = await readCredentials(context.db, userId)
  if (known === null) throw new Refusal('not_found', 404)
  checkChoice(newPassword, known.email, '/newPassword')
  const account = accountOf(context, known.email)
  const { loginsPerMinute: perNetwork, loginsPerAccountPerMinute: perAccount } = context.settings.limits
  const { waitMs, user } = await takeAttempt(context.db, {
    email: known.email,
    account,
    network,
    perNetwork,
    perAccount,
  })
  if (waitMs > 0)
    throw new Refusal('rate_limited', 429, {
      detail: 'Too many passwords were tried. Wait for the time in Retry-After.',
      retryAfterMs: waitMs,
    })
  if (!(await isPassword(context, password, known.passwordHash))) {
    throw new Refusal('password_wrong', 422, {
      detail: 'The present password is another. Check it, or ask for a new one by mail.',
    })
  }
  const epoch = await changePassword(context.db, userId, known.epoch, await hashPassword(context, newPassword))
  if (epoch === null || user === null)
    throw new Refusal('password_changed', 409, {
      detail: 'The password was changed meanwhile. Log in with the new one.',
    })
  const [sessionId, refresh] = [context.ids.next(), newToken(context.random)]
  await openSession(context.db, {
    sessionId,
    userId,
    epoch,
    network,
    refreshHash: refresh.hash,
    account,
    passwordHash: null,
  })
  return tokensOf(context, { sessionId, userId, role: user.role }, refresh.token)
}
