#!/usr/bin/env node
// The command line. Plain JavaScript: whatever Node is on the PATH gets here, and hands over to the pinned one.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = dirname(dirname(fileURLToPath(import.meta.url)))
const pinned = join(home, 'node_modules', '.bin', 'node')
const node = existsSync(pinned) ? pinned : process.execPath
const { status, signal } = spawnSync(node, [join(home, 'src', 'cli.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(signal === null ? status : 130)
