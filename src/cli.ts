/** The command line: `npx --no banyan <command>`. Each command is a file in `src/commands`. */
import { enableCompileCache } from 'node:module'
import { describe } from '#kernel/compose.ts'
import type { Command } from './commands/command.ts'
import { UsageFailure } from './commands/command.ts'

enableCompileCache()
// `banyan … | head` closes our output early; that is no fault.
process.stdout.on('error', (error: { code?: string }) => process.exit(error.code === 'EPIPE' ? 0 : 1))

/** Every command with what it does; loaded when it is called. */
const commands: Record<string, { tells: string; load: () => Promise<{ command: Command }> }> = {
  start: { tells: 'start the shop (what `npm start` does)', load: () => import('./commands/start.ts') },
  migrate: { tells: 'bring the database to the level of this version', load: () => import('./commands/migrate.ts') },
  import: { tells: 'import products from a CSV file', load: () => import('./commands/import.ts') },
  empty: {
    tells: 'remove the goods, orders and customers of the demo shop',
    load: () => import('./commands/empty.ts'),
  },
  check: { tells: 'check that every promise holds', load: () => import('./commands/check.ts') },
  events: { tells: 'show, retry or skip events that were parked', load: () => import('./commands/events.ts') },
  topology: { tells: 'check a topology file', load: () => import('./commands/topology.ts') },
  'new-module': { tells: 'write a module that passes all checks', load: () => import('./commands/new-module.ts') },
}

const [name = '--help', ...rest] = process.argv.slice(2)
const entry = commands[name]
if (entry === undefined) {
  const isHelp = ['--help', '-h', 'help'].includes(name)
  const list = Object.entries(commands).map(([each, { tells }]) => `  ${each.padEnd(12)} ${tells}`)
  const text = `${isHelp ? '' : `There is no command "${name}".\n\n`}Usage: banyan <command>\n\n${list.join('\n')}\n\nbanyan <command> --help tells more.\n`
  ;(isHelp ? process.stdout : process.stderr).write(text)
  process.exit(isHelp ? 0 : 2)
}
const { command } = await entry.load()
if (rest.includes('--help') || rest.includes('-h')) {
  process.stdout.write(`${command.help}\n`)
  process.exit(0)
}
try {
  process.exitCode = await command.run(rest)
} catch (error) {
  const { isForPeople } = await import('./start.ts')
  if (error instanceof UsageFailure) process.stderr.write(`${error.message}\n\n${command.help}\n`)
  else process.stderr.write(`${isForPeople(error) ? (error as Error).message : describe(error)}\n`)
  process.exitCode = error instanceof UsageFailure ? 2 : 1
}
