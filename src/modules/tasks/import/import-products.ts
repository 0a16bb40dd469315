/** The work of an import: batch after batch from the checkpoint on, until it is done, stopped, or out of time. */
import type { TasksContext } from '../context.ts'
import { type Counts, type Finding, type Planned, type Slice, type Task, noCounts, plus, withRemarks } from '../task.ts'
import { dropFile, fileOf } from '../task-file.ts'
import { forgetKeys, keepPlan, keepProgress, releaseTask } from '../task-store.ts'
import { type Batch, batchGroups } from './batch-groups.ts'
import type { Opened, Shop } from './format.ts'
import { formatFor } from './formats.ts'
import { groupRows } from './group-rows.ts'
import { fateOf, planBatch } from './plan-batch.ts'
import { fromTheTop, readRows } from './read-rows.ts'
import { readShop } from './read-shop.ts'
import { columnsOf, isBroken } from './row.ts'
import { writeBatch } from './write-batch.ts'

/** More mistakes than this say that the file as a whole is wrong. */
const errorsMax = 20_000

/**
 * Runs an import that was claimed, until it ends or the slice is over; at least one batch is done.
 * Every batch is kept with a checkpoint; who lost the lease writes nothing more. Answers the task as it is kept, or
 * null when the lease was lost.
 */
export async function importProducts(context: TasksContext, task: Task, slice: Slice): Promise<Task | null> {
  const path = fileOf(context.settings.dataDir, task.id, task.input.hash)
  const shop = await readShop(context, !task.input.dryRun)
  const header = await openHeader(path, task, shop)
  if (header.opened.errors.length > 0) return failHeader(context, task, header.opened.errors)
  const start = task.checkpoint ?? { offset: header.endsAt, row: 1, batch: 0 }
  let now: Task = task.checkpoint === null ? { ...task, notices: withRemarks([], header.opened.remarks) } : task
  const groups = groupRows(readRows(path, task.input.delimiter, start), header.opened.reader)
  for await (const batch of batchGroups(groups, start)) {
    const after = await importBatch(context, now, batch)
    if (after === null || after.state !== 'running') return after === null ? null : tidied(context, after)
    now = after
    if (context.clock.now() >= slice.endsAt) {
      if (!slice.keepsLease) await releaseTask(context.db, now)
      return now
    }
  }
  const { done, counts, notices, checkpoint } = now
  const state = await keepProgress(context.db, now, {
    done: task.total,
    counts,
    notices,
    checkpoint,
    findings: [],
    ends: { state: 'done', reason: null, detail: null },
  })
  return state === null ? null : tidied(context, { ...now, done: Math.max(done, task.total), state })
}

async function openHeader(path: string, { input }: Task, shop: Shop): Promise<{ opened: Opened; endsAt: number }> {
  for await (const row of readRows(path, input.delimiter, fromTheTop)) {
    if (isBroken(row)) break
    const columns = columnsOf(row.cells)
    const format = formatFor(columns, input.format)
    if (format !== null) return { opened: format.open(columns, shop), endsAt: row.endsAt }
  }
  throw new Error(
    `the file of this import is not the one that was taken: it has no header of the format ${input.format}`,
  )
}

async function failHeader(context: TasksContext, task: Task, errors: Finding[]): Promise<Task | null> {
  const ends = {
    state: 'failed',
    reason: 'header_invalid',
    detail: 'Correct the header of the file as its errors say, and import it again.',
  } as const
  const { done, counts, notices, checkpoint } = task
  const state = await keepProgress(context.db, task, { done, counts, notices, checkpoint, findings: errors, ends })
  return state === null ? null : { ...task, ...ends, state, errors: task.errors + errors.length }
}

/** One batch: plan, keep the plan, write, keep what came of it. In a dry run nothing is written. */
async function importBatch(
  context: TasksContext,
  task: Task,
  { number, parsed, broken, endsAt, lastRow }: Batch,
): Promise<Task | null> {
  const plan = await planBatch(context, task, parsed)
  const planned = await plannedOf(context, task, number, plan.wanted)
  if (planned === null) return null
  const written = task.input.dryRun
    ? { failed: [], findings: [] }
    : await writeBatch(context, task, number, plan.wanted)
  const failed = [...plan.failed, ...written.failed]
  const findings = [
    ...failed.flatMap(({ errors }) => errors),
    ...written.findings,
    ...(broken === null ? [] : [{ row: broken.number, column: null, code: broken.code, detail: broken.detail }]),
  ].sort((a, b) => a.row - b.row)
  const refused = new Set(written.failed.map(({ wanted }) => wanted.product.handle))
  const counts = plus(
    task.counts,
    countsOf(
      parsed,
      failed.length,
      plan.wanted.map(({ product }) => product.handle).filter((handle) => !refused.has(handle)),
      planned,
    ),
  )
  const notices = withRemarks(
    task.notices,
    parsed.flatMap(({ remarks }) => remarks),
  )
  const errors = task.errors + findings.length
  const checkpoint = { offset: endsAt, row: lastRow, batch: number + 1 }
  const ends =
    broken?.isFatal === true
      ? ({ state: 'failed', reason: broken.code, detail: broken.detail } as const)
      : errors > errorsMax
        ? ({
            state: 'failed',
            reason: 'too_many_errors',
            detail: 'Correct the errors that were found so far, and import the file again.',
          } as const)
        : null
  const state = await keepProgress(context.db, task, { done: endsAt, counts, notices, checkpoint, findings, ends })
  if (state === null) return null
  return {
    ...task,
    done: endsAt,
    counts,
    notices,
    errors,
    checkpoint,
    planned: null,
    state,
    reason: ends?.reason ?? null,
    detail: ends?.detail ?? null,
  }
}

/** The plan of this batch that was kept before a crash, else the present one, kept. Null: the lease was lost. */
async function plannedOf(
  context: TasksContext,
  task: Task,
  batch: number,
  wanted: Parameters<typeof fateOf>[0][],
): Promise<Planned | null> {
  if (task.planned?.batch === batch) return task.planned
  const of = (fate: string) => wanted.filter((each) => fateOf(each) === fate).map(({ product }) => product.handle)
  const planned = { batch, created: of('created'), changed: of('changed') }
  if (task.input.dryRun || planned.created.length + planned.changed.length === 0) return planned
  return (await keepPlan(context.db, task, planned)) ? planned : null
}

function countsOf(parsed: Batch['parsed'], failed: number, handles: string[], planned: Planned): Counts {
  const [created, changed] = [new Set(planned.created), new Set(planned.changed)]
  const counts = { ...noCounts, rows: parsed.flatMap(({ rows }) => rows).length, failed }
  for (const handle of handles) counts[created.has(handle) ? 'created' : changed.has(handle) ? 'changed' : 'skipped']++
  return counts
}

/** What a finished import leaves on the disk is not needed any more; the sweep takes what a crash leaves. */
async function tidied(context: TasksContext, task: Task): Promise<Task> {
  if (task.state !== 'done') return task
  await forgetKeys(context.db, task.id)
  await dropFile(context.settings.dataDir, task.id)
  return task
}
