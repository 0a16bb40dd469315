/** What every answer owes to whoever asked, however they asked; and the table of what was answered. */
import type { Answer } from '../world/inject.ts'
import type { Operation } from './operations.ts'
import type { Principal } from '../../src/kernel/module.ts'
import type { Counts } from './table.ts'

export type Attempt = {
  /** Class of abuse, for the table. */
  kind: string
  method: string
  path: string
  headers?: Record<string, string>
  body?: unknown
  payload?: string | Buffer
  as?: Principal
  token?: string
  /** The statuses that are right; without it, whatever the document declares. */
  expect?: readonly number[]
  /** What is special about it, to find it again. */
  note?: string
}

/** Traces of how the shop is made: no answer shows one. */
const insides =
  /\bat (async )?[\w.<>]+ \(|\.ts:\d|node_modules|node:internal|syntax error|invalid input syntax|violates|SQLSTATE|\brelation "|\bcolumn "|duplicate key|permission denied for|ECONN|(Type|Range|Reference|Syntax)Error|is not a function|Cannot read|\[object Object\]|argon2id|password_?hash|pg_catalog/i

/** Said before an operation is known, or instead of bytes that the reader has: the document does not repeat them at each. */
const everywhere = new Set([304, 405, 414])

/** Everything wrong with one answer, in sentences; empty when nothing is. */
export function faultsOf(attempt: Attempt, answer: Answer, operation: Operation | null): string[] {
  const { status, headers, text } = answer
  const faults: string[] = []
  if (status >= 500) faults.push('it failed')
  if (attempt.expect !== undefined && !attempt.expect.includes(status))
    faults.push(`it answered ${status} instead of ${attempt.expect.join(' or ')}`)
  if (operation !== null && !operation.statuses.has(status) && !everywhere.has(status))
    faults.push(`its document does not declare ${status}`)
  if (status >= 400) faults.push(...problemFaults(answer))
  const shown = insides.exec(text)
  if (shown !== null && !echoes(attempt, shown[0])) faults.push(`it shows its insides: ${shown[0]}`)
  if (headers['x-content-type-options'] !== 'nosniff') faults.push('a browser may sniff its type')
  if (headers['set-cookie'] !== undefined) faults.push('it sets a cookie')
  if (`${text}${JSON.stringify(headers)}`.includes('evil.example')) faults.push('it repeats a host that was made up')
  return faults
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** What the caller wrote may come back to the caller. */
function echoes({ body, payload, path }: Attempt, found: string): boolean {
  const sent = `${JSON.stringify(body ?? '')}${String(payload ?? '')}${decoded(path)}`.toLowerCase()
  return sent.includes(found.toLowerCase())
}

function problemFaults({ status, headers, body, text }: Answer): string[] {
  if (headers['content-type'] !== 'application/problem+json') {
    // A page for people may be refused as a page.
    return headers['content-type']?.startsWith('text/html')
      ? []
      : [`its error is ${headers['content-type']}, no problem document`]
  }
  const faults: string[] = []
  const { type, title, detail, code, requestId, errors = [] } = body
  if (body.status !== status) faults.push('its document says another status')
  if (!/^[a-z][a-z0-9_]*$/.test(code ?? '')) faults.push(`its code is ${code}`)
  if (!String(type).endsWith(`/problems/${code}`)) faults.push(`its type is ${type}`)
  if (typeof title !== 'string' || title === '') faults.push('it has no title')
  if (typeof detail !== 'string' || detail.length < 15) faults.push(`code ${code} does not say what to do: ${detail}`)
  // A kept answer is told again as it was, with the id of the request that it answered.
  if (requestId !== headers['x-request-id'] && headers['idempotent-replayed'] === undefined)
    faults.push('its request id is not that of the header')
  if (!Array.isArray(errors) || errors.some((each: any) => typeof each.pointer !== 'string' || !each.detail))
    faults.push(`its errors point nowhere: ${JSON.stringify(errors).slice(0, 200)}`)
  if (text.length > 20_000) faults.push(`its error has ${text.length} characters`)
  return faults
}

export type Tally = {
  count(operation: string, kind: string, status: number): void
  fault(attempt: Attempt, operation: string, answer: Answer, faults: string[]): void
  /** What the table is made of. */
  counts(): Counts[]
  /** The first of each kind of fault and operation, with what reproduces it. */
  faults(): string[]
  requests(): number
}

export function tallyOf(): Tally {
  const counts = new Map<string, { operation: string; kind: string; statuses: Map<number, number>; faults: number }>()
  const found = new Map<string, string>()
  let requests = 0
  const at = (operation: string, kind: string) => {
    const name = `${operation}\n${kind}`
    const known = counts.get(name) ?? { operation, kind, statuses: new Map<number, number>(), faults: 0 }
    counts.set(name, known)
    return known
  }
  return {
    count(operation, kind, status) {
      requests++
      const { statuses } = at(operation, kind)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    },
    fault({ kind, method, path, headers, body, payload, note, as }, operation, { status, text }, faults) {
      at(operation, kind).faults++
      for (const fault of faults) {
        const key = `${operation} ${fault}`
        if (found.has(key)) continue
        const sent = payload === undefined ? JSON.stringify(body) : String(payload)
        found.set(
          key,
          [
            `${operation} (${kind}${note === undefined ? '' : `, ${note}`}): ${fault}`,
            `  ${method} ${path.slice(0, 300)} as ${as?.roles.join('+') ?? 'guest'} ${JSON.stringify(headers ?? {}).slice(0, 300)}`,
            `  body ${sent?.slice(0, 600)}`,
            `  answer ${status} ${text.slice(0, 400)}`,
          ].join('\n'),
        )
      }
    },
    counts: () => [...counts.values()].map((each) => ({ ...each, statuses: [...each.statuses] })),
    faults: () => [...found.values()],
    requests: () => requests,
  }
}
