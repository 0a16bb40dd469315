/** Alive: the event loop answers. Ready: the databases do too, and the process is not on its way out. */
import type { Process } from '#kernel/compose.ts'
import { type Pool, runOn } from '#kernel/database/pool.ts'
import { Overloaded } from '#kernel/errors.ts'
import type { Sent } from './problem.ts'

export type Health = { live(): Sent; ready(): Promise<Sent> }

const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
const askMs = 1_000
const keepMs = 500

/** The health of a process. The databases are asked at most twice a second, however often a probe asks. */
export function healthOf({ serves, works, options }: Process, isDraining: () => boolean): Health {
  const { clock, poolOf } = options
  const pools = new Set<Pool>([...serves, ...works].map(({ contract }) => poolOf(contract.name)))
  let asked: { at: number; well: Promise<boolean> } | null = null
  const isWell = (): Promise<boolean> => {
    const now = clock.now()
    if (asked === null || now - asked.at > keepMs) asked = { at: now, well: databasesAnswer(pools, now + askMs) }
    return asked.well
  }
  return {
    live: () => ({ status: 200, headers, body: '{"status":"alive"}' }),
    async ready() {
      const why = isDraining() ? 'draining' : (await isWell()) ? null : 'database'
      if (why !== null) return { status: 503, headers, body: JSON.stringify({ status: 'not_ready', why }) }
      // It stays in service: what can be read is read, and the other processes have the same database.
      const lacks = [...pools].some((pool) => pool.lacksRoom()) ? { lacks: 'disk_of_database' } : {}
      return { status: 200, headers, body: JSON.stringify({ status: 'ready', ...lacks }) }
    },
  }
}

/** A pool that is merely busy is not down: taking a busy process out of service would push its load onto the others. */
async function databasesAnswer(pools: Set<Pool>, deadline: number): Promise<boolean> {
  const asked = Promise.all([...pools].map((pool) => runOn(pool, deadline, 'select 1 as one', [])))
  const answer = asked.then(
    () => true,
    (error) => error instanceof Overloaded,
  )
  const timeout = Promise.withResolvers<boolean>()
  const timer = setTimeout(timeout.resolve, 2 * askMs, false)
  return Promise.race([answer, timeout.promise]).finally(() => clearTimeout(timer))
}
