/** What the generated documents are made of: the modules of the shop and what they declare; and how a page shows it. */
import type { Call, Event } from '../src/kernel/contract.ts'
import type { Served } from '../src/http/exchange.ts'
import type { Module, Route } from '../src/kernel/module.ts'
import { modules } from '../src/modules.ts'

/** Every route with its module, as a process that serves all of them has it. */
export function served(): Served[] {
  const trafficOf = ({ traffic, path }: Route) => traffic ?? (path.startsWith('/api/admin') ? 'back' : 'browse')
  return modules.flatMap((module) => module.routes.map((route) => ({ module, route, traffic: trafficOf(route) })))
}

/** The module's name. */
export const nameOf = ({ contract }: Module): string => contract.name
/** Its queries and commands. */
export const callsOf = ({ contract }: Module): Call[] => Object.values({ ...contract.queries, ...contract.commands })
/** Its facts, by their short names. */
export const eventsOf = ({ contract }: Module): [string, Event][] => Object.entries(contract.events)
/** Text in code marks. */
export const code = (text: string): string => `\`${text}\``
/** Words with commas, or a dash when there are none. */
export const listOf = (words: string[]): string => (words.length === 0 ? '–' : words.join(', '))
/** A table of Markdown: head and rows of cells. */
export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
