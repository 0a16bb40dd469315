import { type Log, openLog } from '#kernel/log.ts'
import { modules } from '../modules.ts'
import { readConfig } from '../config.ts'
import { type Shop, openShop } from '../open-shop.ts'

/** `run` answers the exit code; undefined keeps the process alive. */
export type Command = { help: string; run(words: string[]): Promise<number | undefined> }

/** The command was called with what it does not take; its help is shown beside the message. */
export class UsageFailure extends Error {}

/** Opens the shop for a command: beside a running shop it joins its database, else it starts it for the while. */
export async function withShop<T>(work: (shop: Shop) => Promise<T>): Promise<T> {
  const config = readConfig(process.env)
  const shop = await openShop({ config, modules, log: quiet(config.logLevel) }, true)
  try {
    return await work(shop)
  } finally {
    await shop.close()
  }
}

/** Commands speak to people; only what needs an eye is logged. */
const quiet = (level: string): Log => openLog({ level: level === 'info' ? 'warn' : level, name: 'command' })

export const say = (text: string): void => void process.stdout.write(`${text}\n`)
