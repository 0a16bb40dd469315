/** One worker of a hunt: runs the seeds it is told, one after another, in an arena of its own. */
import { parentPort } from 'node:worker_threads'
import { openArena } from './arena.ts'
import { type Run, runSeed } from './simulate.ts'

export type Found = Omit<Run, 'counts' | 'history'> & { counts: [string, number][]; history: string[] }

const arena = await openArena()
parentPort!.on('message', (seed: number | null) => {
  if (seed === null) return void arena.close().then(() => process.exit(0))
  void runSeed(arena, seed).then(({ counts, history, ...run }) =>
    parentPort!.postMessage({ ...run, counts: [...counts], history: run.breaches.length > 0 ? history : [] }),
  )
})
parentPort!.postMessage(null)
