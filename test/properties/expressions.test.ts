import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { modules } from '../../src/modules.ts'
import { type Pattern, slowOnes } from './attacks.ts'
import { expressionsIn } from './expressions.ts'

const home = join(import.meta.dirname, '..', '..')

/** Of every source that runs in a shop, each once. */
function inSources(): Pattern[] {
  const files = globSync('src/**/*.ts', { cwd: home }).filter(
    (path) => !/\.(test|suite|fixture|testing)\.ts$/.test(path),
  )
  return files.flatMap((path) =>
    expressionsIn(readFileSync(join(home, path), 'utf8')).map(({ line, ...each }) => ({
      ...each,
      where: `${path}:${line}`,
    })),
  )
}

/** Of every schema of a route or a contract. */
function inSchemas(): Pattern[] {
  const found: Pattern[] = []
  const look = (schema: unknown, where: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    const { pattern, patternProperties = {} } = schema as { pattern?: unknown; patternProperties?: object }
    for (const source of [...(typeof pattern === 'string' ? [pattern] : []), ...Object.keys(patternProperties)])
      found.push({ source, flags: 'u', where })
    for (const each of Object.values(schema)) look(each, where)
  }
  for (const { routes, contract } of modules) {
    for (const { method, path, body, query, params, reply } of routes)
      look([body, query, params, reply], `${method} ${path}`)
    for (const [name, { input, output }] of Object.entries({ ...contract.queries, ...contract.commands }))
      look([input, output], `${contract.name}.${name}`)
    for (const [name, event] of Object.entries(contract.events)) look(event, `${contract.name}.${name}`)
  }
  return found
}

const once = (patterns: Pattern[]): Pattern[] => [
  ...new Map(patterns.map((each) => [`/${each.source}/${each.flags}`, each])).values(),
]

test('F72 no expression of a source, and no pattern of a schema, tries for ever what it refuses in the end', async (t) => {
  const patterns = once([...inSources(), ...inSchemas()])

  const slow = await slowOnes(patterns)

  t.diagnostic(`${patterns.length} expressions`)
  assert.ok(patterns.length > 150, `only ${patterns.length} expressions were found`)
  assert.deepEqual(slow, [])
})

test('F72 expressions that do are found', async () => {
  const bad = ['(a+)+$', '^(\\w|\\d)+$', '^(x+x+)+y', '^"(?:[^"]|\\s)*"$', '^(?:a|b|ab)*c', '^\\s*(\\w+\\s*)*;$']
  const planted = bad.map((source) => ({ source, flags: '', where: 'here' }))

  const slow = await slowOnes([{ source: '^a+$', flags: '', where: 'here' }, ...planted], 1_000)

  assert.deepEqual(
    slow.map(({ source }) => source),
    bad,
  )
})

test('expressions are told from divisions, comments and texts', () => {
  const text = [
    'const half = all / 2 / 3 // no /one/',
    "const word = '/two/', other = `/${half / 2}/`",
    'const found = /a[/]b/gu.exec(`${text.replace(/c\\/d/, "")}`) /* /three/ */',
    'return !/e{2}/.test(all[0]! / 2 + half! / 3)',
  ].join('\n')

  assert.deepEqual(expressionsIn(text), [
    { source: 'a[/]b', flags: 'gu', line: 3 },
    { source: 'c\\/d', flags: '', line: 3 },
    { source: 'e{2}', flags: '', line: 4 },
  ])
})
