/** The rules of the house that types and lint do not know. Each has an example that must be caught: a guard nobody saw bite is none. */
import { dirname, join } from 'node:path/posix'

/** A source file: its path from the root of the project, with slashes, and its text. */
export type Source = { path: string; text: string }
export type Rule = {
  name: string
  reason: string
  /** What is wrong in a file, one finding each; empty when nothing is. */
  find(source: Source): string[]
  /** Breaks the rule; the tidy test fails when this is not found. */
  example: Source
}

const isTest = (path: string): boolean => /\.(test|suite|fixture|testing|child)\.ts$/.test(path)
const moduleOf = (path: string): string | null => /^src\/modules\/([^/]+)\//.exec(path)?.[1] ?? null
const depthIn = (path: string): number => path.split('/').length - 4
const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!)
/** What each part of the source beside the modules may import. What stands in none of them starts a process, and may import all. */
const standsOn: Record<string, string[]> = {
  kernel: [],
  commerce: ['kernel'],
  http: ['kernel'],
  'api-document': ['kernel', 'http'],
  'embedded-postgres': ['kernel'],
}
const partOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1]
/** Code without comments; strings stay, since SQL is one. */
const codeOf = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1')
const hits = (text: string, expression: RegExp, say: (found: string) => string): string[] =>
  [...text.matchAll(expression)].map((match) => say(match[0].trim().slice(0, 80)))

export const rules: Rule[] = [
  {
    name: 'a module reaches only its own files, the parts below, and contracts of others',
    reason:
      'What a neighbour keeps inside must be free to change, and must not be there when the neighbour runs elsewhere.',
    find({ path, text }) {
      if (moduleOf(path) === null || isTest(path)) return []
      const out = '../'.repeat(depthIn(path) + 1)
      return importsOf(text)
        .filter((from) => from.startsWith(out) || /^#(?!kernel|http|commerce|modules)/.test(from))
        .filter((from) => !from.endsWith('package.json'))
        .map((from) => `imports ${from}`)
    },
    example: {
      path: 'src/modules/orders/place-order.ts',
      text: `import { takeHold } from '../inventory/hold-store.ts'`,
    },
  },
  {
    name: 'a part of the source imports only the parts that stand below it',
    reason: 'The runtime must not depend on what it runs, nor a noun on the face that shows it.',
    find({ path, text }) {
      const part = partOf(path)
      const below = standsOn[part ?? '']
      if (below === undefined || isTest(path)) return []
      return importsOf(text)
        .filter((from) => from.startsWith('.') || from.startsWith('#'))
        .filter((from) => {
          const other = partOf(from.startsWith('#') ? `src/${from.slice(1)}` : join(dirname(path), from))
          return other !== part && (other === undefined || !below.includes(other))
        })
        .map((from) => `imports ${from}`)
    },
    example: { path: 'src/kernel/compose.ts', text: `import { problemOf } from '../http/problem.ts'` },
  },
  {
    name: 'a contract imports only the kernel and commerce',
    reason:
      'Two contracts that know each other cannot be versioned apart. Nouns that cross modules stand in commerce/scalars.ts.',
    find: ({ path, text }) =>
      path.endsWith('/contract.ts') && moduleOf(path) !== null
        ? importsOf(text)
            .filter((from) => from !== 'typebox' && !/^#(kernel|commerce)\//.test(from))
            .map((from) => `imports ${from}`)
        : [],
    example: { path: 'src/modules/carts/contract.ts', text: `import { pricing } from '#modules/pricing/contract.ts'` },
  },
  {
    name: 'names say what a file is about',
    reason: 'A file called helpers takes in anything, and nobody finds it again.',
    find: ({ path }) =>
      path
        .split('/')
        .slice(1)
        .filter((part) =>
          /^(utils?|helpers?|common|shared|base|manager|service|dto|impl|index|types|interfaces)(\.|$)/.test(part),
        )
        .map((part) => `is named ${part}`),
    example: { path: 'src/modules/orders/utils.ts', text: '' },
  },
  {
    name: 'files are kebab-case',
    reason: 'One spelling, so that a path can be guessed.',
    find: ({ path }) => (/^[a-z0-9./_-]+$/.test(path) ? [] : ['has letters other than a–z, digits and hyphens']),
    example: { path: 'src/modules/orders/placeOrder.ts', text: '' },
  },
  {
    name: 'a file is one idea: 300 lines at most, tests 400',
    reason: 'God files grow where nothing pushes back.',
    find({ path, text }) {
      const lines = text.split('\n').length - 1
      const most = isTest(path) ? 400 : 300
      return lines > most ? [`has ${lines} lines`] : []
    },
    example: { path: 'src/kernel/compose.ts', text: 'const a = 1\n'.repeat(301) },
  },
  {
    name: 'time, chance and ids come from the context',
    reason: 'A test or a simulation must be able to own them.',
    find: ({ path, text }) =>
      moduleOf(path) === null || isTest(path)
        ? []
        : hits(
            codeOf(text),
            /\b(Date\.now|Math\.random|new Date\(\)|randomUUID|randomBytes|setTimeout|setInterval)\b/g,
            (found) => `uses ${found}`,
          ),
    example: { path: 'src/modules/orders/place-order.ts', text: 'const at = Date.now()' },
  },
  {
    name: 'SQL stands in stores',
    reason: 'A reader finds every statement of a noun in one file.',
    find: ({ path, text }) =>
      moduleOf(path) === null || isTest(path) || path.endsWith('-store.ts')
        ? []
        : hits(codeOf(text), /\bsql(<[^`]*>)?`/g, (found) => `has a statement: ${found}`),
    example: { path: 'src/modules/orders/place-order.ts', text: 'await db.sql`select 1`' },
  },
  {
    name: 'statements list their columns',
    reason: 'Adding a column breaks a prepared `select *`, and a rolling upgrade does just that.',
    find: ({ path, text }) =>
      path.endsWith('-store.ts')
        ? hits(codeOf(text), /\b(select|returning)\s+([a-z]+\.)?\*/gi, (found) => `says ${found}`)
        : [],
    example: { path: 'src/modules/orders/order-store.ts', text: 'db.sql`select * from orders.orders`' },
  },
  {
    name: 'a fact is told in the one form that takes the headers of its request',
    reason: 'The kernel writes the trace beside the fact; where it does not find the place, the trace ends.',
    find: ({ path, text }) =>
      path.endsWith('-store.ts')
        ? hits(
            codeOf(text),
            /insert into \S+\.outbox (?!\(aggregateid, type, payload\)\s+select (?!distinct)|\(aggregateid, type, payload, headers\)).{0,40}/g,
            (found) => `says ${found}`,
          )
        : [],
    example: {
      path: 'src/modules/orders/order-store.ts',
      text: 'insert into orders.outbox (aggregateid, type, payload) values (1, 2, 3)',
    },
  },
  {
    name: 'times that decide are banyan.now()',
    reason: 'Tests and simulations move database time; `now()` would not move with it.',
    find: ({ path, text }) =>
      path.endsWith('-store.ts')
        ? hits(codeOf(text), /(?<![.\w])(now\(\)|current_timestamp|clock_timestamp\(\))/gi, (found) => `says ${found}`)
        : [],
    example: { path: 'src/modules/orders/order-store.ts', text: 'db.sql`select now()`' },
  },
  {
    name: 'lists are `= any($1)`, never `in (…)` of parameters',
    reason: 'Each length of an `in` list is another statement to plan and to name.',
    find: ({ path, text }) =>
      path.endsWith('-store.ts') ? hits(codeOf(text), /\bin \(\s*\$\{/gi, () => 'has an in-list of parameters') : [],
    example: {
      path: 'src/modules/orders/order-store.ts',
      text: 'db.sql`delete from orders.orders where id in (${a}, ${b})`',
    },
  },
  {
    name: 'no statement touches the schema of another module',
    reason: 'Modules may live in databases of their own.',
    find({ path, text }) {
      const own = moduleOf(path)
      if (own === null || (!path.endsWith('-store.ts') && !path.endsWith('.sql'))) return []
      const others = moduleNames.filter((name) => name !== own).join('|')
      return hits(
        codeOf(text),
        new RegExp(`\\b(from|join|into|update|references|table)\\s+(${others})\\.`, 'gi'),
        (found) => `says ${found}`,
      )
    },
    example: { path: 'src/modules/orders/order-store.ts', text: 'db.sql`select id from carts.carts`' },
  },
  {
    name: 'exported functions say what they promise',
    reason: 'A caller should not have to read the body: what it takes, answers, refuses.',
    find({ path, text }) {
      if (!path.startsWith('src/') || !path.endsWith('.ts') || isTest(path)) return []
      const lines = text.split('\n')
      return lines.flatMap((line, at) => {
        const name = /^export (?:async )?function (\w+)/.exec(line)?.[1]
        return name !== undefined && !lines[at - 1]?.trimEnd().endsWith('*/') ? [`${name} has no docstring`] : []
      })
    },
    example: { path: 'src/commerce/money.ts', text: 'export function sum() {}' },
  },
  {
    name: 'exports are named',
    reason: 'One name for one thing, everywhere.',
    find: ({ path, text }) =>
      path.endsWith('.ts') ? hits(text, /^export (default|\* from)\b.*/gm, (found) => `says ${found}`) : [],
    example: { path: 'src/commerce/money.ts', text: 'export default 1' },
  },
  {
    name: 'nothing is left for later in the code',
    reason: 'What is left is an issue or a note; in the code it is forgotten.',
    find: ({ path, text }) =>
      path.startsWith('test/tidy/') ? [] : hits(text, /\b(TODO|FIXME|XXX|HACK)\b.*/g, (found) => `says ${found}`),
    example: { path: 'src/commerce/money.ts', text: '// TODO round' },
  },
  {
    name: 'a property says by runs() how often it is tried',
    reason: 'A thousand times in CI; a number of its own would be forgotten there.',
    find({ path, text }) {
      if (path.startsWith('test/properties/runs.') || path.startsWith('test/tidy/')) return []
      const [asserted, told] = [/\bfc\.assert\(/g, /\bruns\(/g].map((each) => text.match(each)?.length ?? 0)
      const own = /\bnumRuns\b/.test(text) ? ['has a number of its own'] : []
      return asserted! > told! ? [...own, `asserts ${asserted} properties and has runs() ${told} times`] : own
    },
    example: { path: 'src/commerce/money.test.ts', text: 'fc.assert(fc.property(amount, () => {}))' },
  },
  {
    name: 'tests run whole',
    reason: 'A test that is skipped or alone hides the others.',
    find: ({ path, text }) =>
      path.endsWith('.test.ts') && !path.startsWith('test/tidy/')
        ? hits(
            text,
            /\b(test|it|describe)\.(only|skip|todo)\(|\b(skip|only|todo): (true|'|`)/g,
            (found) => `says ${found}`,
          )
        : [],
    example: { path: 'src/commerce/money.test.ts', text: `test.only('a', () => {})` },
  },
]

const moduleNames = [
  'users',
  'customers',
  'catalog',
  'pricing',
  'inventory',
  'shipping',
  'carts',
  'orders',
  'payments',
  'notifications',
  'tasks',
]
