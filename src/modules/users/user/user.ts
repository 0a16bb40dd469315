/** People who may log in, and the rules on what they are told by. */
import { hash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { Random } from '#kernel/chance.ts'
import type { Role } from '#kernel/module.ts'
import { Id, Locale, Time } from '#commerce/scalars.ts'

export type User = {
  id: string
  email: string
  emailVerified: boolean
  firstName: string
  lastName: string
  locale: string
  role: Role
  createdAt: string
}

const RoleName = Type.Enum(['customer', 'staff', 'administrator'])
export const UserView = Type.Object(
  {
    id: Id,
    email: Type.String(),
    emailVerified: Type.Boolean(),
    firstName: Type.String(),
    lastName: Type.String(),
    locale: Locale,
    roles: Type.Array(RoleName),
    createdAt: Time,
  },
  { title: 'User' },
)

/** A user as the API shows them. */
export function viewOf({
  id,
  email,
  emailVerified,
  firstName,
  lastName,
  locale,
  role,
  createdAt,
}: User): Static<typeof UserView> {
  return { id, email, emailVerified, firstName, lastName, locale, roles: rolesOf(role), createdAt }
}

/** Each role has what the ones before it have. */
export function rolesOf(role: Role): Role[] {
  const ladder: Role[] = ['customer', 'staff', 'administrator']
  return ladder.slice(0, ladder.indexOf(role) + 1)
}

/**
 * The one form of an e-mail address by which accounts are told apart: composed (NFC), without space around it, in
 * lower case. Addresses that only look alike stay different: nobody gets into an account by a letter that is drawn
 * the same.
 */
export const emailOf = (text: string): string => text.normalize('NFC').trim().toLowerCase().normalize('NFC')

/** The first language asked for that a locale may be, else English. */
export function localeOf(locales: string[]): string {
  return locales.find((each) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(each) && each.length <= 20) ?? 'en'
}

/**
 * A secret for one link or one refresh: 256 bits, of which only the hash is kept. So much chance needs no slow hash.
 */
export function newToken(random: Random): { token: string; hash: Buffer } {
  const token = random.bytes(32).toString('base64url')
  return { token, hash: hashOf(token) }
}

export const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer')
