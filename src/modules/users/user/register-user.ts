import { Refusal } from '#kernel/errors.ts'
import type { UsersContext } from '../context.ts'
import { checkChoice, hashPassword } from '../password/password.ts'
import { type User, emailOf, newToken } from './user.ts'
import { addUser } from './user-store.ts'

type Registration = { email: string; password: string; firstName: string; lastName: string; locale: string }

/**
 * Makes an account, and asks for the letter that proves its address. Refuses a password that nobody should have
 * (`invalid`, `password_too_common`) and `email_taken` (409). Of two who register one address at once, one gets it.
 */
export async function registerUser(context: UsersContext, { password, ...person }: Registration): Promise<User> {
  const email = emailOf(person.email)
  checkChoice(password, email)
  const passwordHash = await hashPassword(context, password)
  const user = await addUser(
    context.db,
    { ...trimmed(person), id: context.ids.next(), email, passwordHash },
    newToken(context.random),
  )
  if (user === null)
    throw new Refusal('email_taken', 409, {
      detail: 'There is an account with this e-mail. Log in, or ask for a new password.',
    })
  return user
}

const trimmed = ({ firstName, lastName, locale }: Omit<Registration, 'password'>) => ({
  firstName: firstName.trim(),
  lastName: lastName.trim(),
  locale,
})
