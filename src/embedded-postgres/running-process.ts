/** Whose a process id is now. An id alone proves nothing: after a restart, or in a new container, it is used again. */
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'

/** `mark` tells two processes apart that had the same id: when it began, and in which boot of the machine. */
export type RunningProcess = { name: string; mark: string }

/** Null when no such process runs. A dead one that nobody has collected yet (a zombie) does not run. */
export function runningProcess(pid: number): RunningProcess | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/**
 * True when the process has `folder` as its working directory, as PostgreSQL has its data directory; also when that
 * cannot be found out here. Another user's process, which we may not ask, is not one of ours.
 */
export function worksIn(pid: number, folder: string): boolean {
  const here = statSync(folder)
  const cwd = process.platform === 'linux' ? `/proc/${pid}/cwd` : cwdFromLsof(pid)
  if (cwd === null) return true
  try {
    const there = statSync(cwd)
    return there.dev === here.dev && there.ino === here.ino
  } catch {
    return false
  }
}

function fromProc(pid: number): RunningProcess | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    // proc(5): after the name come state (field 3) … and starttime (field 22), in ticks since boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return { name, mark: `${fields[19]}@${boot}` }
  } catch {
    return null
  }
}

function fromPs(pid: number): RunningProcess | null {
  const options = { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } } as const
  const { stdout = '' } = spawnSync('ps', ['-o', 'stat=,lstart=,comm=', '-p', String(pid)], options)
  const [, state, began, command] = /^(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(stdout.trim()) ?? []
  if (state === undefined || began === undefined || command === undefined || state.startsWith('Z')) return null
  return { name: command.split('/').at(-1) ?? '', mark: began.replaceAll(/\s+/g, '-') }
}

function cwdFromLsof(pid: number): string | null {
  const options = { encoding: 'utf8', env: { PATH: '/usr/sbin:/usr/bin' } } as const
  const { stdout } = spawnSync('lsof', ['-a', '-p', String(pid), '-d', 'cwd', '-Fn'], options)
  return /^n(.+)$/m.exec(stdout ?? '')?.[1] ?? null
}
