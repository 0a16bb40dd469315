/** Starts one group of one topology: BANYAN_TOPOLOGY, BANYAN_PROCESS. */
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { runUntilSignal } = await import('./start.ts')
await runUntilSignal()
