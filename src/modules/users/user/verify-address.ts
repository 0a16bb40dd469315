import { Refusal } from '#kernel/errors.ts'
import type { UsersContext } from '../context.ts'
import { hashOf, newToken } from './user.ts'
import { askVerification, verifyEmail } from './user-store.ts'

/**
 * Proves an address by the token of a letter. Refuses `token_invalid` (410) when it was used, is over 24 hours old,
 * or was never given.
 */
export async function verifyAddress({ db }: UsersContext, { token }: { token: string }): Promise<void> {
  if (!(await verifyEmail(db, hashOf(token)))) throw tokenInvalid()
}

/**
 * Asks for the letter once more, for the user who is logged in. Nothing is sent when the address is proven, or after
 * five letters in an hour.
 */
export async function resendVerification({ db, random, principal }: UsersContext): Promise<void> {
  await askVerification(db, principal.id!, newToken(random))
}

export const tokenInvalid = (): Refusal =>
  new Refusal('token_invalid', 410, { detail: 'This link was used before, or is too old. Ask for a new one.' })
