/** What all classes of abuse begin with: a request that should be taken, aimed at one operation. */
import type { Principal } from '../../src/kernel/module.ts'
import type { Operation } from './operations.ts'
import { type Sampler, exampleOf, pathOf, valueOf } from './sample.ts'
import type { Attempt } from './verdict.ts'

export type Aim = { operation: Operation; sampler: Sampler; as: Principal | undefined }
/** Makes, for one operation, the requests that somebody would try on it; none where it cannot be tried there. */
export type Class = (aim: Aim) => Attempt[]

export const json = { 'content-type': 'application/json' }

/** A request that should be taken, as far as the schemas can tell. */
export function honest({ operation, sampler, as }: Aim, kind: string, other: Record<string, string> = {}): Attempt {
  const { method, query, body, example } = operation
  const { dice } = sampler
  const wanted = query.filter(({ required, name }) => required || (name !== 'after' && dice.next() < 0.3))
  const fields = wanted.map(
    ({ name, schema }) => `${name}=${encodeURIComponent(String(valueOf(sampler, schema, name)))}`,
  )
  return {
    kind,
    method,
    path: `${pathOf(sampler, operation, other)}${fields.length === 0 ? '' : `?${fields.join('&')}`}`,
    ...sampler.written[operation.name]?.(),
    ...(body === null
      ? {}
      : { body: example !== undefined && dice.next() < 0.6 ? exampleOf(sampler, example) : valueOf(sampler, body) }),
    ...(as === undefined ? {} : { as }),
  }
}

/** With another query instead of its own. */
export const withQuery = (attempt: Attempt, query: string): Attempt => ({
  ...attempt,
  path: `${attempt.path.split('?')[0]}?${query}`,
})
/** With these bytes as its body. */
export const raw = (attempt: Attempt, payload: string | Buffer, headers = json): Attempt => {
  const { body: _, ...rest } = attempt
  return { ...rest, payload, headers: { ...attempt.headers, ...headers } }
}
