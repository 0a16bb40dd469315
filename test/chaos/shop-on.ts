/** A shop on a PostgreSQL of its own, for what happens to a whole server. */
import { testClock } from '../world/cluster.ts'
import { type FaultProxy, startFaultProxy } from '../world/fault-proxy.ts'
import type { Postgres } from '../world/postgres.ts'
import type { Ending } from '../world/processes.ts'
import { type Trial, openTrial } from './trial.ts'

/** Two equal processes on it, reached by everybody over one line, which may lead to another one later; all go with the test. */
export async function shopOn(
  t: Ending,
  postgres: Postgres,
  ...others: Postgres[]
): Promise<{ trial: Trial; line: FaultProxy }> {
  await postgres.run('create database shop')
  const line = await startFaultProxy({ port: postgres.port })
  const url = `postgres://postgres@127.0.0.1:${line.port}/shop?sslmode=disable`
  const drop = async () => {
    await line.close()
    for (const each of [...others, postgres]) await each.remove()
  }
  const database = { url, drop }
  const trial = await openTrial(t, {
    topology: 'one',
    copies: 2,
    stock: { mug: 100_000 },
    database,
    databaseAt: { port: line.port },
  })
  // So that nobody waits for leases of the dead in the end.
  await trial.run(testClock)
  return { trial, line }
}
