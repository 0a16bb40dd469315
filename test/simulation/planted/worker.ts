/** A worker of a hunt whose source has one planted bug. The tree is not touched: the change is made as the file is loaded. */
import { registerHooks } from 'node:module'
import { workerData } from 'node:worker_threads'
import { planted } from './bugs.ts'
import { changed, urlOf } from './change.ts'

const bug = planted.find(({ name }) => name === workerData)
if (bug === undefined) throw new Error(`there is no planted bug "${workerData}"`)
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    return url === urlOf(bug) ? { ...loaded, source: changed(bug, String(loaded.source)) } : loaded
  },
})
await import('../worker.ts')
