/** What is broken after a test of a whole shop, once everything that was told has arrived. */
import pg from 'pg'
import { type Breach, checkInvariants } from '../../src/check/invariants.ts'
import { type Read, type ShopToCheck, shopIn } from '../../src/check/shop-to-check.ts'
import { testProviderBooks } from '../../src/check/test-provider-books.ts'
import type { Secrets } from '../../src/kernel/secrets.ts'
import { roleName } from './cluster.ts'

/** Tests move the clock by hours and leave orders where they are; who wants them finished runs the jobs. */
const graceS = 30 * 86_400

/**
 * The promises that a shop breaks, with the rows that show it. Takes its database, the addresses of modules that have one of
 * their own, and what opens kept answers.
 */
export async function breachesOf(owner: pg.Pool, urls: Map<string, string>, secrets: Secrets): Promise<Breach[]> {
  const more = { secrets, roleOf: roleName }
  if (urls.size === 0)
    return checkInvariants(
      shopIn((text, values) => owner.query(text, values), more),
      graceS,
    )
  const pools = new Map([...urls].map(([name, url]) => [name, new pg.Pool({ connectionString: url, max: 1 })]))
  try {
    return await checkInvariants(scattered(owner, pools, more), graceS)
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.end()))
  }
}

/** A shop whose modules have a database each; the provider keeps its books in `owner`. */
function scattered(owner: pg.Pool, pools: Map<string, pg.Pool>, more: Partial<ShopToCheck>): ShopToCheck {
  const on =
    (poolOf: (schema: string) => pg.Pool): Read =>
    async (schema, text, values = []) =>
      (await poolOf(schema).query(text, values)).rows as never[]
  const atOwner = on(() => owner)
  return shopIn(() => Promise.reject(new Error('no database has all modules')), {
    ...more,
    databases: [...pools.keys()].map((name) => [name]),
    look: (work) => work(on((schema) => pools.get(schema)!)),
    books: {
      ofOrders: (_read, ids) => testProviderBooks.ofOrders(atOwner, ids),
      keys: (_read, after, limit) => testProviderBooks.keys(atOwner, after, limit),
    },
  })
}
