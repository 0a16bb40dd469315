import type { TasksContext } from './context.ts'
import { dropFile, tasksHere } from './task-file.ts'
import { readKept, sweepTasks } from './task-store.ts'

const dayMs = 24 * 60 * 60 * 1_000

/** When a UUIDv7 was made (epoch milliseconds). */
const madeAt = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16)

/**
 * Deletes old tasks, and files that nobody needs: of tasks that are done or gone. A file of today may still be coming
 * in.
 */
export async function sweepFiles({ db, clock, settings }: TasksContext): Promise<void> {
  await sweepTasks(db)
  const old = (await tasksHere(settings.dataDir)).filter((id) => madeAt(id) < clock.now() - dayMs)
  if (old.length === 0) return
  const kept = new Set(await readKept(db, old))
  for (const id of old) if (!kept.has(id)) await dropFile(settings.dataDir, id)
}
