/** The classes of abuse: each makes, for one operation, the requests that somebody would try on it. */
import type { Principal } from '../../src/kernel/module.ts'
import type { Dice } from './chance.ts'
import {
  brokenBodies,
  injections,
  otherNumbers,
  otherValues,
  privileges,
  spellings,
  wrongCursors,
  wrongLimits,
} from './corpus.ts'
import { uploads } from './uploads.ts'
import type { Operation } from './operations.ts'
import { type Sampler, exampleOf, pathOf, placesOf, valueOf, withAt } from './sample.ts'
import type { Attempt } from './verdict.ts'

export type Aim = { operation: Operation; sampler: Sampler; as: Principal | undefined }
type Class = (aim: Aim) => Attempt[]

const json = { 'content-type': 'application/json' }

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
    ...(body === null
      ? {}
      : { body: example !== undefined && dice.next() < 0.6 ? exampleOf(sampler, example) : valueOf(sampler, body) }),
    ...(as === undefined ? {} : { as }),
  }
}

const withQuery = (attempt: Attempt, query: string): Attempt => ({
  ...attempt,
  path: `${attempt.path.split('?')[0]}?${query}`,
})
const raw = (attempt: Attempt, payload: string | Buffer, headers = json): Attempt => {
  const { body: _, ...rest } = attempt
  return { ...rest, payload, headers: { ...attempt.headers, ...headers } }
}

const broken: Class = (aim) => {
  if (aim.operation.body === null) return []
  const base = honest(aim, 'A01 broken JSON')
  const bodies = Object.entries(brokenBodies).map(([note, payload]) => ({ ...raw(base, payload), note, expect: [400] }))
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/json; charset=utf-16',
    'multipart/form-data; boundary=x',
    '',
  ]
  const typed = types.map((type) => ({ ...raw(base, '{}', { 'content-type': type }), note: type, expect: [415] }))
  const packed = { ...raw(base, 'x', { ...json, 'content-encoding': 'gzip' } as typeof json), expect: [415] }
  return [...bodies, ...typed, packed]
}

const inherited: Class = (aim) => {
  const base = honest(aim, 'A02 inherited keys')
  const { dice } = aim.sampler
  const keys = ['__proto__', 'constructor', 'prototype']
  const inQuery = keys.map((key) => ({ ...withQuery(base, `${key}=1`), expect: [400] }))
  const inPath = aim.operation.params.flatMap(({ name }) =>
    [...keys, 'toString', 'hasOwnProperty'].map((key) => ({
      ...honest(aim, base.kind, { [name]: key }),
      ...(aim.operation.method === 'PUT' ? {} : { expect: [400, 404] }),
    })),
  )
  const objects = placesOf(base.body).filter(
    ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  const inBody = objects.slice(0, 6).map(({ at, value }, n) => {
    const text = JSON.stringify(withAt(base.body, at, { ...(value as object), KEY: { role: 'administrator' } }))
    return { ...raw(base, text.replace('"KEY"', `"${keys[n % 3]!}"`)), expect: [400] }
  })
  // As values they are harmless, unless somebody looks them up in a plain object.
  const texts = placesOf(base.body).filter(({ value }) => typeof value === 'string')
  const asValues = texts
    .slice(0, 12)
    .map(({ at }, n) => ({ ...base, body: withAt(base.body, at, inheritedNames[n % 4]) }))
  const asQueries = [...aim.operation.query.map(({ name }) => name), 'locale', 'market'].flatMap((name) =>
    dice.some(inheritedNames, 2).map((text) => withQuery(base, `${name}=${text}`)),
  )
  return [...inQuery, ...inPath, ...inBody, ...asValues, ...asQueries]
}
/** The last two also pass for languages. */
const inheritedNames = ['constructor', '__proto__', 'toString', 'valueOf']

const injected: Class = (aim) => {
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

const assigned: Class = (aim) => {
  const { operation, sampler } = aim
  if (operation.body === null) return []
  const base = honest(aim, 'A06 more fields')
  const root = sampler.api.resolve(operation.body)
  const own = root.properties ?? {}
  return Object.entries(privileges)
    .filter(([name]) => !Object.hasOwn(own, name))
    .map(([name, value]) => ({ ...base, body: { ...(base.body as object), [name]: value }, expect: [400], note: name }))
}

const numbers: Class = (aim) => {
  const base = honest(aim, 'A14 numbers')
  const places = placesOf(base.body).filter(({ value }) => typeof value === 'number')
  return aim.sampler.dice.some(places, 4).flatMap(({ at }) =>
    otherNumbers.map((value) => ({
      ...base,
      body: withAt(base.body, at, value),
      note: `${at.join('/')}=${value}`,
      ...(at.at(-1) === 'quantity' ? { expect: [400, 422] } : {}),
    })),
  )
}

const confused: Class = (aim) => {
  const { dice } = aim.sampler
  const base = honest(aim, 'A32 other types')
  return dice
    .some(placesOf(base.body).slice(1), 8)
    .flatMap(({ at }) =>
      dice.some(otherValues, 4).map((value) => ({ ...base, body: withAt(base.body, at, value), note: at.join('/') })),
    )
}

const sized: Class = (aim) => {
  const { operation, sampler } = aim
  const base = honest(aim, 'A22 too much')
  const has = (name: string) => operation.query.some((each) => each.name === name)
  const limits = has('limit')
    ? wrongLimits.map((limit) => ({ ...withQuery(base, `limit=${limit}`), expect: [400] }))
    : []
  const fields = { ...withQuery(base, Array.from({ length: 101 }, (_, n) => `a${n}=1`).join('&')), expect: [400] }
  const twice = [...operation.query.map(({ name }) => name), 'locale', 'market']
    .slice(-4)
    .map((name) => withQuery(base, `${name}=a&${name}=b`))
  const long = { ...withQuery(base, `market=${'a'.repeat(9_000)}`), expect: [414] }
  const places = placesOf(base.body).slice(1)
  const lists = places.filter(({ value }) => Array.isArray(value) && value.length > 0)
  const inBody = [
    ...lists.slice(0, 2).map(({ at, value }) => ({
      ...base,
      body: withAt(base.body, at, Array(20_000).fill((value as unknown[])[0])),
      expect: [400, 413],
    })),
    ...sampler.dice
      .some(places, 2)
      .map(({ at }) => ({ ...base, body: withAt(base.body, at, 'a'.repeat(200_000)), expect: [400, 413] })),
    ...sampler.dice
      .some(places, 1)
      .map(({ at }) => ({ ...base, body: withAt(base.body, at, nested(40)), expect: [400] })),
  ]
  const huge =
    operation.body === null ? [] : [{ ...raw(base, `{"a":"${'a'.repeat(9 * 1024 * 1024)}"}`), expect: [413] }]
  return [...limits, fields, ...twice, long, ...inBody, ...(operation.isAdmin ? [] : huge)]
}

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: [nested(depth - 1)] })

const cursors: Class = (aim) => {
  if (!aim.operation.query.some(({ name }) => name === 'after')) return []
  const base = honest(aim, 'A23 forged cursors')
  return wrongCursors.map((cursor) => ({ ...withQuery(base, `after=${encodeURIComponent(cursor)}`), expect: [400] }))
}

const overridden: Class = (aim) => {
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

const random: Class = (aim) => Array.from({ length: 8 }, () => honest(aim, 'A32 random'))

const files: Class = (aim) => {
  if (!aim.operation.isMultipart) return []
  const base = honest(aim, 'A17 uploads')
  return Object.entries(uploads).map(([note, { type, body }]) => ({
    ...raw(base, body, { 'content-type': type }),
    note,
  }))
}

/** Every class that is made from the document alone. */
export const classes: Class[] = [
  broken,
  inherited,
  injected,
  assigned,
  numbers,
  confused,
  sized,
  cursors,
  overridden,
  files,
  random,
]

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
