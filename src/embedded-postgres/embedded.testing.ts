/** What the tests of the embedded database share: folders that go away, other processes, and a cluster to copy. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type Embedded, startEmbedded } from './embedded.ts'

export const isRoot = process.getuid?.() === 0
export const nobody = 65534
export const quick = { fsync: false, settings: { shared_buffers: '32MB' }, patienceMs: 1_000 }

const last = new WeakMap<TestContext, (() => unknown)[]>()
/** Runs `work` when the test is over, what was asked for last first: a database stops before its folder goes. */
export function finallyDo(t: TestContext, work: () => unknown): void {
  const works = last.get(t) ?? []
  if (works.length === 0) {
    last.set(t, works)
    t.after(async () => {
      for (const each of works.reverse()) await each()
    })
  }
  works.push(work)
}

/** An empty folder that goes with the test. */
export function folder(t: TestContext, owner: number | null = null): string {
  const path = mkdtempSync(join(tmpdir(), 'banyan embedded '))
  if (owner !== null) chownSync(path, owner, owner)
  finallyDo(t, () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
  return path
}

let template: Promise<string> | null = null
/** A shop's folder with a cluster in it that has run before; copied, since initdb takes most of a second. */
export async function usedFolder(t: TestContext): Promise<string> {
  template ??= makeTemplate()
  const path = folder(t)
  cpSync(await template, path, { recursive: true })
  return path
}

async function makeTemplate(): Promise<string> {
  const path = mkdtempSync(join(tmpdir(), 'banyan-template-'))
  process.once('exit', () => rmSync(path, { recursive: true, force: true }))
  const { stop } = await startEmbedded({ dataDir: path, ...quick })
  await stop()
  return path
}

/** Starts quickly, and stops with the test. */
export async function started(t: TestContext, dataDir: string): Promise<Embedded> {
  const embedded = await startEmbedded({ dataDir, ...quick })
  finallyDo(t, embedded.stop)
  return embedded
}

export async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

type Line = { url?: string; pid?: number; id?: number; failure?: string }
export type Other = { process: ChildProcess; next(): Promise<Line>; ended: Promise<void> }

/** Another process with an embedded database (`embedded.child.ts`); as the user `uid`, `under` a command. */
export function other(
  t: TestContext,
  dataDir: string,
  { work = '', uid = null, env = {}, under = [] }: OtherOptions = {},
): Other {
  const script = fileURLToPath(new URL('./embedded.child.ts', import.meta.url))
  const [command = '', ...rest] = [...under, process.execPath, script, dataDir, work]
  const child = spawn(command, rest, {
    ...(uid === null ? {} : { uid, gid: uid }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  finallyDo(t, async () => {
    child.kill('SIGTERM')
    await ended
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return { process: child, ended, next: async () => JSON.parse((await lines.next()).value ?? '{}') as Line }
}
type OtherOptions = { work?: 'insert' | 'stop' | ''; uid?: number | null; env?: NodeJS.ProcessEnv; under?: string[] }

/** True when a process of nobody's can run our Node on our sources; it cannot in a checkout inside a private home. */
export function nobodyMayRead(): boolean {
  const script = fileURLToPath(new URL('./embedded.child.ts', import.meta.url))
  const words = ['-e', `fs.readFileSync(${JSON.stringify(script)})`]
  return isRoot && spawnSync(process.execPath, words, { uid: nobody, gid: nobody, cwd: '/' }).status === 0
}

/** Waits until it is so. Throws after the time. */
export async function until(timeoutMs: number, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not so after ${timeoutMs} ms`)
    await delay(10)
  }
}
