/**
 * Keys of what a batch does: made from the task and the batch, so that a batch that is repeated after a crash changes
 * nothing.
 */
import { createHash } from 'node:crypto'

/**
 * A UUID (version 8, RFC 9562 §5.8) from a task's id, a batch's number and what is done in it; always the same for the
 * same.
 */
export function batchIdOf(taskId: string, batch: number, what: string): string {
  const hex = createHash('sha256').update(`${taskId} ${batch} ${what}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
