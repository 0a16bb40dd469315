import { later } from '#kernel/module.ts'
import type { UsersContext } from '../context.ts'
import { forgetAttempts } from '../session/attempt-store.ts'
import { accountOf } from '../session/log-in.ts'
import { emailOf, hashOf, newToken } from '../user/user.ts'
import { tokenInvalid } from '../user/verify-address.ts'
import { checkChoice, hashPassword } from './password.ts'
import { askReset, readReset, resetPassword } from './password-store.ts'

/**
 * Takes note that somebody forgot a password. Whether the address has an account is looked up later, by a job, so
 * that answer and time are the same for every address.
 */
export async function forgetPassword({ db, ids }: UsersContext, { email }: { email: string }): Promise<void> {
  await db.later('ask-reset', ids.next(), { email: emailOf(email) }, 0)
}

/** The job behind it: the letter, if there is an account. Bears a repeat. */
export const askResetLater = later('ask-reset', ({ db, random }: UsersContext, { email }: { email: string }, id) =>
  askReset(db, email, id, newToken(random)),
)

/**
 * Sets a new password by the token of a letter; also the first one of somebody invited. Ends all sessions and opens
 * the account again if it was closed by failed tries. Refuses `token_invalid` (410) and passwords that nobody should
 * have.
 */
export async function choosePassword(
  context: UsersContext,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const hash = hashOf(token)
  const found = await readReset(context.db, hash)
  if (found === null) throw tokenInvalid()
  checkChoice(password, found.email)
  const passwordHash = await hashPassword(context, password)
  if (!(await resetPassword(context.db, hash, passwordHash))) throw tokenInvalid()
  await forgetAttempts(context.db, accountOf(context, found.email))
}
