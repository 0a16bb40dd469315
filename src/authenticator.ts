/** Who is behind a request: the kernel checks tokens, the users module holds keys and sessions, here or in another process. */
import { authenticatorOf } from '#kernel/auth.ts'
import type { Process } from '#kernel/compose.ts'
import type { Client } from '#kernel/contract.ts'
import type { Principal } from '#kernel/module.ts'
import { users } from '#modules/users/contract.ts'

/** Takes a composed process; answers a function from request headers to the principal, which refuses `unauthenticated` (401). */
export function authenticatorFor(process: Process): (headers: Record<string, any>) => Promise<Principal> {
  const client = () => process.clientFor<Client<typeof users>>(users)
  return authenticatorOf({
    keys: async () => (await client().keys({})).keys,
    principalOf: (sessionId) => client().principalOf({ sessionId }),
    clock: process.options.clock,
  })
}
