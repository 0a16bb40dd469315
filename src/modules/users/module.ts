import { staffWrote } from '#kernel/audit.ts'
import { defineModule, every, when } from '#kernel/module.ts'
import { customers } from '#modules/customers/contract.ts'
import { adminRoutes } from './admin-routes.ts'
import { keepEntry } from './audit/audit-entry-store.ts'
import { type UsersContext, memory, needs } from './context.ts'
import { users } from './contract.ts'
import { askResetLater } from './password/reset-password.ts'
import { routes } from './routes.ts'
import { sweepAttempts } from './session/attempt-store.ts'
import { readSession, sweepSessions } from './session/session-store.ts'
import { publicKeys, rotateKeys } from './session/signing-key.ts'
import { firstLoginRoutes } from './staff/first-login-routes.ts'
import { endAccount, sweepTokens } from './user/user-store.ts'
import { rolesOf } from './user/user.ts'

export const usersModule = defineModule({
  contract: users,
  needs,
  at: import.meta.url,
  memory,
  answers: {
    keys: async (context) => ({ keys: await publicKeys(context) }),
    async principalOf({ db }, { sessionId }) {
      const session = await readSession(db, sessionId)
      return session === null
        ? { alive: false, roles: [] }
        : { alive: true, userId: session.userId, roles: rolesOf(session.role) }
    },
  },
  reactions: [
    when(staffWrote, 'keep-audit-log', keepEntry),
    when(customers.events.CustomerErased, 'end-account', (once, { userId }) =>
      userId === undefined ? Promise.resolve() : endAccount(once, userId),
    ),
  ],
  routes: [...routes, ...firstLoginRoutes, ...adminRoutes],
  delayed: [askResetLater],
  jobs: [
    every(3_600_000, 'rotate-keys', rotateKeys),
    every(600_000, 'sweep-users', async ({ db }: UsersContext) => {
      await sweepSessions(db)
      await sweepTokens(db)
      await sweepAttempts(db)
    }),
  ],
})
