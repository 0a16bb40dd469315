/** All SQL of tasks and of what went wrong in them. */
import type { Db } from '#kernel/database/sql.ts'
import type { Checkpoint, Counts, Finding, Input, Notice, Planned, State, Task } from './task.ts'

export type NewTask = { id: string; kind: string; startedBy: string; input: Input; total: number; counts: Counts }

/** Writes a new task. `held`: its maker runs it himself and has the lease, so that nobody else begins it. */
export async function insertTask(
  db: Db,
  { id, kind, startedBy, input, total, counts }: NewTask,
  held: boolean,
): Promise<Task> {
  const [row] = await db.sql<Task>`
    insert into tasks.tasks as task (id, kind, state, started_by, input, total, counts, lease_until, fence, started_at)
    values (${id}, ${kind}, ${held ? 'running' : 'queued'}, ${startedBy}, ${JSON.stringify(input)}, ${total}, ${JSON.stringify(counts)},
      case when ${held} then banyan.now() + interval '30 s' else '-infinity' end, ${held ? 1 : 0},
      case when ${held} then banyan.now() end)
    returning id, kind, state, started_by as "startedBy", input, done, total, counts, notices, errors, checkpoint, planned,
      reason, detail, cancel_asked as "cancelAsked", fence, attempts, created_at as "createdAt",
      started_at as "startedAt", finished_at as "finishedAt"`
  return row!
}

/**
 * Takes the lease of the oldest of these tasks that is open and that nobody runs; null when there is none. The fence
 * grows.
 */
export async function claimTask(db: Db, ids: string[]): Promise<Task | null> {
  const [row] = await db.sql<Task>`
    update tasks.tasks set state = 'running', fence = fence + 1, attempts = attempts + 1, lease_until = banyan.now() + interval '30 s',
      started_at = coalesce(started_at, banyan.now())
    where id = (
      select id from tasks.tasks
      where id = any(${ids}::uuid[]) and state in ('queued', 'running') and lease_until <= banyan.now()
      order by id limit 1 for update skip locked)
    returning id, kind, state, started_by as "startedBy", input, done, total, counts, notices, errors, checkpoint, planned,
      reason, detail, cancel_asked as "cancelAsked", fence, attempts, created_at as "createdAt",
      started_at as "startedAt", finished_at as "finishedAt"`
  return row ?? null
}

type Held = Pick<Task, 'id' | 'fence'>

/** Notes what the batch in flight is about to do, and keeps the lease. False: the lease was lost. */
export async function keepPlan(db: Db, { id, fence }: Held, planned: Planned): Promise<boolean> {
  const rows = await db.sql`
    update tasks.tasks set planned = ${JSON.stringify(planned)}, lease_until = banyan.now() + interval '30 s'
    where id = ${id} and fence = ${fence} and state = 'running' returning id`
  return rows.length === 1
}

/** What a batch, or the end, adds to a task. `ends`: the state it ends in; null: it goes on. */
export type Progress = {
  done: number
  counts: Counts
  notices: Notice[]
  checkpoint: Checkpoint | null
  findings: Finding[]
  ends: { state: 'done' | 'failed'; reason: string | null; detail: string | null } | null
}

/**
 * Writes progress, the batch's findings and the checkpoint, all or none, and keeps the lease. Answers the state after
 * it (a task that was asked to stop is `cancelled`), or null when the lease was lost: then nothing was written.
 */
export async function keepProgress(db: Db, { id, fence }: Held, progress: Progress): Promise<State | null> {
  const { done, counts, notices, checkpoint, findings, ends } = progress
  const [row] = await db.sql<{ state: State }>`
    with kept as (
      update tasks.tasks set done = ${done}, counts = ${JSON.stringify(counts)}, notices = ${JSON.stringify(notices)},
        errors = errors + ${findings.length}, checkpoint = ${checkpoint === null ? null : JSON.stringify(checkpoint)}, planned = null,
        attempts = 0, reason = ${ends?.reason ?? null}, detail = ${ends?.detail ?? null},
        state = coalesce(${ends?.state ?? null}::text, case when cancel_asked then 'cancelled' else 'running' end),
        finished_at = case when ${ends !== null} or cancel_asked then banyan.now() end,
        cancel_asked = cancel_asked and ${ends === null}, lease_until = banyan.now() + interval '30 s'
      where id = ${id} and fence = ${fence} and state = 'running' returning id, state
    ), noted as (
      insert into tasks.findings (task_id, row_number, column_name, code, detail)
      select kept.id, each.row_number, each.column_name, each.code, each.detail
      from kept, unnest(${findings.map(({ row }) => row)}::int[], ${findings.map(({ column }) => column)}::text[],
        ${findings.map(({ code }) => code)}::text[], ${findings.map(({ detail }) => detail)}::text[])
        with ordinality as each (row_number, column_name, code, detail, at) order by each.at
    )
    select state from kept`
  return row?.state ?? null
}

/** Gives the lease back before the work is done: the next claim goes on at the checkpoint. */
export async function releaseTask(db: Db, { id, fence }: Held): Promise<void> {
  await db.sql`update tasks.tasks set lease_until = '-infinity' where id = ${id} and fence = ${fence} and state = 'running'`
}

/** Ends a task without more progress. */
export async function endTask(
  db: Db,
  { id, fence }: Held,
  state: 'failed' | 'cancelled',
  reason: string | null,
  detail: string | null,
): Promise<void> {
  await db.sql`
    update tasks.tasks set state = ${state}, reason = ${reason}, detail = ${detail}, cancel_asked = false, finished_at = banyan.now()
    where id = ${id} and fence = ${fence} and state = 'running'`
}

/**
 * Asks a task to stop: at once when nobody runs it, else after the batch in flight. Answers the state, or null when it
 * is not open.
 */
export async function askToCancel(db: Db, id: string): Promise<State | null> {
  const [row] = await db.sql<{ state: State }>`
    update tasks.tasks set
      cancel_asked = lease_until > banyan.now(), state = case when lease_until > banyan.now() then state else 'cancelled' end,
      finished_at = case when lease_until > banyan.now() then null else banyan.now() end
    where id = ${id} and state in ('queued', 'running') returning state`
  return row?.state ?? null
}

/**
 * Puts a failed or cancelled task back in the queue; one that never finished a batch begins anew. False when it is
 * neither.
 */
export async function requeueTask(db: Db, id: string): Promise<boolean> {
  const rows = await db.sql`
    with queued as (
      update tasks.tasks set state = 'queued', reason = null, detail = null, cancel_asked = false, attempts = 0, finished_at = null,
        lease_until = '-infinity', errors = case when checkpoint is null then 0 else errors end
      where id = ${id} and state in ('failed', 'cancelled') returning id, checkpoint is null as is_new
    ), gone as (
      delete from tasks.findings using queued where findings.task_id = queued.id and queued.is_new
    )
    select id from queued`
  return rows.length === 1
}

/** One task, or null. */
export async function readTask(db: Db, id: string): Promise<Task | null> {
  const [row] = await db.sql<Task>`
    select id, kind, state, started_by as "startedBy", input, done, total, counts, notices, errors, checkpoint, planned,
      reason, detail, cancel_asked as "cancelAsked", fence, attempts, created_at as "createdAt",
      started_at as "startedAt", finished_at as "finishedAt"
    from tasks.tasks where id = ${id}`
  return row ?? null
}

/** Tasks of a kind, newest first, before an id. */
export async function readTasks(db: Db, kind: string, before: string | null, limit: number): Promise<Task[]> {
  return db.sql<Task>`
    select id, kind, state, started_by as "startedBy", input, done, total, counts, notices, errors, checkpoint, planned,
      reason, detail, cancel_asked as "cancelAsked", fence, attempts, created_at as "createdAt",
      started_at as "startedAt", finished_at as "finishedAt"
    from tasks.tasks where kind = ${kind} and (${before}::uuid is null or id < ${before}::uuid) order by id desc limit ${limit}`
}

/** What is wrong in which row, in the order of the rows, at most `limit`. */
export async function readFindings(db: Db, id: string, limit: number): Promise<Finding[]> {
  return db.sql<Finding>`
    select row_number as row, column_name as column, code, detail from tasks.findings
    where task_id = ${id} order by row_number, pos limit ${limit}`
}

/**
 * Notes keys of a task with the row they stand in; answers for each the row in which it was met first. Sent again it
 * answers the same, because the first row stays. Each key at most once a call.
 */
export async function meetKeys(db: Db, id: string, keys: { key: string; row: number }[]): Promise<Map<string, number>> {
  const rows = await db.sql<{ key: string; row: number }>`
    insert into tasks.met_keys as met (task_id, key, row_number)
    select ${id}::uuid, key, row_number from unnest(${keys.map(({ key }) => key)}::text[], ${keys.map(({ row }) => row)}::int[])
      as given (key, row_number) order by key
    on conflict (task_id, key) do update set row_number = met.row_number returning key, row_number as row`
  return new Map(rows.map(({ key, row }) => [key, row]))
}

/** Forgets the keys of a task that has ended. */
export async function forgetKeys(db: Db, id: string): Promise<void> {
  await db.sql`delete from tasks.met_keys where task_id = ${id}`
}

/** Which of these tasks are still needed on the disk: open ones, and those that could be resumed. */
export async function readKept(db: Db, ids: string[]): Promise<string[]> {
  const rows = await db.sql<{
    id: string
  }>`select id from tasks.tasks where id = any(${ids}::uuid[]) and state <> 'done'`
  return rows.map(({ id }) => id)
}

/** Ends what nobody ran for 30 days, and deletes what ended longer than 90 days ago, with its findings. */
export async function sweepTasks(db: Db): Promise<void> {
  await db.sql`
    with abandoned as (
      update tasks.tasks set state = 'failed', reason = 'abandoned', detail = 'Nobody had its file for 30 days. Import the file again.',
        finished_at = banyan.now()
      where state in ('queued', 'running') and lease_until <= banyan.now() and created_at < banyan.now() - interval '30 days'
    )
    delete from tasks.tasks where id in (
      select id from tasks.tasks where finished_at < banyan.now() - interval '90 days' order by finished_at limit 100)`
}
