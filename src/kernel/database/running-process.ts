/** Who a process id belongs to now. An id alone proves nothing: ids are used again after a restart or in a new container. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** `mark` tells two processes apart that had the same id: when it began, and in which boot of the machine. */
export type RunningProcess = { name: string; mark: string }

/** Null when no such process runs. A dead one that nobody has collected yet (a zombie) does not run. */
export function runningProcess(pid: number): RunningProcess | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
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
