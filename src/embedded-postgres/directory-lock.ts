/** One Banyan on one data directory: who came second is told so before anything is touched. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runningProcess } from './running-process.ts'
import { StartFailure } from './start-failure.ts'

/**
 * Takes the lock, a note with our process id, and returns what gives it back. A note of a dead process is taken over.
 * Throws a `StartFailure` that names the process when another holds it, or this one already does.
 *
 * Two that take over the same dead note in the same millisecond may both think they hold it. That costs a poorer
 * message, not data: PostgreSQL itself refuses the second, and so does the kernel's lock in `until-our-end.ts`.
 */
export function takeDirectory(dataDir: string): () => void {
  const file = join(dataDir, 'banyan.pid')
  const ours = `${process.pid} ${runningProcess(process.pid)?.mark ?? 'unknown'}\n`
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      writeFileSync(file, ours, { flag: 'wx', mode: 0o644 })
      return () => {
        if (textOf(file) === ours) rmSync(file, { force: true })
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = holderOf(textOf(file))
    if (holder !== null) throw inUse(dataDir, holder)
    rmSync(file, { force: true })
  }
  throw new StartFailure(`The data directory ${dataDir} is being taken by several Banyans at once. Start one of them.`)
}

/** The process that a note names, if it is that very process that still runs. */
function holderOf(note: string): number | null {
  const [pid = '', mark = ''] = note.trim().split(' ')
  return runningProcess(Number(pid))?.mark === mark ? Number(pid) : null
}

function inUse(dataDir: string, pid: number): StartFailure {
  const who = pid === process.pid ? 'this very process' : `another Banyan (process ${pid})`
  return new StartFailure(
    `The data directory ${dataDir} is in use by ${who}. Stop it, or set BANYAN_DATA_DIR to another folder.`,
  )
}

/** Empty when it is gone, or cannot be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
