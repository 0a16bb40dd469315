/** Abuse of how a request is addressed: query, path, headers, method, spelling. */
import { type Aim, type Class, honest, withQuery } from './attempts.ts'
import type { Dice } from './chance.ts'
import { injections, spellings, strangeHosts, wrongCursors, wrongKeys } from './corpus.ts'
import { canary } from './people.ts'
import { pathOf, placesOf, withAt } from './sample.ts'
import type { Attempt } from './verdict.ts'

export const injected: Class = (aim) => {
  const { operation, sampler } = aim
  const { dice } = sampler
  const base = honest(aim, 'A03 injection')
  const inQuery = [...operation.query.map(({ name }) => name), 'locale', 'market'].flatMap((name) =>
    dice.some(injections, 4).map((text) => withQuery(base, `${name}=${encodeURIComponent(text)}`)),
  )
  const inPath = operation.params.flatMap(({ name }) =>
    dice.some(injections, 4).map((text) => honest(aim, base.kind, { [name]: text || ' ' })),
  )
  const names = [
    'cart-token',
    'order-token',
    'if-match',
    'if-none-match',
    'accept-language',
    'market',
    'x-request-id',
    'traceparent',
    'idempotency-key',
    'test-signature',
    'x-forwarded-for',
    'host',
  ]
  const inHeaders = names.map((name) => {
    const text = dice
      .pick(injections)
      .replaceAll(/[^\x20-\x7e]/g, '')
      .trim()
    return { ...base, headers: { ...base.headers, [name]: text } }
  })
  const texts = placesOf(base.body).filter(({ value }) => typeof value === 'string')
  const inBody = dice
    .some(texts, 8)
    .flatMap(({ at }) => dice.some(injections, 3).map((text) => ({ ...base, body: withAt(base.body, at, text) })))
  return [...inQuery, ...inPath, ...inHeaders, ...inBody]
}

export const cursors: Class = (aim) => {
  if (!aim.operation.query.some(({ name }) => name === 'after')) return []
  const base = honest(aim, 'A23 forged cursors')
  return wrongCursors.map((cursor) => ({ ...withQuery(base, `after=${encodeURIComponent(cursor)}`), expect: [400] }))
}

export const overridden: Class = (aim) => {
  const base = honest(aim, 'A12 method override')
  const names = ['x-http-method-override', 'x-method-override', 'x-http-method']
  const isWrite = aim.operation.method !== 'GET'
  return names
    .flatMap((name) => [
      { ...base, headers: { ...base.headers, [name]: isWrite ? 'GET' : 'DELETE' } },
      { ...base, method: 'TRACE', expect: [404, 405, 400] },
    ])
    .slice(0, 4)
}

export const keyed: Class = (aim) => {
  if (aim.operation.method !== 'POST') return []
  const base = honest(aim, 'A13 wrong keys')
  return wrongKeys.map((key) => ({
    ...base,
    headers: { ...base.headers, 'idempotency-key': key },
    note: `${key.length} characters`,
    expect: [400],
  }))
}

/** Another host, as a proxy or a careless client would name it: no answer repeats it (`verdict.ts`). */
export const hosted: Class = (aim) => {
  const base = honest(aim, 'A20 strange hosts')
  return strangeHosts.map((headers) => ({ ...base, headers: { ...base.headers, ...headers } }))
}

const secretHeaders = [
  'cookie',
  'cart-token',
  'order-token',
  'test-signature',
  'banyan-signature',
  'banyan-principal',
  'proxy-authorization',
  'x-api-key',
]
/** Secrets wherever people put them, rightly or not; afterwards they are looked for in logs and tables. */
export const telltale: Class = (aim) => {
  const base = honest(aim, 'A27 secrets')
  const { as: _, ...nobody } = base
  const inHeaders = secretHeaders.map((name) => ({ ...base, headers: { ...base.headers, [name]: `a=${canary}` } }))
  const bearers = [`Bearer ${canary}`, `Bearer a.${canary}.c`, `Basic ${canary}`].map((authorization) => ({
    ...nobody,
    headers: { ...base.headers, authorization },
    expect: [401],
  }))
  const inQuery = ['token', 'password', 'access_token', 'q'].map((name) => withQuery(base, `${name}=${canary}`))
  const places = placesOf(base.body).filter(({ at }) => /password|token|secret/i.test(String(at.at(-1))))
  const inBody = places.map(({ at }) => ({ ...base, body: withAt(base.body, at, canary) }))
  return [...inHeaders, ...bearers, ...inQuery, ...inBody]
}

/** Other spellings of the address, asked by a guest: they open nothing that the right spelling keeps shut. */
export function respelled({ operation, sampler }: Aim, dice: Dice): Attempt[] {
  const path = pathOf(sampler, operation)
  return dice.some(Object.entries(spellings), 8).map(([note, spell]) => ({
    kind: 'A12 spelling',
    method: operation.method,
    path: spell(path),
    note,
    ...(operation.body === null ? {} : { body: {} }),
  }))
}
