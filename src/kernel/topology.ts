/** Which module runs where is a file. Here it is read, checked against the modules there are, and asked. */
import { Type, type Static } from 'typebox'
import type { Module } from './module.ts'
import { findings } from './calls/dispatch.ts'

const Names = Type.Array(Type.String())
const Group = Type.Object(
  {
    url: Type.String({ pattern: '^https?://' }),
    database: Type.String(),
    serves: Type.Optional(Names),
    works: Type.Optional(Names),
    modules: Type.Optional(Names),
  },
  { additionalProperties: false },
)
const Shape = Type.Object(
  {
    bus: Type.Enum(['database', 'http', 'kafka']),
    databases: Type.Record(Type.String(), Type.String()),
    groups: Type.Record(Type.String(), Group, { minProperties: 1 }),
  },
  { additionalProperties: false },
)
export type TopologyFile = Static<typeof Shape>

/** `serves`: answers calls and public routes. `works`: relays its outbox, runs its reactions and jobs. */
export type Duty = 'serves' | 'works'
export type Topology = TopologyFile & {
  /** The one group that has this duty for a module. */
  home(module: string, duty: Duty): string
}

/** A topology that cannot run; the message names file and line. */
export class TopologyFailure extends Error {}

/**
 * Reads a topology. Takes the file's text, its name for messages, and every module of the shop. Refuses (TopologyFailure,
 * with the line): wrong shape, an unknown module or database, a module that no group or two groups serve or work for,
 * a call or an event to a module that is not in the shop, a cycle of needs, and a `database` bus whose reactions would run elsewhere.
 */
export function readTopology(text: string, file: string, modules: Module[]): Topology {
  const fail = (message: string, ...path: string[]): never => {
    throw new TopologyFailure(`${file}:${lineOf(text, path)}: ${message}`)
  }
  let parsed: TopologyFile
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    const { message } = cause as Error
    // V8 says where, but for a text that ends too early.
    const line = / \(line (\d+) /.exec(message)?.[1] ?? text.trimEnd().split('\n').length
    throw new TopologyFailure(`${file}:${line}: is not JSON: ${message}`, { cause })
  }
  const [wrong] = findings(Shape, parsed)
  if (wrong !== undefined) fail(`${wrong.pointer || '/'} ${wrong.detail}`, ...wrong.pointer.split('/').slice(1))
  const known = modules.map(({ contract }) => contract.name)
  checkNames(parsed, known, fail)
  const homes = { serves: homesOf(parsed, 'serves', known, fail), works: homesOf(parsed, 'works', known, fail) }
  checkBus(parsed, homes.works, fail)
  checkNeeds(modules, fail)
  return { ...parsed, home: (module, duty) => homes[duty].get(module) ?? fail(`nobody ${duty} "${module}"`, 'groups') }
}

/** Takes what is wrong, and the way to it: names of members, at last perhaps a value. */
type Fail = (message: string, ...path: string[]) => never

function checkNames({ groups, databases }: TopologyFile, known: string[], fail: Fail): void {
  for (const [name, group] of Object.entries(groups)) {
    if (!Object.hasOwn(databases, group.database)) {
      const message = `group "${name}" uses the database "${group.database}", which is not declared`
      fail(message, 'groups', name, 'database')
    }
    for (const duty of ['serves', 'works', 'modules'] as const) {
      for (const each of group[duty] ?? []) {
        if (each !== '*' && !known.includes(each))
          fail(`group "${name}" names "${each}", which is no module of this shop`, 'groups', name, duty, each)
      }
    }
  }
}

/** `"*"` stands for every module that no other group names for the same duty. */
function homesOf({ groups }: TopologyFile, duty: Duty, known: string[], fail: Fail): Map<string, string> {
  const named = Object.entries(groups).map(([name, group]) => ({ name, list: group[duty] ?? group.modules ?? [] }))
  const homes = new Map<string, string>()
  for (const module of known) {
    const direct = named.filter(({ list }) => list.includes(module))
    const found = direct.length > 0 ? direct : named.filter(({ list }) => list.includes('*'))
    if (found.length !== 1) {
      const who = found.length === 0 ? 'no group' : found.map(({ name }) => `"${name}"`).join(' and ')
      const second = found.length === 0 ? [] : [found[1]!.name]
      fail(`${who} ${duty} the module "${module}"; it needs exactly one`, 'groups', ...second)
    }
    homes.set(module, found[0]!.name)
  }
  return homes
}

function checkBus({ bus }: TopologyFile, works: Map<string, string>, fail: Fail): void {
  if (bus === 'kafka') fail('the bus "kafka" is not built yet; use "http" or "database"', 'bus')
  if (bus === 'database' && new Set(works.values()).size > 1) {
    fail('with the bus "database" one group must work for all modules, because who relays runs the reactions', 'bus')
  }
}

function checkNeeds(modules: Module[], fail: Fail): void {
  const byName = new Map(modules.map((module) => [module.contract.name, module]))
  const done = new Set<string>()
  const visit = (name: string, path: string[]): void => {
    if (path.includes(name)) fail(`the needs go round in a circle: ${[...path, name].join(' → ')}`)
    const module = byName.get(name)
    if (module === undefined) fail(`"${path.at(-1)}" calls "${name}", which no module of this shop answers`)
    if (done.has(name)) return
    for (const need of Object.keys(module!.needs)) visit(need, [...path, name])
    done.add(name)
  }
  for (const name of byName.keys()) visit(name, [])
  const heard = modules.flatMap(({ contract, reactions }) =>
    reactions.map(({ event, subscriber }) => ({ contract, event, subscriber })),
  )
  const told = new Set(modules.flatMap(({ contract }) => Object.values(contract.events).map(({ type }) => type)))
  for (const { contract, event, subscriber } of heard) {
    if (!event.type.startsWith('banyan.kernel.') && !told.has(event.type))
      fail(`"${contract.name}/${subscriber}" hears ${event.type}, which no module of this shop tells`)
  }
}

/**
 * The line of a member, found one name after the other, so that a `url` is that of its own group. A name that is not
 * there is passed over: the last that is gives the line.
 */
function lineOf(text: string, path: string[]): number {
  let at = 0
  for (const [depth, name] of path.entries()) {
    const word = JSON.stringify(name).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const member = new RegExp(`${word}\\s*:`).exec(text.slice(at))
    const found = member ?? (depth === path.length - 1 ? new RegExp(word).exec(text.slice(at)) : null)
    if (found !== null) at += found.index
  }
  return text.slice(0, at).split('\n').length
}
