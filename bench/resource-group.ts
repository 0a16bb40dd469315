/**
 * A part of the machine for a few processes: so much CPU, so much memory, by a control group of Linux. The server under load gets
 * a part, so that a generator on the same machine can ask for ten times what it can do.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Parts = {
  /** Of one core: 0.4 is 40 ms of CPU in every 100 ms. */
  cores?: number
  memoryBytes?: number
}
export type ResourceGroup = {
  /** Moves a process, all its threads, and whatever of its children runs already. */
  add(pid: number): void
  /** Files that a process writes its id into to join by itself, before it has begun anything. */
  doors: string[]
  /** Processes that the kernel killed for want of memory. */
  killedForMemory(): number
  /** Moves what is left back to where this process is, and removes the group. */
  close(): Promise<void>
}
/** What cannot be had here, in one sentence for people. */
export type NoGroup = { missing: string }
export const isMissing = (group: ResourceGroup | NoGroup): group is NoGroup => 'missing' in group

const mounted = '/sys/fs/cgroup'
let counter = 0

/** Makes a group (version 1 or 2 of control groups), or says why it cannot. Nothing outside the new folders is changed. */
export function resourceGroup(parts: Parts): ResourceGroup | NoGroup {
  const name = `banyan-${process.pid}-${++counter}`
  try {
    const folders = existsSync(join(mounted, 'cgroup.controllers')) ? version2(name, parts) : version1(name, parts)
    return groupOf(folders)
  } catch (error) {
    const why = (error as Error).message
    return {
      missing: `No control group can be made here (${why}): run this as root on Linux, where ${mounted} can be written.`,
    }
  }
}

type Folders = { own: string[]; home: string[]; memory: string | undefined }

/** Each resource has a tree of its own; a group stands below the one that this process is in, and so within its bounds. */
function version1(name: string, { cores, memoryBytes }: Parts): Folders {
  const folders: Folders = { own: [], home: [], memory: undefined }
  const make = (resource: string) => {
    const home = join(mounted, resource, ownPath(resource))
    const own = join(home, name)
    mkdirSync(own)
    folders.own.push(own)
    folders.home.push(home)
    return own
  }
  if (cores !== undefined) {
    const own = make('cpu')
    writeFileSync(join(own, 'cpu.cfs_period_us'), String(periodUs))
    writeFileSync(join(own, 'cpu.cfs_quota_us'), String(Math.round(periodUs * cores)))
    // What else runs on the machine must not take this part as well: the figures compare runs with each other.
    writeFileSync(join(own, 'cpu.shares'), '8192')
  }
  if (memoryBytes !== undefined) {
    folders.memory = make('memory')
    writeFileSync(join(folders.memory, 'memory.limit_in_bytes'), String(memoryBytes))
  }
  return folders
}
/** Short, so that a process that has used its part stands still for a short time only. */
const periodUs = 20_000

function version2(name: string, { cores, memoryBytes }: Parts): Folders {
  const home = join(mounted, ownPath(''))
  const own = join(home, name)
  mkdirSync(own)
  const folders: Folders = { own: [own], home: [home], memory: memoryBytes === undefined ? undefined : own }
  if (cores !== undefined) {
    writeFileSync(join(own, 'cpu.max'), `${Math.round(periodUs * cores)} ${periodUs}`)
    writeFileSync(join(own, 'cpu.weight'), '800')
  }
  if (memoryBytes !== undefined) writeFileSync(join(own, 'memory.max'), String(memoryBytes))
  return folders
}

/** Where this process stands in the tree of a resource; '' is the one tree of version 2. */
function ownPath(resource: string): string {
  const line = readFileSync('/proc/self/cgroup', 'utf8')
    .split('\n')
    .map((each) => each.split(':'))
    .find(([, names = '']) => (resource === '' ? names === '' : names.split(',').includes(resource)))
  if (line === undefined) throw new Error(`the resource ${resource || 'all'} has no tree`)
  return line.slice(2).join(':')
}

function groupOf({ own, home, memory }: Folders): ResourceGroup {
  const move = (pid: number, folders: string[]) => {
    for (const folder of folders) writeFileSync(join(folder, 'cgroup.procs'), String(pid))
  }
  return {
    doors: own.map((folder) => join(folder, 'cgroup.procs')),
    add(pid) {
      for (const each of [pid, ...childrenOf(pid)]) move(each, own)
    },
    killedForMemory() {
      if (memory === undefined) return 0
      const file = ['memory.events', 'memory.oom_control'].map((each) => join(memory, each)).find(existsSync)
      return Number(/^oom_kill (\d+)/m.exec(file === undefined ? '' : readFileSync(file, 'utf8'))?.[1] ?? 0)
    },
    async close() {
      for (const [at, folder] of own.entries()) await removed(folder, home[at]!)
    },
  }
}

/** Processes end, and begin others, while they are moved: until nobody is left. */
async function removed(folder: string, home: string): Promise<void> {
  for (let left = 100; ; left--) {
    try {
      const pids = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)
      for (const pid of pids) writeFileSync(join(home, 'cgroup.procs'), pid)
      return rmdirSync(folder)
    } catch (error) {
      if (left === 0) throw error
      await new Promise((later) => setTimeout(later, 50))
    }
  }
}

function childrenOf(pid: number): number[] {
  const mine = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid)
    .map(Number)
  return mine.flatMap((each) => [each, ...childrenOf(each)])
}

function parentOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}
