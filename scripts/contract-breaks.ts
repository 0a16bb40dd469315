/**
 * What of the faces of the last release the present ones no longer keep. In every rollout two releases run side by side and call each
 * other both ways, and facts of the old one lie in outboxes for days. So: methods and events stay; an input takes all that it took; an
 * answer or a fact fits both releases, so it may gain optional fields and nothing else; a break is a new method, or a new version.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { accepts } from './schema-accepts.ts'

type Schema = Record<string, unknown>
type CallFace = { key?: string; refuses: Record<string, number>; input: Schema; output: Schema }
type EventFace = { type: string; key: string; version: number; body: Schema }
type Face = { queries: Record<string, CallFace>; commands: Record<string, CallFace>; events: Record<string, EventFace> }
/** By module; what `docs/generated/contracts.json` holds. */
export type Contracts = Record<string, Face>

/** Every break, a sentence each with its place (`inventory.hold input/lines: …`); empty when `after` keeps all that `before` promised. */
export function contractBreaks(before: Contracts, after: Contracts): string[] {
  return Object.entries(before).flatMap(([module, face]) => {
    const now = after[module]
    if (now === undefined) return [`${module}: the module is gone`]
    const calls = (['queries', 'commands'] as const).flatMap((kind) =>
      Object.entries(face[kind]).flatMap(([name, call]) => callBreaks(`${module}.${name}`, call, now[kind][name])),
    )
    return [...calls, ...Object.values(face.events).flatMap((event) => eventBreaks(event, now))]
  })
}

function callBreaks(at: string, before: CallFace, after: CallFace | undefined): string[] {
  if (after === undefined) return [`${at}: is gone, or is no longer of its kind`]
  const key = before.key === after.key ? [] : [`${at}: its key was ${before.key}, and is ${after.key}`]
  const refusals = Object.entries(after.refuses).flatMap(([code, status]) => {
    const was = before.refuses[code]
    if (was === undefined) return [`${at}: refuses with ${code}, which callers of the last release do not know`]
    return was === status ? [] : [`${at}: ${code} was ${was}, and is ${status}`]
  })
  return [
    ...key,
    ...refusals,
    ...accepts(before.input, after.input).map((why) => `${at} input${why}`),
    ...bothWays(`${at} output`, before.output, after.output),
  ]
}

function eventBreaks(before: EventFace, { events }: Face): string[] {
  const after = Object.values(events).find(({ type }) => type === before.type)
  if (after === undefined) return [`${before.type}: is gone, and facts of it may still be on their way`]
  const key = before.key === after.key ? [] : [`${before.type}: its key was ${before.key}, and is ${after.key}`]
  return [...key, ...bothWays(before.type, before.body, after.body)]
}

/** Both releases read what both write. */
const bothWays = (at: string, before: Schema, after: Schema): string[] => [
  ...accepts(before, after).map((why) => `${at}${why} (as the last release sends it)`),
  ...accepts(after, before).map((why) => `${at}${why} (as the last release reads it)`),
]

const present = new URL('../docs/generated/contracts.json', import.meta.url)
const released = new URL('../test/compatibility/released-contracts.json', import.meta.url)
const read = (path: URL): Contracts => JSON.parse(readFileSync(path, 'utf8')) as Contracts
/** The faces as they are, and as the last release had them. */
export const presentContracts = (): Contracts => read(present)
export const releasedContracts = (): Contracts => read(released)

if (import.meta.main) {
  const breaks = contractBreaks(releasedContracts(), presentContracts())
  for (const each of breaks) console.log(each)
  if (process.argv.includes('--release')) {
    writeFileSync(released, readFileSync(present))
    console.log('The present faces are what the next release is compared with.')
  } else process.exitCode = breaks.length > 0 ? 1 : 0
}
