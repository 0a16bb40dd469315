/**
 * Makes sure that node_modules is what package-lock.json says: `npm start` and `npm test` work on a fresh clone.
 * Plain JavaScript for Node 18 and newer, without packages: it runs before there are any, under whatever Node is there.
 *
 * A stamp in node_modules names the lock and the platform it was installed for. It is taken away first and written
 * last, so an installation that was killed is repeated. A node_modules that is complete without our stamp (somebody ran
 * `npm ci` by hand, an image was built) is taken as it is: it may be the only one to be had without a network.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(project, 'node_modules')
const stamp = join(modules, '.banyan-lock')
const busy = join(project, '.cache', 'installing.pid')
/** Somebody who only starts a shop needs no tools; an image made with `npm ci --omit=dev` must start offline. */
const needsTools = process.env.npm_lifecycle_event !== 'prestart'

const lock = readFileSync(join(project, 'package-lock.json'))
const wanted = `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}\n`

if (!isInstalled()) {
  await takeTurn()
  if (!isInstalled()) await install()
  rmSync(busy, { force: true })
}

/** True when the stamp fits, or when everything that the lock names for this platform is there; then it is stamped. */
function isInstalled() {
  if (textOf(stamp) === wanted) return true
  if (!isComplete(needsTools)) return false
  if (isComplete(true)) writeStamp()
  return true
}

/** Compares the lock with npm's own record of what it installed, which npm writes last. */
function isComplete(withTools) {
  const record = textOf(join(modules, '.package-lock.json'))
  if (record === null) return false
  const there = JSON.parse(record).packages
  return Object.entries(JSON.parse(lock.toString()).packages).every(([path, entry]) => {
    if (!path.includes('node_modules/') || !isNeeded(entry, withTools)) return true
    const found = there[path]
    const same = found && found.version === entry.version && found.integrity === entry.integrity
    return same && existsSync(join(project, path, 'package.json'))
  })
}

/** Of optional packages only those are needed that are made for this platform by name (the database, Node itself). */
function isNeeded(entry, withTools) {
  if (!withTools && (entry.dev || entry.devOptional)) return false
  if (!entry.optional) return true
  if (!entry.os || !entry.cpu || entry.libc) return false
  return entry.os.includes(process.platform) && entry.cpu.includes(process.arch)
}

/** Two installations at once would destroy each other, since `npm ci` begins by deleting the folder: one waits here. */
async function takeTurn() {
  mkdirSync(dirname(busy), { recursive: true })
  for (let told = false; ; told = true) {
    try {
      return writeFileSync(busy, String(process.pid), { flag: 'wx' })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const note = stateOf(busy)
    if (note === 'gone') continue
    if (note === 'left behind') {
      rmSync(busy, { force: true })
      continue
    }
    if (!told) console.log('Waiting for another installation in this folder to end.')
    await new Promise((awake) => setTimeout(awake, 200))
  }
}

/**
 * A note that was left behind by a kill names dead processes; after 15 minutes its ids may be other programs'. One that is still
 * empty is being written this moment; one that is gone must not be removed, since the next in line may just have written his.
 */
function stateOf(path) {
  const note = statSync(path, { throwIfNoEntry: false })
  const text = textOf(path)
  if (note === undefined || text === null) return 'gone'
  const ageMs = Date.now() - note.mtimeMs
  if (text === '' && ageMs < 10_000) return 'held'
  const isHeld = ageMs < 15 * 60_000 && text.split(' ').some((pid) => Number(pid) > 0 && isAlive(Number(pid)))
  return isHeld ? 'held' : 'left behind'
}

async function install() {
  console.log('Installing the packages that package-lock.json names; this happens once and needs the network.')
  rmSync(stamp, { force: true })
  const { code, output } = await npmCi()
  if (code === 0) return writeStamp()
  console.error(output.trimEnd())
  console.error(
    `The packages could not be installed; npm's own words are above. See that the network reaches npm's registry and ` +
      `that ${project} can be written, then run the same command again.`,
  )
  process.exitCode = 1
}

/** Runs `npm ci` with the npm that called us, else with that on the path. Resolves with its exit code and its words. */
function npmCi() {
  const words = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-progress',
  ]
  const { npm_execpath: caller = '', npm_node_execpath: node = process.execPath } = process.env
  const byCaller = basename(caller) === 'npm-cli.js'
  const [command, rest] = byCaller ? [node, [caller, ...words]] : ['npm', words]
  return new Promise((done) => {
    const child = spawn(command, rest, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] })
    // Both ids: when we are killed, npm goes on alone for a while. Added, so that the note is never empty meanwhile.
    appendFileSync(busy, ` ${child.pid ?? 0}`)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += piece))
    child.once('error', (error) => done({ code: 1, output: `npm cannot be started: ${error.message}` }))
    child.once('close', (code) => done({ code: code ?? 1, output }))
  })
}

/** A folder that cannot be written (an image, another user's) is no reason to stop: next time we compare again. */
function writeStamp() {
  try {
    writeFileSync(stamp, wanted)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
