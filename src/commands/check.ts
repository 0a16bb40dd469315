import { setTimeout as pause } from 'node:timers/promises'
import { describe } from '#kernel/compose.ts'
import { openLog } from '#kernel/log.ts'
import { secretsOf } from '#kernel/secrets.ts'
import { type Checked, checkShop, notYet } from '../check/invariants.ts'
import { openReadOnly } from '../check/read-only.ts'
import { shopIn } from '../check/shop-to-check.ts'
import { readConfig } from '../config.ts'
import { modules } from '../modules.ts'
import { databasesOf } from '../open-shop.ts'
import { secretIn } from '../secret-file.ts'
import { type Command, UsageFailure, say } from './command.ts'

export const command: Command = {
  help: `Usage: banyan check [--grace <seconds>] [--json]

Reads the shop, which may be running, and reports every promise that is broken, with the rows that show it. Nothing is written.
What looks broken is looked at again after the grace (60 seconds), because work may be under way; only what is there twice is told.

Exit code: 0 every promise holds, 1 one is broken, 2 the shop could not be checked.`,
  async run(words) {
    const { graceS, asJson } = wishOf(words)
    try {
      const checked = await check(graceS)
      say(asJson ? JSON.stringify(reportOf(checked)) : textOf(checked))
      return checked.breaches.length === 0 ? 0 : 1
    } catch (error) {
      process.stderr.write(
        `The shop could not be checked. ${error instanceof Error ? error.message : describe(error)}\n`,
      )
      return 2
    }
  },
}

function wishOf(words: string[]): { graceS: number; asJson: boolean } {
  const unknown = words.find((word, at) => !['--grace', '--json'].includes(word) && words[at - 1] !== '--grace')
  const at = words.indexOf('--grace')
  const graceS = at < 0 ? 60 : Number(words[at + 1])
  if (unknown !== undefined) throw new UsageFailure(`There is no option "${unknown}".`)
  if (!Number.isInteger(graceS) || graceS < 0 || graceS > 86_400)
    throw new UsageFailure('--grace takes whole seconds, from 0 to 86400.')
  return { graceS, asJson: words.includes('--json') }
}

/** Half of the time it rests, so that a shop under load keeps its database. */
async function check(graceS: number): Promise<Checked> {
  const config = readConfig(process.env)
  const log = openLog({ level: 'warn', name: 'command' })
  const databases = await databasesOf({ config, modules, log }, process.env)
  try {
    const names = modules.map(({ contract }) => contract.name)
    const readOnly = await openReadOnly(names, databases.urlOf)
    const secrets = secretsOf(config.secret ?? secretIn(config.dataDir), config.previousSecret)
    const shop = shopIn(() => Promise.reject(new Error('not asked')), { ...readOnly, secrets })
    const wait = (seconds: number) => pause(seconds * 1_000)
    return await checkShop(shop, { graceS, wait, pace: { rest: (ms) => pause(ms) } }).finally(readOnly.close)
  } finally {
    await databases.stop()
  }
}

const brokenBy = ({ breaches }: Checked, { id, promise }: { id: string; promise: string }): object[] =>
  breaches.find((each) => each.id === id && each.promise === promise)?.rows ?? []

function reportOf(checked: Checked): object {
  const promises = checked.asked.map((each) => ({ ...each, broken: brokenBy(checked, each).length }))
  return { holds: checked.breaches.length === 0, looked: checked.looked, promises, breaches: checked.breaches, notYet }
}

function textOf(checked: Checked): string {
  const lines = checked.asked.flatMap((each) => {
    const rows = brokenBy(checked, each)
    const line = `${each.id.padEnd(4)}${rows.length === 0 ? 'holds   ' : 'BROKEN  '}${each.promise}`
    return [line, ...rows.map((row) => `              ${JSON.stringify(row)}`)]
  })
  const looked = Object.entries(checked.looked).map(([over, n]) => `${n} ${over}`)
  return [
    ...lines,
    ...notYet.map(({ id, why }) => `${id.padEnd(4)}–       ${why}`),
    '',
    `Looked at ${looked.join(', ')}.`,
    checked.breaches.length === 0 ? 'Every promise holds.' : `${checked.breaches.length} promises are broken.`,
  ].join('\n')
}
