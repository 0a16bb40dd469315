/**
 * Writes what the documents say of modules, calls, events, refusals and routes from the source itself. With `--check` it
 * writes nothing and ends with 1 when a file is stale. A test asks the same on every run.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import packageFile from '../package.json' with { type: 'json' }
import { staffWrote } from '../src/kernel/audit.ts'
import type { Call, Event } from '../src/kernel/contract.ts'
import { openApiOf } from '../src/api-document/openapi.ts'
import type { Module } from '../src/kernel/module.ts'
import { modules } from '../src/modules.ts'
import { behavioursText } from './behaviours.ts'
import { casesText } from './cases.ts'
import { adviceGaps, errorsText } from './errors.ts'
import { fieldsText } from './fields.ts'
import { keysText } from './keys.ts'
import { promisesText } from './promises.ts'
import { speedText } from './speed.ts'
import { callsOf, code, eventsOf, listOf, nameOf, served, table } from './shop-source.ts'

const home = new URL('../', import.meta.url)
/** What brings the documents up to date, under the pinned Node, from whatever shell. */
export const command = 'npx --no node scripts/map.ts'
const written = `Written by \`${command}\`; do not edit.`

/** Every generated document: its path from the root of the project, and the text that the source asks for. */
export function generatedFiles(): Map<string, string> {
  return new Map([
    ['docs/generated/map.md', mapText()],
    ['docs/generated/errors.md', errorsText(written)],
    ['docs/generated/cases.md', casesText(written)],
    ['docs/generated/behaviours.md', behavioursText(written)],
    ['docs/generated/promises.md', promisesText(written)],
    ['docs/generated/speed.md', speedText(written)],
    ['docs/generated/keys.md', keysText(written, served())],
    ['docs/generated/fields.md', fieldsText(written, document(), served())],
    ['docs/generated/openapi.json', jsonText(document())],
    ['docs/generated/contracts.json', jsonText(contracts())],
  ])
}

/** Paths of the documents that no longer say what the source says. */
export const staleFiles = (): string[] =>
  [...generatedFiles()].filter(([path, text]) => textAt(path) !== text).map(([path]) => path)

const api = { title: 'Banyan', version: packageFile.version, publicUrl: 'http://localhost:8080' }
const document = () => openApiOf(served(), api)
/** `banyan.orders.OrderCreated.v1` → `OrderCreated`. */
const shortOf = ({ type }: Event): string => type.split('.')[2]!
const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
const textAt = (path: string): string | null =>
  existsSync(new URL(path, home)) ? readFileSync(new URL(path, home), 'utf8') : null

function mapText(): string {
  const counts = `${modules.length} modules, ${modules.flatMap(callsOf).length} calls, ${events().length} events, ${served().length} routes`
  return `# The map

${written} ${counts}.

## Who may call whom

An arrow is a declared need; there is no other way to call. The needs have no circle.

\`\`\`mermaid
flowchart LR
${modules.map((module) => `  ${nameOf(module)}`).join('\n')}
${modules.flatMap((module) => Object.keys(module.needs).map((need) => `  ${nameOf(module)} --> ${need}`)).join('\n')}
\`\`\`

## Who hears whom

An arrow leads from the module that tells a fact to one that hears it. Facts may flow either way.

\`\`\`mermaid
flowchart LR
${hearingLines().join('\n')}
\`\`\`

## Modules

${modulesTable()}

## Calls

A query may always be repeated; a command may be repeated because of its key.

${callsTable()}

## Events

${eventsTable()}

## Jobs

\`one\`: one process at a time, by a lease. \`each\`: every process that works for the module. \`later\`: put off, and repeated until it succeeds.
The kernel adds to each module a sweep of its own tables, and to each that hears events a second try of what failed.

${jobsTable()}
`
}

type Told = { event: Event; teller: string; hearers: { module: string; subscriber: string }[] }
/** Every event with who tells it and who hears it; the kernel's one fact is told by every module with a back office. */
function events(): Told[] {
  const declared = modules.flatMap((module) => eventsOf(module).map(([, event]) => ({ event, teller: nameOf(module) })))
  const all = [...declared, { event: staffWrote as Event, teller: 'kernel' }]
  return all.map(({ event, teller }) => ({
    event,
    teller,
    hearers: modules.flatMap((module) =>
      module.reactions
        .filter((reaction) => reaction.event.type === event.type)
        .map(({ subscriber }) => ({ module: nameOf(module), subscriber })),
    ),
  }))
}

function hearingLines(): string[] {
  const names = new Map<string, string[]>()
  for (const { event, teller, hearers } of events()) {
    for (const hearer of new Set(hearers.map(({ module }) => module))) {
      const pair = `${teller} ${hearer}`
      names.set(pair, [...(names.get(pair) ?? []), shortOf(event)])
    }
  }
  return [...names].map(([pair, facts]) => `  ${pair.replace(' ', ` -->|"${facts.join('<br/>')}"| `)}`)
}

/** What the module says of itself: the comment at the top of its contract. */
function knowsOf({ at }: Module): string {
  const lines = readFileSync(new URL('./contract.ts', at), 'utf8').split('\n')
  const end = lines.findIndex((line) => !line.startsWith('//'))
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join(' ')
}

function modulesTable(): string {
  const rows = modules.map((module) => {
    const { routes, needs } = module
    const admin = routes.filter(({ path }) => path.startsWith('/api/admin')).length
    const callers = modules.filter((other) => nameOf(module) in other.needs).map(nameOf)
    return [
      code(nameOf(module)),
      knowsOf(module),
      listOf(Object.keys(needs)),
      listOf(callers),
      `${routes.length - admin} + ${admin}`,
    ]
  })
  return table(['module', 'what it knows', 'calls', 'called by', 'routes: shop + back office'], rows)
}

function callsTable(): string {
  const rows = modules
    .flatMap(callsOf)
    .map(({ module, name, key, refuses, deadlineMs }) => [
      code(`${module}.${name}`),
      key === null ? 'query' : `command, key ${code(key)}`,
      listOf(Object.entries(refuses).map(([refusal, status]) => `${code(refusal)} ${status}`)),
      `${deadlineMs} ms`,
    ])
  return table(['call', 'kind', 'refuses', 'longest time'], rows)
}

function eventsTable(): string {
  const rows = events().map(({ event, teller, hearers }) => [
    code(shortOf(event)),
    `v${event.version}, ${code(event.key)}`,
    teller,
    listOf(hearers.map(({ module, subscriber }) => `${module} ${code(subscriber)}`)),
  ])
  return table(['event', 'version, aggregate', 'told by', 'heard by'], rows)
}

function jobsTable(): string {
  const rows = modules.flatMap((module) => [
    ...module.jobs.map(({ name, everyMs, on }) => [nameOf(module), code(name), `${everyMs / 1_000} s`, code(on)]),
    ...module.delayed.map(({ name }) => [nameOf(module), code(name), 'when asked', code('later')]),
  ])
  return table(['module', 'job', 'every', 'where'], rows)
}

/** The faces of all modules as data: what another version may still rely on. */
function contracts(): object {
  const callOf = ({ input, output, refuses, deadlineMs, key }: Call) => ({
    ...(key === null ? {} : { key }),
    deadlineMs,
    refuses,
    input,
    output,
  })
  const each = <T, R>(record: Record<string, T>, show: (value: T) => R) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, show(value)]))
  const faceOf = ({ contract: { queries, commands, events: facts } }: Module) => ({
    queries: each(queries, callOf),
    commands: each(commands, callOf),
    events: each(facts, ({ type, key, version, body }) => ({ type, key, version, body })),
  })
  return Object.fromEntries(modules.map((module) => [nameOf(module), faceOf(module)]))
}

if (import.meta.main) {
  const { missing } = adviceGaps()
  if (missing.length > 0) console.log(`scripts/refusal-advice.ts says nothing of: ${missing.join(', ')}`)
  const stale = staleFiles()
  if (process.argv.includes('--check')) {
    for (const path of stale) console.log(`${path} is stale: run ${command}`)
    process.exitCode = stale.length + missing.length > 0 ? 1 : 0
  } else {
    for (const [path, text] of generatedFiles()) {
      mkdirSync(dirname(new URL(path, home).pathname), { recursive: true })
      if (stale.includes(path)) writeFileSync(new URL(path, home), text)
    }
    console.log(stale.length === 0 ? 'Everything was fresh.' : `Wrote ${stale.join(', ')}`)
  }
}
