/** As whom PostgreSQL runs. It refuses to run as root, and it must own its directory. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { StartFailure } from './start-failure.ts'

/** `words` go before the command, `ids` into spawn, `env` into its environment; `owner` is whose the files must be. */
export type RunAs = {
  words: string[]
  ids: { uid: number; gid: number } | Record<string, never>
  env: Record<string, string>
  owner: number
}

const nobody = 65534
/** A user namespace of its own: PostgreSQL sees itself as nobody, the files stay the caller's. */
const unshared = ['unshare', '-U', `--map-user=${nobody}`, `--map-group=${nobody}`, '--']

/**
 * Chooses by trying, since a container may forbid any of them. Takes the owner of the cluster (or of the folder that it
 * will lie in) and `probe`, a command that must succeed (`postgres --version`).
 * An ordinary user: as he is. Root on root's files: in a user namespace, else as nobody, who then needs the files given
 * to him (`owner` differs from ours). Root on somebody's files: as that user. A `StartFailure` when nothing works.
 */
export function chooseRunAs(files: { uid: number; gid: number }, probe: string[], env: Record<string, string>): RunAs {
  const us = process.getuid?.() ?? 0
  const plain = { words: [], ids: {}, env, owner: us }
  const mapped = { ...plain, words: unshared }
  const as = (uid: number, gid: number) => ({ ...plain, ids: { uid, gid }, owner: uid })
  if (us !== 0) return hasName() ? plain : firstThatWorks([mapped], probe, namelessWords())
  if (files.uid !== 0) return firstThatWorks([as(files.uid, files.gid)], probe, foreignWords(files.uid))
  return firstThatWorks([mapped, as(nobody, nobody)], probe, rootWords)
}

function firstThatWorks(choices: RunAs[], probe: string[], failure: string): RunAs {
  const said: string[] = []
  for (const choice of choices) {
    const [command = '', ...rest] = [...choice.words, ...probe]
    const env = { PATH: process.env.PATH, LC_ALL: 'C', ...choice.env }
    const { status, stderr, error }: SpawnSyncReturns<string> = spawnSync(command, rest, {
      ...choice.ids,
      cwd: '/',
      env,
      encoding: 'utf8',
      timeout: 10_000,
    })
    if (status === 0) return choice
    said.push(`${command}: ${error?.message ?? stderr.trim()}`)
  }
  throw new StartFailure(failure, { cause: new Error(said.join('\n')) })
}

/** initdb looks its user up by name; an arbitrary uid, as some clusters of containers give, has none. */
function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

const namelessWords = () =>
  `The user that Banyan runs as (uid ${process.getuid?.()}) has no name in /etc/passwd, which PostgreSQL needs. ` +
  `Add it there, or set DATABASE_URL to a PostgreSQL 15 or newer.`
const foreignWords = (uid: number) =>
  `The data directory belongs to the user with uid ${uid}, and Banyan, run by root, cannot run PostgreSQL as that user. ` +
  `Start Banyan as that user, or set DATABASE_URL to a PostgreSQL 15 or newer.`
const rootWords =
  `PostgreSQL does not run as root, and here root can neither open a user namespace (unshare) nor run it as nobody. ` +
  `Start Banyan as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 or newer.`
