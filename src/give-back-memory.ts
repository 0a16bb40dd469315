import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Starting needs far more memory than serving: sources, schemas, a demo shop. V8 would keep it until load forces a collection;
 * one that takes all gives back about 40 MB, once, before the first request. So the young generation may be large, which under load
 * saves a quarter of the process's time (bench), and an idle shop is small all the same.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
