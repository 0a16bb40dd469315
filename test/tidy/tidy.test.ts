import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { modules } from '../../src/modules.ts'
import { type Source, rules } from './rules.ts'

const home = new URL('../../', import.meta.url)
const sources: Source[] = globSync(
  ['src/**/*.{ts,sql}', 'test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.{ts,mjs}', 'bin/*.mjs'],
  { cwd: home },
)
  .filter((path) => !path.includes('generated'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(new URL(path, home), 'utf8') }))

for (const { name, reason, find, example } of rules) {
  test(`${name}`, () => {
    const findings = sources.flatMap((source) => find(source).map((finding) => `${source.path} ${finding}`))

    assert.deepEqual(findings, [], reason)
  })

  test(`the rule bites: ${name}`, () => {
    assert.notDeepEqual(find(example), [])
  })
}

test('a subscriber is named once in its module, because its name is part of the inbox key', () => {
  const names = modules.flatMap(({ contract, reactions }) =>
    reactions.map(({ subscriber }) => `${contract.name}/${subscriber}`),
  )

  assert.equal(new Set(names).size, names.length)
})

test('package.json opens the doors that the walls know, and no other', () => {
  const { imports } = JSON.parse(readFileSync(new URL('package.json', home), 'utf8'))

  assert.deepEqual(imports, {
    '#kernel/*': './src/kernel/*',
    '#http/*': './src/http/*',
    '#api-document/*': './src/api-document/*',
    '#commerce/*': './src/commerce/*',
    '#embedded-postgres/*': './src/embedded-postgres/*',
    '#modules/*/contract.ts': './src/modules/*/contract.ts',
  })
})

test('every route says who may use it, and what it is for', () => {
  const silent = modules.flatMap(({ routes }) =>
    routes
      .filter(({ access, summary }) => !access || summary.length < 5)
      .map(({ method, path }) => `${method} ${path}`),
  )

  assert.deepEqual(silent, [])
})

test('the back office is for staff', () => {
  const open = modules.flatMap(({ routes }) =>
    routes
      .filter(({ path, access }) => path.startsWith('/api/admin') && access !== 'staff' && access !== 'administrator')
      .map(({ path }) => path),
  )

  assert.deepEqual(open, [])
})

test('the production tree is small, and no package runs a script when it is installed but the database binaries, whose script is never run', () => {
  const lock = JSON.parse(readFileSync(new URL('package-lock.json', home), 'utf8')) as {
    packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>
  }
  const production = Object.entries(lock.packages).filter(([path, each]) => path !== '' && !each.dev)

  assert.ok(production.length < 200, `${production.length} packages`)
  assert.deepEqual(
    production.filter(([path, each]) => each.hasInstallScript && !path.includes('@embedded-postgres/')),
    [],
  )
})
