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
  help: `Usage: banyan check [--since <hours>] [--grace <seconds>] [--json]

Reads the shop, which may be running, and reports every promise that is broken, with the rows that show it. Nothing is written.
What looks broken is looked at again after the grace (60 seconds), because work may be under way; only what is there twice is told.
A large shop is checked in minutes; a monitor that runs often says --since 2: the orders and facts of the last two hours.

Exit code: 0 every promise holds, 1 one is broken, 2 the shop could not be checked.`,
  async run(words) {
    const wish = wishOf(words)
    try {
      const checked = await check(wish)
      say(wish.asJson ? JSON.stringify(reportOf(checked)) : textOf(checked))
      return checked.breaches.length === 0 ? 0 : 1
    } catch (error) {
      process.stderr.write(
        `The shop could not be checked. ${error instanceof Error ? error.message : describe(error)}\n`,
      )
      return 2
    }
  },
}

type Wish = { graceS: number; sinceHours: number | null; asJson: boolean }

function wishOf(words: string[]): Wish {
  const numbers = ['--grace', '--since']
  const unknown = words.find(
    (word, at) => ![...numbers, '--json'].includes(word) && !numbers.includes(words[at - 1] ?? ''),
  )
  if (unknown !== undefined) throw new UsageFailure(`There is no option "${unknown}".`)
  const number = (name: string, most: number): number | null => {
    const at = words.indexOf(name)
    const value = Number(words[at + 1])
    if (at >= 0 && !(Number.isInteger(value) && value >= 0 && value <= most))
      throw new UsageFailure(`${name} takes a whole number from 0 to ${most}.`)
    return at < 0 ? null : value
  }
  return {
    graceS: number('--grace', 86_400) ?? 60,
    sinceHours: number('--since', 87_600),
    asJson: words.includes('--json'),
  }
}

/** Half of the time it rests, so that a shop under load keeps its database. */
async function check({ graceS, sinceHours }: Wish): Promise<Checked> {
  const config = readConfig(process.env)
  const log = openLog({ level: 'warn', name: 'command' })
  const databases = await databasesOf({ config, modules, log }, process.env)
  try {
    const names = modules.map(({ contract }) => contract.name)
    const readOnly = await openReadOnly(names, databases.urlOf)
    const secrets = secretsOf(config.secret ?? secretIn(config.dataDir), config.previousSecret)
    const shop = shopIn(() => Promise.reject(new Error('not asked')), { ...readOnly, secrets })
    const wait = (seconds: number) => pause(seconds * 1_000)
    const since = sinceHours === null ? null : new Date(Date.now() - sinceHours * 3_600_000)
    return await checkShop(shop, { graceS, since, wait, pace: { rest: (ms) => pause(ms) } }).finally(readOnly.close)
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
  const looked = Object.entries(checked.looked).flatMap(([over, n]) => (n === 0 ? [] : `${n} ${over}`))
  const broken = checked.breaches.length
  return [
    ...lines,
    ...notYet.map(({ id, why }) => `${id.padEnd(4)}–       ${why}`),
    '',
    `Looked at ${looked.join(', ') || 'an empty shop'}.`,
    broken === 0 ? 'Every promise holds.' : broken === 1 ? '1 promise is broken.' : `${broken} promises are broken.`,
  ].join('\n')
}
