import assert from 'node:assert/strict'
import test from 'node:test'
import { Type } from 'typebox'
import { findings } from '../../src/kernel/calls/dispatch.ts'
import { modules } from '../../src/modules.ts'
import { newWorld } from '../world/world.ts'

/** Every pattern by which routes and calls check what comes in, with one place where it stands. */
function patternsOf(): Map<string, string> {
  const found = new Map<string, string>()
  const look = (schema: unknown, where: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    const { pattern, patternProperties = {} } = schema as { pattern?: unknown; patternProperties?: object }
    for (const each of [...(typeof pattern === 'string' ? [pattern] : []), ...Object.keys(patternProperties)])
      found.set(each, where)
    for (const each of Object.values(schema)) look(each, where)
  }
  for (const { routes, contract } of modules) {
    for (const { method, path, body, query, params } of routes) look([body, query, params], `${method} ${path}`)
    for (const [name, { input }] of Object.entries({ ...contract.queries, ...contract.commands }))
      look(input, `${contract.name}.${name}`)
  }
  return found
}

const size = 40_000
/** What a pattern takes for long, and then, at its end, does not. */
const texts = ['a', 'A', '0', ' ', '-', '.', '/', '@', 'a-', 'a.', 'aA0-', 'é', '\t'].flatMap((fill) =>
  ['', '\u0001', ' ', '!', '\n', '@'].flatMap((tail) =>
    ['', 'a', 'a@'].map((head) => `${head}${fill.repeat(size / fill.length)}${tail}`),
  ),
)

test('F72 no pattern of the API or of a call takes the square of its text’s length', () => {
  const slow: string[] = []

  for (const [pattern, where] of patternsOf()) {
    const expression = new RegExp(pattern, 'u')
    for (const text of texts) {
      const before = performance.now()
      expression.test(text)
      // The square of forty thousand takes three seconds; what is linear takes a millisecond.
      if (performance.now() - before > 1_000) {
        slow.push(`${where}: ${pattern} on ${JSON.stringify(text.slice(0, 5))}…${JSON.stringify(text.at(-1))}`)
        break
      }
    }
  }

  assert.deepEqual(slow, [])
})

test('F72 a text beyond its length is told so, and no pattern ever sees more of it than a field may hold', () => {
  const square = Type.String({ maxLength: 100, pattern: '^[^!]*[^ !][^!]*$' })
  const schema = Type.Object({ name: square, list: Type.Array(square), note: Type.String({ maxLength: 5_000 }) })
  const long = `${'a'.repeat(80_000)}!`

  const before = performance.now()
  const found = findings(schema, { name: long, list: ['a', long], note: 'n'.repeat(5_001) })
  const tookMs = performance.now() - before

  const tooLong = found.filter(({ detail }) => /more than \d/.test(detail)).map(({ pointer }) => pointer)
  assert.deepEqual(tooLong.sort(), ['/list/1', '/name', '/note'])
  assert.ok(tookMs < 2_000, `the process stood still for ${tookMs} ms`)
})

test('F72 eighty thousand letters where a name belongs is refused, and nobody else waits for it', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const body = { email: 'a@example.com', password: 'four words in a row', lastName: 'Lind' }
  await world.http('GET', '/.well-known/jwks.json')

  const before = performance.now()
  const refused = await world.http('POST', '/api/users/register', {
    body: { ...body, firstName: `${'a'.repeat(80_000)}\u0001` },
  })
  const heldMs = performance.now() - before

  assert.deepEqual([refused.status, refused.body.errors[0].pointer], [400, '/firstName'])
  assert.ok(heldMs < 2_000, `the process stood still for ${heldMs} ms`)
})
