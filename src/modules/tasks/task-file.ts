/** The files of tasks: `<data dir>/tasks/<task id>/<SHA-256>.csv`, on the disk of the process that took them. */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Largest file that an import takes. */
export const bytesMax = 512 * 1024 * 1024

const folderOf = (dataDir: string, taskId: string): string => join(dataDir, 'tasks', taskId)

/** Where the file of a task is. */
export const fileOf = (dataDir: string, taskId: string, hash: string): string =>
  join(folderOf(dataDir, taskId), `${hash}.csv`)

/**
 * Streams bytes to the disk under their hash; nothing is held in memory. Throws what the stream throws, and then
 * nothing is left.
 */
export async function keepFile(
  dataDir: string,
  taskId: string,
  bytes: AsyncIterable<Buffer>,
): Promise<{ hash: string; size: number }> {
  const folder = folderOf(dataDir, taskId)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const part = join(folder, 'part')
  const hash = createHash('sha256')
  let size = 0
  const measured = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      size += chunk.length
      yield chunk
    }
  }
  try {
    await pipeline(bytes, measured, createWriteStream(part, { mode: 0o600 }))
    const name = hash.digest('hex')
    await rename(part, fileOf(dataDir, taskId, name))
    return { hash: name, size }
  } catch (error) {
    await dropFile(dataDir, taskId)
    throw error
  }
}

/** The first bytes of a file, at most `size`. */
export async function headOf(path: string, size: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** True when the file is on this disk. */
export async function isHere(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

/** Tasks whose folder is on this disk. */
export async function tasksHere(dataDir: string): Promise<string[]> {
  const names = await readdir(join(dataDir, 'tasks')).catch(() => [])
  return names.filter((name) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name))
}

/** Removes a task's folder; one that is not there is no fault. */
export async function dropFile(dataDir: string, taskId: string): Promise<void> {
  await rm(folderOf(dataDir, taskId), { recursive: true, force: true })
}
