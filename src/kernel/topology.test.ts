import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { counter, counterModule, ovens, ovensModule } from './bakery.fixture.ts'
import { contract, event } from './contract.ts'
import { type Module, defineModule, when } from './module.ts'
import { TopologyFailure, readTopology } from './topology.ts'

const shop = [ovensModule(), counterModule()]
const two = `{
  "bus": "http",
  "databases": { "main": "DATABASE_URL" },
  "groups": {
    "front": {
      "url": "http://127.0.0.1:8081",
      "database": "main",
      "modules": ["counter"]
    },
    "back": {
      "url": "http://127.0.0.1:8082",
      "database": "main",
      "modules": ["*"]
    }
  }
}`
const webAndWorker = `{
  "bus": "database",
  "databases": { "main": "DATABASE_URL" },
  "groups": {
    "web": { "url": "http://web:8081", "database": "main", "serves": ["*"] },
    "worker": { "url": "http://worker:8081", "database": "main", "works": ["*"] }
  }
}`
/** Each change must hit its text, so that a test does not pass on a file that is fine. */
function changed(text: string, ...changes: [from: string, to: string][]): string {
  return changes.reduce((left, [from, to]) => {
    assert.ok(left.includes(from), from)
    const at = left.lastIndexOf(from)
    return left.slice(0, at) + to + left.slice(at + from.length)
  }, text)
}
function refused(text: string, line: number, message: RegExp, modules: Module[] = shop): void {
  assert.throws(
    () => readTopology(text, 'mine.json', modules),
    (error) => {
      assert.ok(error instanceof TopologyFailure, String(error))
      assert.match(error.message, message)
      assert.match(error.message, new RegExp(`^mine\\.json:${line}: `), error.message)
      return true
    },
  )
}

test('a star stands for every module that no other group names for the same duty', () => {
  const topology = readTopology(two, 'mine.json', shop)
  const split = readTopology(webAndWorker, 'mine.json', shop)

  assert.deepEqual([topology.home('counter', 'serves'), topology.home('ovens', 'works')], ['front', 'back'])
  assert.deepEqual([split.home('ovens', 'serves'), split.home('ovens', 'works')], ['web', 'worker'])
})

test('"serves" and "works" go before "modules", which stands for both', () => {
  const mixed = changed(two, ['"modules": ["*"]', '"serves": ["ovens"], "modules": ["*"]'])

  const topology = readTopology(mixed, 'mine.json', shop)

  assert.deepEqual([topology.home('ovens', 'serves'), topology.home('ovens', 'works')], ['back', 'back'])
})

test('the topologies that come with the shop can be read', async () => {
  const folder = new URL('../../topologies/', import.meta.url)
  const { modules } = (await import('../modules.ts')) as { modules: Module[] }

  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')))
    readTopology(readFileSync(new URL(file, folder), 'utf8'), file, modules)
})

test('T06 a module that nobody or two serve or work for is refused, with the line of the groups or of the second', () => {
  refused(changed(two, ['["*"]', '[]']), 4, /no group serves the module "ovens"; it needs exactly one/)
  refused(changed(two, ['["*"]', '["ovens", "counter"]']), 10, /"front" and "back" serves the module "counter"/)
  refused(
    changed(two, ['"modules": ["counter"]', '"modules": ["*"]']),
    10,
    /"front" and "back" serves the module "ovens"/,
  )
  refused(changed(webAndWorker, ['"works": ["*"]', '"works": ["ovens"]']), 4, /no group works the module "counter"/)
})

test('an unknown module is refused with the line that names it', () => {
  refused(changed(two, ['["counter"]', '["counter", "attic"]']), 8, /group "front" names "attic", which is no module/)
  refused(changed(two, ['["*"]', '["*",\n        "main"]']), 14, /group "back" names "main"/)
})

test('an unknown database is refused with the line of its group', () => {
  refused(
    changed(two, ['"main",\n      "modules": ["*"]', '"side",\n      "modules": ["*"]']),
    12,
    /"back" uses .* "side"/,
  )
  refused(
    changed(two, ['"main",\n      "modules": ["*"]', '"constructor",\n      "modules": ["*"]']),
    12,
    /not declared/,
  )
})

test('a wrong shape is refused with the line of the member that is wrong, not of its namesake', () => {
  refused(changed(two, ['"http://127.0.0.1:8082"', '8082']), 11, /^\S+ \/groups\/back\/url /)
  refused(changed(two, ['"http://127.0.0.1:8082"', '"ftp://x"']), 11, /\/groups\/back\/url /)
  refused(changed(two, ['"modules": ["*"]', '"module": ["*"]']), 13, /\/groups\/back\/module is not a field/)
  refused(changed(two, ['"modules": ["*"]', '"modules": ["*", 7]']), 13, /\/groups\/back\/modules\/1 /)
  refused(changed(two, ['"http"', '"pigeon"']), 2, /\/bus /)
  refused(changed(two, ['  "bus": "http",\n', '']), 1, /\/bus is required/)
  refused('[]', 1, /./)
})

test('what is not JSON is refused with the line where it stops to be', () => {
  refused(
    changed(two, ['"database": "main",\n      "modules": ["*"]', '"database": "main"\n      "modules": ["*"]']),
    13,
    /is not JSON/,
  )
  refused(two.slice(0, -1).trimEnd(), two.split('\n').length - 1, /is not JSON/)
})

test('with the database as bus one group must do the work of all modules', () => {
  refused(changed(two, ['"http",', '"database",']), 2, /one group must work for all modules/)
  refused(changed(two, ['"http",', '"kafka",']), 2, /"kafka" is not built yet/)
})

test('T06 a circle of needs is refused, and its way told', () => {
  const circular = [ovensModule({}, { needs: { counter } }), counterModule()]

  refused(two, 1, /the needs go round in a circle: ovens → counter → ovens/, circular)
})

test('T06 a call to a module, and an event of one, that the shop does not have are refused', () => {
  const attic = contract('attic', { events: { BoxFound: event({ boxId: {} as never }, { key: 'boxId' }) } })
  const hearing = counterModule(null, { reactions: [when(attic.events.BoxFound, 'open-box', async () => {})] })
  const calling = counterModule(null, { needs: { ovens, attic } })

  refused(two, 1, /"counter\/open-box" hears banyan\.attic\.BoxFound\.v1, which no module of this shop tells/, [
    ovensModule(),
    hearing,
  ])
  refused(two, 1, /"counter" calls "attic", which no module of this shop answers/, [ovensModule(), calling])
})

test('T06 an event that its module does not tell any more is refused', () => {
  const old = contract('ovens', { events: { BreadBurnt: event({ batchId: {} as never }, { key: 'batchId' }) } })
  const hearing = counterModule(null, { reactions: [when(old.events.BreadBurnt, 'mourn', async () => {})] })

  refused(two, 1, /hears banyan\.ovens\.BreadBurnt\.v1, which no module of this shop tells/, [ovensModule(), hearing])
})

test('a shop may have modules that call nobody and tell nothing', () => {
  const attic = defineModule({ contract: contract('attic', {}), needs: {}, answers: {}, at: import.meta.url })

  assert.equal(readTopology(two, 'mine.json', [...shop, attic]).home('attic', 'works'), 'back')
})
