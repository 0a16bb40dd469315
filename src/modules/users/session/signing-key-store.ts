import type { Db } from '#kernel/database/sql.ts'

/**
 * `isSettled`: published for 10 minutes, so every cache of the published keys has it. `isDue`: old enough for the
 * next one.
 */
export type KeyRow = {
  kid: string
  generation: number
  publicJwk: Record<string, unknown>
  sealed: string
  isSettled: boolean
  isDue: boolean
}

/**
 * The two newest keys, newest first. A key signs for 10 minutes after its follower was made; tokens live 10 more; so
 * two are enough.
 */
export async function readKeys(db: Db): Promise<KeyRow[]> {
  return db.sql`
    select kid, generation, public_jwk as "publicJwk", sealed,
      created_at <= banyan.now() - interval '10 minutes' as "isSettled",
      created_at <= banyan.now() - interval '30 days' as "isDue"
    from users.keys order by generation desc limit 2`
}

/** Adds a key, unless a twin has added this generation. */
export async function addKey(
  db: Db,
  { kid, generation, publicJwk, sealed }: Omit<KeyRow, 'isSettled' | 'isDue'>,
): Promise<void> {
  await db.sql`
    insert into users.keys (kid, generation, public_jwk, sealed) values (${kid}, ${generation}, ${publicJwk}, ${sealed})
    on conflict (generation) do nothing`
}
