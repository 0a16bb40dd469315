/**
 * Load by wrk, in a closed loop: each connection sends its next request when its last one is answered. wrk takes 5–20 µs a
 * request, and its own CPU is measured, so that a reader sees that it was not what limited the rate.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, isMissing, wrk } from '../scripts/engines.ts'
import { cpuUs } from './cost.ts'

export type Load = {
  rate: number
  requests: number
  p50Ms: number
  p99Ms: number
  meanMs: number
  /** Answers of 400 and above. */
  refused: number
  /** The generator's own CPU a request. */
  generatorUs: number
}
export type Words = {
  url: string
  connections: number
  seconds: number
  headers?: Record<string, string>
  /** Whole requests, sent in turn; without them every request is a GET of `url`. */
  requests?: Buffer[]
  /** A request may be sent again when all were; where each counts once it may not. */
  mayRepeat?: boolean
}

const script = join(import.meta.dirname, 'load.lua')

/** Runs a load to its end. Throws when connections broke; what was refused is the caller's to judge. */
export async function load({
  url,
  connections,
  seconds,
  headers = {},
  requests,
  mayRepeat = false,
}: Words): Promise<Load> {
  const engine = wrk()
  if (isMissing(engine)) throw new Error(engine.missing)
  const folder = requests === undefined ? null : writeRequests(requests)
  try {
    const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
    const words = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '20s', '-s', script]
    const env = folder === null ? {} : { BENCH_REQUESTS: join(folder, 'lengths') }
    const { said, cpu } = await run(engine, [...words, ...given, url], env)
    const found = /^BENCH (.*)$/m.exec(said)?.[1]
    if (found === undefined) throw new Error(`wrk said nothing of use:\n${said}`)
    return loadOf(JSON.parse(found), cpu, mayRepeat ? undefined : requests?.length)
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }
}

type Summary = Record<'requests' | 'durationUs' | 'refused' | 'broken' | 'p50Us' | 'p99Us' | 'meanUs', number>

function loadOf(summary: Summary, generatorCpuUs: number, ready = Infinity): Load {
  const { requests, durationUs, refused, broken, p50Us, p99Us, meanUs } = summary
  if (requests === 0 || broken > 0) throw new Error(`${broken} connections broke, ${requests} requests were answered`)
  if (requests > ready) throw new Error(`only ${ready} requests were ready, and ${requests} were sent`)
  return {
    rate: requests / (durationUs / 1e6),
    requests,
    refused,
    p50Ms: p50Us / 1e3,
    p99Ms: p99Us / 1e3,
    meanMs: meanUs / 1e3,
    generatorUs: generatorCpuUs / requests,
  }
}

function writeRequests(requests: Buffer[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-load-'))
  const raw = join(folder, 'requests')
  writeFileSync(raw, Buffer.concat(requests))
  writeFileSync(join(folder, 'lengths'), [raw, ...requests.map(({ length }) => length)].join('\n') + '\n')
  return folder
}

async function run(
  { bin, env }: Engine,
  words: string[],
  more: Record<string, string>,
): Promise<{ said: string; cpu: number }> {
  const child = spawn(join(bin, 'wrk'), words, {
    env: { ...process.env, ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  let cpu = 0
  const timer = setInterval(() => (cpu = Math.max(cpu, cpuUs(child.pid!))), 50)
  const [code] = await once(child, 'close')
  clearInterval(timer)
  if (code !== 0) throw new Error(`wrk ended with ${code}:\n${said}`)
  return { said, cpu }
}

/** A whole request of HTTP/1.1 as bytes, for `requests`. */
export function requestOf(method: string, path: string, headers: Record<string, string>, body?: object): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body)
  const all = {
    host: 'bench',
    ...headers,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
  }
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${Object.entries(all)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n${text}`,
  )
}
