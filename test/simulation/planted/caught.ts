/** Which seed caught each planted bug, so that the next look for it begins there. */
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('caught.json', import.meta.url)

/** Seeds by the name of the bug. */
export const caughtBy = (): Record<string, number> => JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>

/** Notes the seed that caught a bug. */
export function keepCaught(name: string, seed: number): void {
  writeFileSync(file, `${JSON.stringify({ ...caughtBy(), [name]: seed }, null, 2)}\n`)
}
