/** Starts the baselines of HTTP (`bare-process.ts`). */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ended, saidBy } from './shop.ts'

export type Bare = { url: string; pid: number; close(): Promise<void> }

/** `body`: file with what `/constant` answers; `url` and `table`: what `/row/:id` selects from. */
export async function openBare(options: { body?: string; url?: string; table?: string }): Promise<Bare> {
  const env = { ...process.env, BENCH_BODY: options.body, DATABASE_URL: options.url, BENCH_TABLE: options.table }
  const words = ['--max-semi-space-size=32', join(import.meta.dirname, 'bare-process.ts')]
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const { url } = await saidBy<{ url: string }>(child)
  return { url, pid: child.pid!, close: () => ended(child) }
}
