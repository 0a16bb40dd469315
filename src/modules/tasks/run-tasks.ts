/** Runs tasks: claims one whose file is on this disk, works on it for a slice of time, and gives the lease back. */
import type { TasksContext } from './context.ts'
import { importProducts } from './import/import-products.ts'
import type { Slice, Task } from './task.ts'
import { fileOf, isHere, tasksHere } from './task-file.ts'
import { claimTask, endTask } from './task-store.ts'

/** Short, so that a process that is told to stop stops soon; the next look goes on at the checkpoint. */
const sliceMs = 5_000
/** Claims in a row without one finished batch. */
const attemptsMax = 8

/** What each kind of task does in a slice; answers the task as it is kept, null when the lease was lost. */
const kinds: Record<string, (context: TasksContext, task: Task, slice: Slice) => Promise<Task | null>> = {
  'import-products': importProducts,
}

/**
 * Works on the tasks whose files are here, oldest first, for about five seconds. Costs no statement where there is no
 * file.
 */
export async function runTasks(context: TasksContext): Promise<void> {
  const { db, clock, settings } = context
  const here = await tasksHere(settings.dataDir)
  const endsAt = clock.now() + sliceMs
  while (here.length > 0) {
    const task = await claimTask(db, here)
    if (task === null) return
    await runTask(context, task, { endsAt, keepsLease: false })
    if (clock.now() >= endsAt) return
  }
}

/**
 * Works on a claimed task for a slice of time, at least one batch. Answers the task as it is kept; null: another has
 * it now.
 */
export async function runTask(context: TasksContext, task: Task, slice: Slice): Promise<Task | null> {
  const end = async (state: 'failed' | 'cancelled', reason: string | null, detail: string | null): Promise<Task> => {
    await endTask(context.db, task, state, reason, detail)
    return { ...task, state, reason, detail }
  }
  if (task.cancelAsked) return end('cancelled', null, null)
  if (task.attempts > attemptsMax) {
    return end(
      'failed',
      'gave_up',
      `It stopped ${attemptsMax} times at the same place. Resume it when the shop is well again.`,
    )
  }
  if (!(await isHere(fileOf(context.settings.dataDir, task.id, task.input.hash)))) {
    return end('failed', 'file_gone', 'The file is not on the disk any more. Import it again.')
  }
  const work = kinds[task.kind]
  if (work === undefined)
    return end('failed', 'kind_unknown', 'This version of Banyan does not know this kind of task.')
  return work(context, task, slice)
}
