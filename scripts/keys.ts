/** Writes the page that says of every POST what its `Idempotency-Key` does. */
import { finalStatuses } from '../src/http/idempotency.ts'
import type { Served } from '../src/http/exchange.ts'
import type { Route } from '../src/kernel/module.ts'

type Handling = { title: string; words: string; has(route: Route): boolean }

const isRequired = ({ idempotency, refuses }: Route): boolean =>
  idempotency === 'required' || 'idempotency_key_required' in (refuses ?? {})
const isTaken = ({ idempotency }: Route): boolean => idempotency !== 'none'

/** The page. `written` says by which command; `served` is every route of the shop. */
export function keysText(written: string, served: Served[]): string {
  const kept = [...finalStatuses].sort().join(', ')
  const handlings: Handling[] = [
    {
      title: 'A key is required',
      words: 'Without it: 400 `idempotency_key_required`.',
      has: (route) => isTaken(route) && isRequired(route),
    },
    {
      title: 'A key is taken',
      words: 'Without it a repeat may do the thing twice.',
      has: (route) => isTaken(route) && !isRequired(route),
    },
    {
      title: 'No key is taken',
      words: 'Their answers hold secrets that are not kept, or a repeat does nothing more by itself.',
      has: (route) => !isTaken(route),
    },
  ]
  const posts = served.map(({ route }) => route).filter(({ method }) => method === 'POST')
  const sections = handlings.map(({ title, words, has }) => {
    const paths = posts.filter(has).map(({ path }) => `- \`POST ${path.replaceAll(/:(\w+)/g, '{$1}')}\``)
    return `## ${title}\n\n${words}\n\n${paths.sort().join('\n')}`
  })
  return `# Keys

${written} What an \`Idempotency-Key\` does at every POST. What it means is in [semantics.md](../semantics.md).

An answer is kept for 24 hours when its status is one of ${kept} and it has no \`Retry-After\`; \`POST /api/orders\` keeps by itself, as the order goes.

${sections.join('\n\n')}
`
}
