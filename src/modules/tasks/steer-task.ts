/** A person stops a task, or lets it go on. */
import { Refusal } from '#kernel/errors.ts'
import type { TasksContext } from './context.ts'
import { type Task, isOpen, isResumable } from './task.ts'
import { fileOf, isHere } from './task-file.ts'
import { askToCancel, readTask, requeueTask } from './task-store.ts'

/** Refusals of these acts, for routes. */
export const steerRefusals = { task_unknown: 404, task_not_open: 409, task_not_resumable: 409, file_gone: 410 } as const
const refused = (code: keyof typeof steerRefusals, detail: string): Refusal =>
  new Refusal(code, steerRefusals[code], { detail })

/** A task by its id. Refuses `task_unknown`. */
export async function taskOf({ db }: TasksContext, id: string): Promise<Task> {
  const task = await readTask(db, id)
  if (task === null) throw refused('task_unknown', 'There is no such task. See the list for those that there are.')
  return task
}

/**
 * Stops a task: at once, or after the batch in flight. What is cancelled already stays so. Refuses `task_unknown`,
 * `task_not_open`.
 */
export async function cancelTask(context: TasksContext, id: string): Promise<Task> {
  const before = await taskOf(context, id)
  if (before.state === 'cancelled') return before
  if (!isOpen(before) || (await askToCancel(context.db, id)) === null) {
    throw refused('task_not_open', 'It has ended, so there is nothing to stop.')
  }
  return taskOf(context, id)
}

/**
 * Lets a cancelled or failed task go on where it stopped. Refuses `task_unknown`, `task_not_resumable`, `file_gone`.
 */
export async function resumeTask(context: TasksContext, id: string): Promise<Task> {
  const before = await taskOf(context, id)
  if (isOpen(before)) return before
  if (!isResumable(before))
    throw refused('task_not_resumable', 'It has come to its end. Mend the file if it has errors, and import it again.')
  if (!(await isHere(fileOf(context.settings.dataDir, id, before.input.hash)))) {
    throw refused('file_gone', 'The file of this task is not on this disk any more. Import it again.')
  }
  await requeueTask(context.db, id)
  return taskOf(context, id)
}
