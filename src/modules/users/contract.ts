// Users knows who may log in: people, their credentials, sessions and roles, and what staff wrote. It knows no
// addresses and no orders.
import { Type } from 'typebox'
import { contract, event, query } from '#kernel/contract.ts'

const Role = Type.Enum(['customer', 'staff', 'administrator'])

/*
 * Some facts carry a one-time token in plain text, because a reaction does not call and the letter needs the link.
 * Whoever reads outbox, topic or letter may use it until it is used or has expired (1 hour for a new password, 24
 * hours else), and never after; the rows themselves go 14 days after they were sent. In `users` itself only hashes
 * lie.
 */
export const users = contract('users', {
  queries: {
    /** The public keys of the access tokens (RFC 7517): the present one and the one before. */
    keys: query({}, Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) })),
    /**
     * Whether a session still lives, and with which roles: what the kernel asks, at most once a minute and session,
     * about a token that is rightly signed.
     */
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
        /** One-time token for `POST /api/users/email/verify`; letters carry it as a link. Good for 24 hours. */
        verifyToken: Type.String(),
      },
      { key: 'userId' },
    ),
    /** The letter that proves the address is wanted once more. Same token and same use as in `UserRegistered`. */
    EmailVerificationAsked: event(
      {
        userId: Type.String(),
        email: Type.String(),
        firstName: Type.String(),
        locale: Type.String(),
        verifyToken: Type.String(),
      },
      { key: 'userId' },
    ),
    EmailVerified: event({ userId: Type.String(), email: Type.String() }, { key: 'userId' }),
    /** Name or language changed. */
    UserChanged: event(
      { userId: Type.String(), firstName: Type.String(), lastName: Type.String(), locale: Type.String() },
      { key: 'userId' },
    ),
    /** `resetToken` for `POST /api/users/password/reset`. Good for 1 hour. */
    PasswordResetAsked: event(
      {
        userId: Type.String(),
        email: Type.String(),
        firstName: Type.String(),
        locale: Type.String(),
        resetToken: Type.String(),
      },
      { key: 'userId' },
    ),
    /**
     * Somebody was given an account of staff, and chooses the password by `POST /api/users/password/reset` with this
     * token. Good for 24 hours.
     */
    StaffInvited: event(
      {
        userId: Type.String(),
        email: Type.String(),
        firstName: Type.String(),
        locale: Type.String(),
        role: Role,
        inviteToken: Type.String(),
      },
      { key: 'userId' },
    ),
  },
})
