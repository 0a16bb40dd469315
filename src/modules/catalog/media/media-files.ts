/** Pictures as files of this process: what was served once is read from disk, and always written whole. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ids } from '#kernel/chance.ts'
import type { Settings } from '#kernel/settings.ts'

type Place = { settings: Settings; ids: Ids }
const folderOf = ({ dataDir }: Settings): string => join(dataDir, 'media')

/**
 * The bytes, or null when this process has not kept them. Takes a hash (64 hex digits), so that no path leads
 * elsewhere.
 */
export async function readKept({ settings }: Place, hash: string): Promise<Buffer | null> {
  try {
    return await readFile(join(folderOf(settings), hash))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Writes beside and renames, so that nobody reads half a picture and two writers do not disturb each other. */
export async function keepFile({ settings, ids }: Place, hash: string, content: Buffer): Promise<void> {
  const folder = folderOf(settings)
  await mkdir(folder, { recursive: true })
  const beside = join(folder, `.${hash}.${ids.next()}`)
  await writeFile(beside, content, { flag: 'wx' })
  await rename(beside, join(folder, hash))
}
