/** Writes the page of refusals: every code with its status, where it comes from, and what to do. */
import { refusalsOf } from '../src/api-document/openapi-refusals.ts'
import { kernelCodes } from '../src/http/problem-codes.ts'
import { modules } from '../src/modules.ts'
import { advice } from './refusal-advice.ts'
import { callsOf, code, served, table } from './shop-source.ts'

/** Refusals that a client may get and that no line of `scripts/refusal-advice.ts` explains; and lines that explain none. */
export function adviceGaps(): { missing: string[]; unused: string[] } {
  const codes = [...refusals().keys()]
  const missing = codes.filter((code) => !(code in advice) && !(code in kernelCodes))
  return { missing, unused: Object.keys(advice).filter((code) => !codes.includes(code)) }
}

type Known = { statuses: Set<number>; routes: string[]; calls: string[] }
/** Every refusal that somebody may get, by code: with its statuses, and the routes and calls that declare it. */
function refusals(): Map<string, Known> {
  const all = new Map<string, Known>()
  const known = (refusal: string, status: number): Known => {
    const each = all.get(refusal) ?? { statuses: new Set(), routes: [], calls: [] }
    each.statuses.add(status)
    all.set(refusal, each)
    return each
  }
  for (const [refusal, { status }] of Object.entries(kernelCodes)) known(refusal, status)
  for (const { route } of served()) {
    for (const [refusal, status] of refusalsOf(route)) {
      const declared = refusal in (route.refuses ?? {})
      if (declared) known(refusal, status).routes.push(`${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`)
    }
  }
  for (const { module, name, refuses } of modules.flatMap(callsOf)) {
    for (const [refusal, status] of Object.entries(refuses)) known(refusal, status).calls.push(`${module}.${name}`)
  }
  return all
}

/** The page; `written` says by which command. */
export function errorsText(written: string): string {
  const all = [...refusals()].sort(([a], [b]) => (a < b ? -1 : 1))
  const rowOf = ([refusal, { statuses, routes, calls }]: [string, Known]): string[] => [
    code(refusal),
    [...statuses].sort().join(', '),
    placesOf(refusal, routes, calls),
    advice[refusal] ?? kernelCodes[refusal]?.detail ?? unexplained,
  ]
  const [own, kernel] = [
    all.filter(([refusal]) => !(refusal in kernelCodes)),
    all.filter(([refusal]) => refusal in kernelCodes),
  ]
  const head = ['code', 'status', 'comes from', 'what to do']
  return `# Errors

${written} Every failure is a problem document (RFC 9457) with a stable \`code\`; programs decide by the code, never by the text.
\`detail\` says what happened and what to do; \`errors\` point into the input; \`requestId\` finds the line in the log.
A running shop explains each code at \`/problems/<code>\`. What may be sent again is in [semantics.md](../semantics.md).

## Refusals of the shop

${table(head, own.map(rowOf))}

## Answers that any address may give

${table(head, kernel.map(rowOf))}
`
}

const unexplained = 'The `detail` of the answer says what to do.'
const routesShown = 6
function placesOf(refusal: string, routes: string[], calls: string[]): string {
  if (routes.length === 0 && refusal in kernelCodes) return 'the kernel'
  // A call between modules is named where no route tells its refusal, so that no code stands without a place.
  const places = routes.length > 0 ? routes : calls
  const rest = places.length - routesShown
  return `${places.slice(0, routesShown).map(code).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
