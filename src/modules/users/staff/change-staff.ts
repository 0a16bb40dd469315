import { Refusal } from '#kernel/errors.ts'
import type { Role } from '#kernel/module.ts'
import type { UsersContext } from '../context.ts'
import { emailOf, newToken } from '../user/user.ts'
import {
  type StaffMember,
  type StaffRole,
  addMember,
  changeRole,
  findAccount,
  inviteAgain,
  readMember,
} from './staff-store.ts'

type Invitation = { email: string; firstName: string; lastName: string; role: StaffRole; locale: string }

/**
 * Invites somebody to staff: an account without a password, and a letter with the link to choose one. Refuses
 * `email_taken` (409) when the address has an account: its role is changed instead, so that nobody gets a role by
 * having registered first.
 */
export async function inviteStaff(context: UsersContext, { email, ...person }: Invitation): Promise<StaffMember> {
  const invitation = { ...person, id: context.ids.next(), email: emailOf(email) }
  if (!(await addMember(context.db, invitation, newToken(context.random)))) {
    const known = await findAccount(context.db, { email: invitation.email })
    throw new Refusal('email_taken', 409, {
      detail: 'There is an account with this e-mail. Give it the role: PATCH /api/admin/staff/{userId}.',
      ...(known === null ? {} : { userId: known.id }),
    })
  }
  return memberOf(context, invitation.id)
}

/**
 * Sends the invitation once more. Refuses `not_found` (404) for whom is not of staff, `invitation_accepted` (409)
 * when a password was chosen.
 */
export async function inviteStaffAgain(context: UsersContext, userId: string): Promise<StaffMember> {
  const member = await memberOf(context, userId)
  if (!(await inviteAgain(context.db, userId, newToken(context.random)))) {
    throw new Refusal('invitation_accepted', 409, {
      detail: 'A password was chosen already. "Forgot password" makes a new one.',
    })
  }
  return member
}

/**
 * Gives an account a role, `customer` taking it off staff. The account's sessions end, so that the old rights end
 * within a minute. Refuses `not_found` (404), `email_unverified` (409) when the address is not proven, and
 * `last_administrator` (409).
 */
export async function giveRole(
  context: UsersContext,
  userId: string,
  role: Role,
): Promise<{ before: Role; after: Role }> {
  const known = await findAccount(context.db, { id: userId })
  if (known === null) throw new Refusal('not_found', 404)
  const wasInvited = (await readMember(context.db, userId))?.invited ?? false
  if (role !== 'customer' && !known.emailVerified && !wasInvited) {
    throw new Refusal('email_unverified', 409, {
      detail: 'Let the owner of this account prove the e-mail first; a role goes to a proven address only.',
    })
  }
  const changed = known.role === role || (await changeRole(context.db, userId, role))
  if (!changed)
    throw new Refusal('last_administrator', 409, {
      detail: 'Make somebody else an administrator first; a shop without one cannot be run.',
    })
  return { before: known.role, after: role }
}

/** One of staff. Refuses `not_found` (404). */
export async function memberOf({ db }: UsersContext, userId: string): Promise<StaffMember> {
  const member = await readMember(db, userId)
  if (member === null) throw new Refusal('not_found', 404)
  return member
}
