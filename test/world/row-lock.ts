/**
 * Rows held as another transaction would hold them, so that a test decides when two statements meet, and does not
 * hope.
 */
import type { TestContext } from 'node:test'
import pg from 'pg'

type World = { url: string; sql(text: TemplateStringsArray): Promise<any[]> }

/**
 * Runs a locking statement (`select id from users.users for update`) and keeps what it locked.
 * `waiting(n)` answers when n statements wait for a lock, and throws after 10 s; `release` lets them go on.
 */
export async function holdRows(t: Pick<TestContext, 'after'>, world: World, statement: string) {
  const client = new pg.Client({ connectionString: world.url })
  // The world's database goes with the test; what it says on the way is no failure.
  client.on('error', () => {})
  await client.connect()
  t.after(() => client.end())
  await client.query('begin')
  await client.query(statement)
  return {
    async waiting(count: number): Promise<void> {
      for (const end = Date.now() + 10_000; Date.now() < end;) {
        const [row] = await world.sql`
          select count(*)::int as waiting from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`
        if (row.waiting >= count) return
      }
      throw new Error(`${count} statements were to wait for a lock, but fewer did`)
    },
    async release(): Promise<void> {
      await client.query('commit')
    },
  }
}
