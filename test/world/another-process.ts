/** A second process of the same shop, with connections, memory and gathered statements of its own: what two servers on one database share is only the database. */
import type { TestContext } from 'node:test'
import { type Process, compose } from '../../src/kernel/compose.ts'
import { openPool } from '../../src/kernel/database/pool.ts'
import type { World } from './world.ts'

/** Composes it on the world's database; it starts nothing by itself and ends with the test. */
export function anotherProcess(t: Pick<TestContext, 'after'>, { url, process: { options } }: World): Process {
  const pool = openPool({ url, max: 6, log: options.log, clock: options.clock })
  const process = compose({ ...options, poolOf: () => pool, relayPoolOf: () => pool })
  t.after(async () => {
    await process.stop()
    await pool.end()
  })
  return process
}
