/** Tries one pattern after the other, and says after each that it is done. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Pattern, attacksOn } from './attacks.ts'

for (const pattern of workerData as Pattern[]) {
  const expression = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ''))
  for (const text of attacksOn(pattern)) expression.test(text)
  parentPort!.postMessage('done')
}
