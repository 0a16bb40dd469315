// Users knows who may log in: people, their credentials, sessions and roles, and what staff wrote. It knows no addresses and no orders.
import { Type } from 'typebox'
import { contract, event, query } from '#kernel/contract.ts'

const Role = Type.Enum(['customer', 'staff', 'administrator'])

export const users = contract('users', {
  queries: {
    /** The public keys of the access tokens (RFC 7517): the present one and the one before. */
    keys: query({}, Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) })),
    /** Whether a session still lives, and with which roles: what the kernel asks, at most once a minute and session, about a token that is rightly signed. */
    principalOf: query(
      { sessionId: Type.String({ format: 'uuid' }) },
      Type.Object({ alive: Type.Boolean(), userId: Type.Optional(Type.String()), roles: Type.Array(Role) }),
    ),
  },
  events: {
    UserRegistered: event(
      {
        userId: Type.String(),
        email: Type.String(),
        firstName: Type.String(),
        lastName: Type.String(),
        locale: Type.String(),
        /** One-time token for `POST /api/users/email/verify`; letters carry it as a link. */
        verifyToken: Type.String(),
      },
      { key: 'userId' },
    ),
    EmailVerified: event({ userId: Type.String(), email: Type.String() }, { key: 'userId' }),
    PasswordResetAsked: event(
      { userId: Type.String(), email: Type.String(), firstName: Type.String(), locale: Type.String(), resetToken: Type.String() },
      { key: 'userId' },
    ),
  },
})
