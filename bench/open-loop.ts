/**
 * Load in an open loop: requests are planned at a fixed rate, and latency counts from the planned time. A closed loop waits for a
 * slow answer and so asks less just when it should measure (Tene's "coordinated omission").
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { saidBy } from './shop.ts'
import { requestOf } from './load.ts'

export type Plan = {
  url: string
  rate: number
  seconds: number
  /** GETs of these in turn, or whole requests, each sent once. */
  paths?: string[]
  requests?: Buffer[]
  connections?: number
}
export type Latencies = {
  p50Ms: number
  p99Ms: number
  maxMs: number
  answered: number
  refused: number
  /** The generator's own CPU a request. */
  generatorUs: number
}

/** Runs a plan in a process of its own, on raw sockets. Throws when a connection breaks. */
export async function openLoop({
  url,
  rate,
  seconds,
  paths = [],
  requests,
  connections = 64,
}: Plan): Promise<Latencies> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-plan-'))
  try {
    const all = requests ?? paths.map((path) => requestOf('GET', path, {}))
    const file = join(folder, 'plan.json')
    writeFileSync(
      file,
      JSON.stringify({ url, rate, seconds, connections, requests: all.map((each) => each.toString()) }),
    )
    const child = spawn(process.execPath, [join(import.meta.dirname, 'open-loop-process.ts'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return await saidBy<Latencies>(child)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
