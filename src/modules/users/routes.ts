import { Type } from 'typebox'
import { Refusal } from '#kernel/errors.ts'
import { get, patch, post } from '#kernel/module.ts'
import { GivenEmail, Id, Locale, PersonName } from '#commerce/scalars.ts'
import type { UsersContext } from './context.ts'
import { replacePassword } from './password/change-password.ts'
import { choosePassword, forgetPassword } from './password/reset-password.ts'
import { logIn } from './session/log-in.ts'
import { refreshSession } from './session/refresh-session.ts'
import { endFamily, endSessions } from './session/session-store.ts'
import { Tokens } from './session/session.ts'
import { publicKeys } from './session/signing-key.ts'
import { registerUser } from './user/register-user.ts'
import { UserView, hashOf, localeOf, viewOf } from './user/user.ts'
import { changeUser, readUser } from './user/user-store.ts'
import { resendVerification, verifyAddress } from './user/verify-address.ts'

const strict = { additionalProperties: false }
export const NewPassword = Type.String({ minLength: 8, maxLength: 1_024 })
const OldPassword = Type.String({ minLength: 1, maxLength: 1_024 })
export const OneTimeToken = Type.String({ minLength: 20, maxLength: 200 })
const Refresh = Type.Object({ refreshToken: OneTimeToken }, strict)
export const Nothing = Type.Object({})
/** Refusals of a password that nobody should have; `invalid` is the kernel's own. */
const unfit = { password_too_common: 422 } as const

const accountRoutes = [
  post(
    '/api/users/register',
    {
      summary: 'Make an account',
      access: 'anyone',
      limit: 'register',
      statuses: [201],
      reply: UserView,
      description: 'A letter proves the address. The answer does not log in.',
      body: Type.Object(
        { email: GivenEmail, password: NewPassword, firstName: PersonName, lastName: PersonName },
        strict,
      ),
      refuses: { email_taken: 409, ...unfit },
      example: { email: 'mara@example.com', password: 'four words in a row', firstName: 'Mara', lastName: 'Lind' },
    },
    async (context: UsersContext, { body, locales }) => {
      const user = await registerUser(context, { ...body, locale: localeOf(locales) })
      return { status: 201, body: viewOf(user), headers: { location: `/api/users/${user.id}` } }
    },
  ),
  post(
    '/api/users/email/verify',
    {
      summary: 'Prove an e-mail address by the token of a letter',
      access: 'anyone',
      statuses: [204],
      reply: Nothing,
      body: Type.Object({ token: OneTimeToken }, strict),
      refuses: { token_invalid: 410 },
      idempotency: 'none',
    },
    async (context: UsersContext, { body }) => {
      await verifyAddress(context, body)
      return { status: 204 }
    },
  ),
  post(
    '/api/users/email/verify/resend',
    {
      summary: 'Send the letter that proves the address once more',
      access: 'customer',
      limit: 'mail',
      statuses: [202],
      reply: Nothing,
      description: 'Nothing is sent when the address is proven, or after five letters in an hour.',
    },
    async (context: UsersContext) => {
      await resendVerification(context)
      return { status: 202, body: {} }
    },
  ),
  get(
    '/api/users/{userId}',
    {
      summary: 'Read one’s own account',
      access: 'customer',
      params: Type.Object({ userId: Type.Union([Type.Literal('me'), Id]) }),
      reply: UserView,
    },
    async (context: UsersContext, { params }) => ({
      status: 200,
      body: viewOf(found(await readUser(context.db, ownId(context, params)))),
    }),
  ),
  patch(
    '/api/users/{userId}',
    {
      summary: 'Change one’s own name or language',
      access: 'customer',
      params: Type.Object({ userId: Type.Union([Type.Literal('me'), Id]) }),
      body: Type.Object(
        { firstName: Type.Optional(PersonName), lastName: Type.Optional(PersonName), locale: Type.Optional(Locale) },
        strict,
      ),
      reply: UserView,
    },
    async (context: UsersContext, { params, body }) => {
      const change = { ...body, firstName: body.firstName?.trim(), lastName: body.lastName?.trim() }
      return { status: 200, body: viewOf(found(await changeUser(context.db, ownId(context, params), change))) }
    },
  ),
]

const sessionRoutes = [
  post(
    '/api/users/login',
    {
      summary: 'Log in',
      access: 'anyone',
      limit: 'login',
      reply: Tokens,
      idempotency: 'none',
      description: 'With `cartToken`, a guest’s cart goes into the user’s; when that fails, the log-in stands.',
      body: Type.Object(
        {
          email: Type.String({ maxLength: 254 }),
          password: OldPassword,
          cartToken: Type.Optional(Type.String({ maxLength: 300 })),
        },
        strict,
      ),
      refuses: { invalid_credentials: 401 },
      example: { email: 'mara@example.com', password: 'four words in a row' },
    },
    async (context: UsersContext, { body, network }) => ({
      status: 200,
      body: await logIn(context, { ...body, network }),
    }),
  ),
  post(
    '/api/users/refresh',
    {
      summary: 'New tokens for a refresh token, which is used up',
      access: 'anyone',
      reply: Tokens,
      idempotency: 'none',
      description:
        'Two at once within 10 seconds both work. A token that comes again later ends its session everywhere.',
      body: Refresh,
      refuses: { refresh_token_invalid: 401 },
    },
    async (context: UsersContext, { body }) => ({ status: 200, body: await refreshSession(context, body) }),
  ),
  post(
    '/api/users/logout',
    {
      summary: 'End the session of a refresh token',
      access: 'anyone',
      statuses: [204],
      reply: Nothing,
      idempotency: 'none',
      body: Refresh,
    },
    async ({ db }: UsersContext, { body }) => {
      await endFamily(db, hashOf(body.refreshToken))
      return { status: 204 }
    },
  ),
  post(
    '/api/users/logout-everywhere',
    {
      summary: 'End all of one’s sessions',
      access: 'customer',
      statuses: [204],
      reply: Nothing,
      idempotency: 'none',
      description: 'Access tokens that are out stop working within 60 seconds.',
    },
    async ({ db, principal }: UsersContext) => {
      await endSessions(db, principal.id!)
      return { status: 204 }
    },
  ),
  get(
    '/.well-known/jwks.json',
    {
      summary: 'Public keys of the access tokens (RFC 7517)',
      access: 'anyone',
      reply: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
    },
    async (context: UsersContext) => {
      return {
        status: 200,
        body: { keys: await publicKeys(context) },
        headers: { 'cache-control': 'public, max-age=300' },
      }
    },
  ),
]

const passwordRoutes = [
  post(
    '/api/users/password/forgot',
    {
      summary: 'Ask for a letter with a link to a new password',
      access: 'anyone',
      limit: 'mail',
      statuses: [202],
      idempotency: 'none',
      description: 'The answer is the same for every address.',
      body: Type.Object({ email: GivenEmail }, strict),
      reply: Nothing,
    },
    async (context: UsersContext, { body }) => {
      await forgetPassword(context, body)
      return { status: 202, body: {} }
    },
  ),
  post(
    '/api/users/password/reset',
    {
      summary: 'Choose a new password by the token of a letter',
      access: 'anyone',
      limit: 'login',
      statuses: [204],
      idempotency: 'none',
      description: 'Also the first password of somebody invited. Ends all sessions of the account.',
      body: Type.Object({ token: OneTimeToken, password: NewPassword }, strict),
      reply: Nothing,
      refuses: { token_invalid: 410, ...unfit },
    },
    async (context: UsersContext, { body }) => {
      await choosePassword(context, body)
      return { status: 204 }
    },
  ),
  post(
    '/api/users/password',
    {
      summary: 'Change one’s password',
      access: 'customer',
      reply: Tokens,
      idempotency: 'none',
      description: 'Ends all sessions; the answer opens a new one, so that this device stays.',
      body: Type.Object({ password: OldPassword, newPassword: NewPassword }, strict),
      refuses: { password_wrong: 422, password_changed: 409, ...unfit },
    },
    async (context: UsersContext, { body, network }) => ({
      status: 200,
      body: await replacePassword(context, { ...body, network }),
    }),
  ),
]

export const routes = [...accountRoutes, ...sessionRoutes, ...passwordRoutes]

/** `me` or one's own id; anybody else's is not there. */
function ownId({ principal }: UsersContext, { userId }: { userId: string }): string {
  if (userId !== 'me' && userId.toLowerCase() !== principal.id) throw new Refusal('not_found', 404)
  return principal.id!
}

function found<T>(value: T | null): T {
  if (value === null) throw new Refusal('not_found', 404)
  return value
}
