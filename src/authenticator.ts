/** Who is behind a request: the kernel checks tokens, the users module holds keys and sessions, here or in another process. */
import type { JWK } from 'jose'
import { authenticatorOf } from '#http/auth.ts'
import type { Process } from '#kernel/compose.ts'
import type { Client } from '#kernel/contract.ts'
import { Unavailable } from '#kernel/errors.ts'
import type { Principal } from '#kernel/module.ts'
import { users } from '#modules/users/contract.ts'

/**
 * Takes a composed process, and where the keys are published when not by the users module (BANYAN_JWKS_URL). Answers a function
 * from request headers to the principal, which refuses `unauthenticated` (401).
 */
export function authenticatorFor(
  process: Process,
  jwksUrl: string | null = null,
): (headers: Record<string, any>) => Promise<Principal> {
  const client = () => process.clientFor<Client<typeof users>>(users)
  return authenticatorOf({
    keys: async () => (jwksUrl === null ? await client().keys({}) : await publishedAt(jwksUrl)).keys,
    principalOf: (sessionId) => client().principalOf({ sessionId }),
    clock: process.options.clock,
  })
}

async function publishedAt(url: string): Promise<{ keys: JWK[] }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch((cause) => {
    throw new Unavailable(`${url} does not answer`, { cause })
  })
  if (!response.ok) throw new Unavailable(`${url} answered ${response.status}`)
  return (await response.json()) as { keys: JWK[] }
}
