import { Refusal } from '#kernel/errors.ts'
import type { UsersContext } from './context.ts'
import { checkChoice, hashPassword } from './password/password.ts'
import { emailOf, hashOf, newToken } from './user/user.ts'
import {
  hasAdministrator,
  isAdministrator,
  isFirstLogin,
  keepFirstLogin,
  makeAdministrator,
  useFirstLogin,
} from './staff/administrator-store.ts'

/**
 * Called at each start. With `admin`, makes sure that this address is an administrator's; the password is set once,
 * and not again after it was changed. Without, and while nobody is administrator, answers a link that makes one: good
 * for 24 hours, once. Answers null when there is nothing left to do. Refuses a password that nobody should have.
 */
export async function ensureAdministrator(
  context: UsersContext,
  admin: { email: string; password: string } | null,
): Promise<{ link: string } | null> {
  if (admin !== null) {
    const email = emailOf(admin.email)
    if (await isAdministrator(context.db, email)) return null
    checkChoice(admin.password, email)
    await makeAdministrator(context.db, {
      id: context.ids.next(),
      email,
      passwordHash: await hashPassword(context, admin.password),
    })
    return null
  }
  if (await hasAdministrator(context.db)) return null
  const { token, hash } = newToken(context.random)
  await keepFirstLogin(context.db, hash)
  return { link: `${context.settings.publicUrl}/admin/first-login?token=${token}` }
}

/** True while the token of such a link can be used. */
export async function isOpenLink({ db }: UsersContext, token: string): Promise<boolean> {
  return isFirstLogin(db, hashOf(token))
}

/**
 * Makes the first administrator by the token of the link. Refuses `token_invalid` (410) and passwords that nobody
 * should have.
 */
export async function makeFirstAdministrator(
  context: UsersContext,
  { token, email, password }: { token: string; email: string; password: string },
): Promise<void> {
  if (!(await isOpenLink(context, token))) throw linkInvalid()
  const address = emailOf(email)
  checkChoice(password, address)
  const administrator = { id: context.ids.next(), email: address, passwordHash: await hashPassword(context, password) }
  if (!(await useFirstLogin(context.db, hashOf(token), administrator))) throw linkInvalid()
}

const linkInvalid = () =>
  new Refusal('token_invalid', 410, {
    detail: 'This link was used before, or is over 24 hours old. Start Banyan again to get a new one.',
  })
