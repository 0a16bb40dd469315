/** A disk of a few megabytes, which a test fills and empties: a file system in memory, mounted on a folder of its own. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type SmallDisk = {
  folder: string
  /** Leaves no byte free. */
  fill(): void
  /** Gives back what `fill` took. */
  free(): void
  remove(): void
}

/** Mounts one. Throws, with what is needed, where nobody may mount: it takes root, or sudo that asks for no password, on Linux. */
export function openSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-small-disk-'))
  const mine = `size=${megabytes}m,mode=0700,uid=${process.getuid?.() ?? 0},gid=${process.getgid?.() ?? 0}`
  if (!asRoot(['mount', '-t', 'tmpfs', '-o', mine, 'tmpfs', folder])) {
    rmdirSync(folder)
    throw new Error(
      'A full disk takes a file system of its own: mount(8) as root, or by a sudo that asks for no password.',
    )
  }
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'a')
      for (const bytes of [1 << 20, 1 << 12]) while (hasRoomFor(file, bytes));
      closeSync(file)
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      asRoot(['umount', '--lazy', folder])
      rmdirSync(folder)
    },
  }
}

/** Runs a command as root: as we are, or by sudo. False when both failed. */
function asRoot(words: string[]): boolean {
  for (const before of [[], ['sudo', '-n']]) {
    const [command = '', ...rest] = [...before, ...words]
    if (spawnSync(command, rest).status === 0) return true
  }
  return false
}

function hasRoomFor(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes)) === bytes
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOSPC') return false
    throw error
  }
}
