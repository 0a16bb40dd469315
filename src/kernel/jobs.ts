/** What the kernel repeats (`every`) and what it does at a time (`later`), on lease rows of the module's own schema. */
import { type Timers, systemTimers } from './chance.ts'
import type { Pool } from './database/pool.ts'
import { runOn } from './database/pool.ts'
import { backOffMs } from './events/inbox.ts'
import type { Context, Job, Module } from './module.ts'

export type JobsOptions = {
  /** Modules that this process works for. */
  modules: Module[]
  poolOf(schema: string): Pool
  contextFor(module: Module): Context<any, any>
  holder: string
  clock: { now(): number }
  /** Default: the system's. */
  timers?: Timers | undefined
  report(error: unknown, fields: object): void
}
export type Jobs = {
  start(): void
  /** Lets what runs end, starts nothing new. */
  stop(): Promise<void>
  /** Runs one job now, for tests and the command line; throws what it throws. */
  run(module: string, name: string): Promise<void>
  /** Runs every delayed job that is due; answers how many ran. */
  runDue(): Promise<number>
}

const leaseMs = 60_000
const statementMs = 5_000

/** Makes the jobs of a process. Nothing runs before `start`. */
export function jobsOf(options: JobsOptions): Jobs {
  const { modules, report, timers = systemTimers } = options
  const ends: (() => void)[] = []
  const running = new Set<Promise<unknown>>()
  let stopped = true

  const track = (work: Promise<unknown>, fields: object) => {
    const tracked: Promise<unknown> = work
      .catch((error) => report(error, fields))
      .finally(() => running.delete(tracked))
    running.add(tracked)
    return tracked
  }
  const repeat = (everyMs: number, fields: { module: string; job: string }, work: () => Promise<unknown>) => {
    let busy = false
    const end = timers.every(everyMs, `${fields.module}/${fields.job}`, () => {
      if (busy || stopped) return
      busy = true
      void track(work(), fields).finally(() => (busy = false))
    })
    ends.push(end)
  }

  return {
    start() {
      stopped = false
      for (const module of modules) {
        for (const job of module.jobs) {
          repeat(job.everyMs, { module: module.contract.name, job: job.name }, () => runLeased(options, module, job))
        }
        if (module.delayed.length > 0)
          repeat(500, { module: module.contract.name, job: 'delayed' }, () => runDelayed(options, module))
      }
    },
    async stop() {
      stopped = true
      ends.forEach((end) => end())
      await Promise.allSettled(running)
    },
    async run(name, jobName) {
      const module = modules.find(({ contract }) => contract.name === name)
      const job = module?.jobs.find((each) => each.name === jobName)
      if (module === undefined || job === undefined) throw new Error(`this process has no job ${name}/${jobName}`)
      await job.run(options.contextFor(module), 0)
    },
    async runDue() {
      let ran = 0
      for (const module of modules) if (module.delayed.length > 0) ran += await runDelayed(options, module)
      return ran
    },
  }
}

/** Takes the job's lease when it is free and due, runs it, gives the lease back. The fence grows with each holder. */
async function runLeased(options: JobsOptions, module: Module, job: Job<any>): Promise<void> {
  if (job.on === 'each') return void (await job.run(options.contextFor(module), 0))
  const { poolOf, holder, clock } = options
  const schema = module.contract.name
  const take = `
    insert into ${schema}.leases as lease (name, holder, fence, until, next_at)
    values ($1, $2, 1, banyan.now() + $3::int * interval '1 ms', banyan.now() + $4::bigint * interval '1 ms')
    on conflict (name) do update set holder = $2, fence = lease.fence + 1,
      until = banyan.now() + $3::int * interval '1 ms', next_at = banyan.now() + $4::bigint * interval '1 ms'
    where lease.until < banyan.now() and lease.next_at <= banyan.now() + interval '5 ms' returning fence`
  const values = [`job:${job.name}`, holder, leaseMs, job.everyMs]
  const [lease] = (await runOn(poolOf(schema), clock.now() + statementMs, take, values)) as { fence: number }[]
  if (lease === undefined) return
  try {
    await job.run(options.contextFor(module), lease.fence)
  } finally {
    const back = `update ${schema}.leases set until = banyan.now() - interval '1 ms' where name = $1 and fence = $2`
    await runOn(poolOf(schema), clock.now() + statementMs, back, [`job:${job.name}`, lease.fence])
  }
}

type Due = { name: string; id: string; payload: object; fence: number; attempts: number }

/** Claims what is due, twenty at a time, and runs it; who stalls loses the claim after a minute, and his fence with it. */
async function runDelayed(options: JobsOptions, module: Module): Promise<number> {
  const { poolOf, clock } = options
  const schema = module.contract.name
  const claim = `
    update ${schema}.jobs job set fence = job.fence + 1, attempts = job.attempts + 1, wake_at = banyan.now() + $1::int * interval '1 ms'
    where (name, id) in (select name, id from ${schema}.jobs where wake_at <= banyan.now() order by wake_at limit 20 for update skip locked)
    returning name, id, payload, fence, attempts`
  const due = (await runOn(poolOf(schema), clock.now() + statementMs, claim, [leaseMs])) as Due[]
  await Promise.all(due.map((each) => runOne(options, module, each)))
  return due.length
}

async function runOne(
  options: JobsOptions,
  module: Module,
  { name, id, payload, fence, attempts }: Due,
): Promise<void> {
  const { poolOf, clock, report } = options
  const schema = module.contract.name
  const settle = (text: string, values: (string | number)[]) =>
    runOn(poolOf(schema), clock.now() + statementMs, text, values)
  try {
    const job = module.delayed.find((each) => each.name === name)
    if (job === undefined) throw new Error(`${schema} has no delayed job "${name}"`)
    await job.run(options.contextFor(module), payload, id)
    await settle(`delete from ${schema}.jobs where name = $1 and id = $2 and fence = $3`, [name, id, fence])
  } catch (error) {
    report(error, { module: schema, job: name, id, attempts })
    const text = `update ${schema}.jobs set error = $5, wake_at = case when $4::int = 0 then 'infinity' else banyan.now() + $4::int * interval '1 ms' end
      where name = $1 and id = $2 and fence = $3`
    await settle(text, [
      name,
      id,
      fence,
      attempts >= 8 ? 0 : backOffMs(attempts, id),
      String((error as Error).message).slice(0, 2_000),
    ])
  }
}
