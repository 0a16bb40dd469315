/** The link of the first start as a file: whoever reads it can make himself administrator, so only its owner may. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const fileIn = (dataDir: string): string => join(dataDir, 'admin-login.txt')

/**
 * Writes the link, and answers the file. One that is there already is replaced, not written into: it may be open to others, or
 * lead elsewhere. Throws what the disk throws.
 */
export function keepAdminLink(dataDir: string, link: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  dropAdminLink(dataDir)
  writeFileSync(fileIn(dataDir), `${link}\n`, { mode: 0o600, flag: 'wx' })
  return fileIn(dataDir)
}

/** Removes a link of an earlier start; there need be none. */
export function dropAdminLink(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true })
}
