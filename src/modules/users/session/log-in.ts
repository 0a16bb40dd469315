import { Refusal } from '#kernel/errors.ts'
import type { UsersContext } from '../context.ts'
import { hashPassword, isDated, isPassword } from '../password/password.ts'
import { emailOf, newToken } from '../user/user.ts'
import { takeAttempt } from './attempt-store.ts'
import { openSession } from './session-store.ts'
import { type Tokens, tokensOf } from './session.ts'

type LogIn = { email: string; password: string; cartToken?: string; network: string }

/**
 * Logs in by e-mail and password. Refuses `invalid_credentials` (401) with the same answer and the same work whether
 * the account does not exist or the password is wrong, and `rate_limited` (429) when network or account tried too
 * often. A guest's cart goes into the user's; when that fails, the log-in stands and the cart stays where it is.
 */
export async function logIn(context: UsersContext, { email, password, network, cartToken }: LogIn): Promise<Tokens> {
  const { loginsPerMinute: perNetwork, loginsPerAccountPerMinute: perAccount } = context.settings.limits
  const address = emailOf(email)
  const account = accountOf(context, address)
  const { waitMs, user } = await takeAttempt(context.db, { email: address, account, network, perNetwork, perAccount })
  if (waitMs > 0) {
    throw new Refusal('rate_limited', 429, {
      detail: 'Too many log-ins were tried. Wait for the time in Retry-After.',
      retryAfterMs: waitMs,
    })
  }
  const fits = await isPassword(context, password, user?.passwordHash ?? null)
  if (!fits || user === null)
    throw new Refusal('invalid_credentials', 401, {
      detail: 'E-mail or password is wrong. Check both, or ask for a new password.',
    })

  const [sessionId, refresh] = [context.ids.next(), newToken(context.random)]
  const passwordHash = isDated(user.passwordHash!) ? await hashPassword(context, password) : null
  await openSession(context.db, {
    sessionId,
    userId: user.id,
    epoch: user.epoch,
    network,
    refreshHash: refresh.hash,
    account,
    passwordHash,
  })
  if (cartToken !== undefined) await mergeCart(context, user.id, cartToken)
  return tokensOf(context, { sessionId, userId: user.id, role: user.role }, refresh.token)
}

/** What stands for an e-mail where tries are counted. */
export const accountOf = ({ secrets }: Pick<UsersContext, 'secrets'>, email: string): string =>
  secrets.sign('log-in attempts', email)

/** A cart's token is `<id of the cart>.<proof>`; carts judges the proof. */
async function mergeCart({ carts, log }: UsersContext, userId: string, token: string): Promise<void> {
  const guestCartId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.)/.exec(token)?.[0]
  if (guestCartId === undefined) return
  try {
    await carts.merge({ guestCartId, token, userId })
  } catch (error) {
    log.warn({ cartId: guestCartId, err: String(error) }, 'a cart was not merged at log-in; it stays as it is')
  }
}
