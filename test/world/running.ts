/** One real Banyan process: what `npm start` starts, with a port and a folder of its own, and what a test may do to it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const home = join(import.meta.dirname, '..', '..')

export type Running = {
  name: string
  url: string
  child: ChildProcess
  /** As the machine would: at once, nothing is finished. Also one that is stopped. */
  kill(): Promise<void>
  /** In good order; answers the exit code. */
  stop(): Promise<number>
  /** Starts it again on its port and folder, with `more` in its environment for this run, and waits until it is ready. */
  restart(more?: Record<string, string>): Promise<void>
  /** Waits until it answers that it is ready, at most 60 s; throws when it ends before. */
  ready(): Promise<void>
  /** Waits until it ends by itself, at most 60 s; answers the signal or the exit code. */
  ended(): Promise<NodeJS.Signals | number>
  isRunning(): boolean
  output(): string
}
export type RunningOptions = {
  name: string
  folder: string
  env: Record<string, string>
  /** What is run, from the root of the project. Default: `src/main.ts`. */
  main?: string
}

/** Starts one and answers when it is ready. */
export async function startRunning(options: RunningOptions): Promise<Running> {
  const running = await beginRunning(options)
  await running.ready()
  return running
}

/** Starts one and answers at once. */
export async function beginRunning({ name, folder, env, main = 'src/main.ts' }: RunningOptions): Promise<Running> {
  const port = String(await freePort())
  let output = ''
  const spawnIt = (more: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [join(home, main)], {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: process.env['TMPDIR'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        ...env,
        PORT: port,
        BANYAN_DATA_DIR: join(folder, name),
        ...more,
      } as NodeJS.ProcessEnv,
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
    return child
  }
  const isRunning = () => running.child.exitCode === null && running.child.signalCode === null
  const running: Running = {
    name,
    url: `http://127.0.0.1:${port}`,
    child: spawnIt(),
    isRunning,
    output: () => output,
    async kill() {
      if (!isRunning()) return
      running.child.kill('SIGKILL')
      await once(running.child, 'exit')
    },
    async stop() {
      running.child.kill('SIGTERM')
      const [code] = await once(running.child, 'exit')
      return code
    },
    async restart(more) {
      running.child = spawnIt(more)
      await ready(running)
    },
    ready: () => ready(running),
    async ended() {
      for (let left = 1_200; left > 0 && isRunning(); left--) await pause(50)
      if (isRunning()) throw new Error(`${name} did not end by itself: ${output.slice(-4_000)}`)
      return running.child.signalCode ?? running.child.exitCode!
    },
  }
  return running
}

/** A port of loopback that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Ready when it answers, not when it says so. Throws when it ends before, or after 60 s. */
async function ready(running: Running): Promise<void> {
  for (let left = 1_200; left > 0; left--) {
    if (!running.isRunning())
      throw new Error(`${running.name} ended with ${running.child.exitCode}: ${running.output().slice(-4_000)}`)
    const answer = await fetch(`${running.url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) return
    await pause(50)
  }
  throw new Error(`${running.name} was not ready in 60 s: ${running.output().slice(-4_000)}`)
}
