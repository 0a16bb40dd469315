/** A child process that does not outlive us, even when we are ended by kill −9. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { RunAs } from './run-as.ts'

export type Child = ChildProcessByStdio<Writable, null, Readable>

/**
 * Its standard input is a pipe that we hold and never write to. When we are gone the system closes it, the watcher's
 * `read` ends, and it sends SIGINT, PostgreSQL's fast stop, or with `all` SIGKILL to everything that was started here:
 * initdb would go on for a while and write where the next start cleans up. `read` is the shell's own word, so that
 * ending the watcher ends all of it and no late signal can hit a process that got the same id.
 *
 * Descriptor 9 is the directory that is worked on, locked where flock(1) is there. Every process of PostgreSQL inherits
 * it, so the lock lasts exactly as long as the last of them, and it holds between containers on one volume, where
 * process ids mean nothing. Exit code 75: somebody else has the lock.
 */
const script = `
exec 3<&0 9<"$1" || exit 1
goodbye=$2
leftover=$3
shift 3
if command -v flock >/dev/null 2>&1; then flock -n -E 75 9 2>/dev/null; [ $? -ne 75 ] || exit 75; fi
"$@" </dev/null 3<&- &
child=$!
(read -r end <&3; [ "$goodbye" = all ] && kill -KILL 0; kill -INT $child) 9<&- 2>/dev/null &
watcher=$!
wait $child
code=$?
kill $watcher 2>/dev/null
[ -z "$leftover" ] || rmdir "$leftover" 2>/dev/null
exit $code`

export const heldByAnother = 75

/**
 * `directory` is what it works on; `goodbye` says whom our end hits; `leftover` is a folder that goes, if it is empty,
 * when it has ended, even if we are gone by then; `env` is added to what PostgreSQL may know.
 */
export type Bound = {
  runAs: RunAs
  directory: string
  words: string[]
  goodbye: 'first' | 'all'
  leftover?: string
  env?: NodeJS.ProcessEnv
}

/**
 * Starts `words` as `runAs` says, with no environment but what is given and the path: PostgreSQL needs none of our
 * secrets, and messages in English are part of what we read. A session of its own keeps Ctrl-C away from it, so that
 * we stop it in our order.
 */
export function spawnUntilOurEnd({ runAs, directory, words, goodbye, leftover = '', env = {} }: Bound): Child {
  const [command = '', ...rest] = [...runAs.words, 'sh', '-c', script, 'sh', directory, goodbye, leftover, ...words]
  const { PATH, TMPDIR } = process.env
  return spawn(command, rest, {
    ...runAs.ids,
    cwd: '/',
    env: { PATH, TMPDIR, LC_ALL: 'C', TZ: 'UTC', ...keepsItsMemory, ...runAs.env, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  })
}

/**
 * glibc gives a backend's memory back after each statement and asks for it anew with the next: zeroing those pages was half of what
 * PostgreSQL did for a lone purchase. So 16 MB a connection stay. Other C libraries do not read these names.
 */
const keepsItsMemory = {
  MALLOC_TRIM_THRESHOLD_: '16777216',
  MALLOC_MMAP_THRESHOLD_: '16777216',
  MALLOC_TOP_PAD_: '262144',
}

/** The exit code, 128 and more for a signal as a shell counts, or 127 when it could not be started at all. */
export function endOf(child: Child): Promise<number> {
  return new Promise((ended) => {
    child.once('error', () => ended(127))
    child.once('exit', (code) => ended(code ?? 128))
  })
}

/** True when the promise settled within the time. */
export async function within(timeoutMs: number, promise: Promise<unknown>): Promise<boolean> {
  const settling = new AbortController()
  const timer = delay(timeoutMs, false, { signal: settling.signal }).catch(() => false)
  const settled = await Promise.race([promise.then(() => true), timer])
  settling.abort()
  return settled
}
