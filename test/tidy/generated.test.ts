import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { adviceGaps } from '../../scripts/errors.ts'
import { command, staleFiles } from '../../scripts/map.ts'

const home = join(import.meta.dirname, '..', '..')
const textOf = (path: string): string => readFileSync(join(home, path), 'utf8')
const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: home })

test('the generated documents say what the source says', () => {
  assert.deepEqual(staleFiles(), [], `Stale. Run: ${command}`)
})

test('every refusal of a module says what to do', () => {
  assert.deepEqual(
    adviceGaps(),
    { missing: [], unused: [] },
    'Write a line, or take one out, in scripts/refusal-advice.ts',
  )
})

test('every link and every path in the documents leads somewhere', () => {
  const lost = documents.flatMap((path) => lostIn(path, textOf(path)))

  assert.deepEqual(lost, [])
})

test('a link or a path that leads nowhere is found', () => {
  assert.deepEqual(lostIn('docs/a.md', 'See [b](b.md) and `src/kernel/nothing.ts`, but not `npm test`.'), [
    'docs/a.md: b.md',
    'docs/a.md: src/kernel/nothing.ts',
  ])
})

test('every test that the documents name as a proof is there', () => {
  const named = ['docs/reliability.md', 'docs/semantics.md', 'docs/budgets.md'].flatMap((path) =>
    proofsIn(textOf(path)),
  )
  const missing = named.filter(({ file, name }) => !textOf(file).includes(name))

  assert.ok(named.length > 40, `${named.length} proofs are named`)
  assert.deepEqual(missing, [], 'The test has another name now, or is gone')
})

test('the page on semantics tells of every status that an answer may have', () => {
  const { paths } = JSON.parse(textOf('docs/generated/openapi.json'))
  const answers = Object.values<any>(paths).flatMap((path) =>
    Object.values<any>(path).flatMap((operation) => Object.keys(operation.responses ?? {})),
  )
  const page = textOf('docs/semantics.md')
  const table = page.slice(page.indexOf('| answer |'), page.indexOf('### Keys'))

  const told = (status: string) => table.includes(status) || (/^2\d\d$/.test(status) && table.includes('2xx'))
  assert.deepEqual(
    [...new Set(answers)].filter((status) => !told(status)),
    [],
  )
})

test('every variable that the shop reads is explained', () => {
  const read = new Set(textOf('src/config.ts').match(/(?<=')[A-Z][A-Z_]{3,}(?=')/g))
  const told = textOf('docs/configuration.md')

  assert.deepEqual(
    [...read].filter((name) => !told.includes(`\`${name}\``)),
    [],
  )
})

/** Relative links, and paths of the project in code marks, that lead to no file. */
function lostIn(document: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to]) => ({ to: to!, from: dirname(document) }))
  const paths = [...text.matchAll(/`((?:src|test|docs|scripts|topologies|bin)\/[\w./-]+)`/g)].map(([, to]) => ({
    to: to!,
    from: '',
  }))
  return [...links, ...paths]
    .filter(({ to, from }) => !existsSync(join(home, from, to)))
    .map(({ to }) => `${document}: ${to}`)
}

/** Proofs stand as `path/of/a.test.ts`: “name of the test”; several names of one file are parted by semicolons. */
function proofsIn(text: string): { file: string; name: string }[] {
  return [...text.matchAll(/`([\w./-]+\.test\.ts)`: ((?:“[^”]+”(?:; )?)+)/g)].flatMap(([, file, names]) =>
    [...names!.matchAll(/“([^”]+)”/g)].map(([, name]) => ({ file: file!, name: name! })),
  )
}
