/** Abuse of what a request carries: broken JSON, other types, more fields, numbers, sizes, files. */
import { type Class, honest, json, raw, withQuery } from './attempts.ts'
import { brokenBodies, otherNumbers, otherValues, privileges, wrongLimits } from './corpus.ts'
import { placesOf, withAt } from './sample.ts'
import { uploads } from './uploads.ts'

export const broken: Class = (aim) => {
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

export const inherited: Class = (aim) => {
  const base = honest(aim, 'A02 inherited keys')
  const { dice } = aim.sampler
  const keys = ['__proto__', 'constructor', 'prototype']
  const inQuery = keys.map((key) => ({ ...withQuery(base, `${key}=1`), expect: [400] }))
  // Those that are handles, too, may name what an attempt below has made.
  const mayExist = (key: string) => aim.operation.method === 'PUT' || key === 'constructor' || key === 'prototype'
  const inPath = aim.operation.params.flatMap(({ name }) =>
    [...keys, 'toString', 'hasOwnProperty'].map((key) => ({
      ...honest(aim, base.kind, { [name]: key }),
      ...(mayExist(key) ? {} : { expect: [400, 404] }),
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

export const assigned: Class = (aim) => {
  const { operation, sampler } = aim
  if (operation.body === null) return []
  const base = honest(aim, 'A06 more fields')
  const root = sampler.api.resolve(operation.body)
  const own = root.properties ?? {}
  return Object.entries(privileges)
    .filter(([name]) => !Object.hasOwn(own, name))
    .map(([name, value]) => ({ ...base, body: { ...(base.body as object), [name]: value }, expect: [400], note: name }))
}

export const numbers: Class = (aim) => {
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

export const confused: Class = (aim) => {
  const { dice } = aim.sampler
  const base = honest(aim, 'A32 other types')
  return dice
    .some(placesOf(base.body).slice(1), 8)
    .flatMap(({ at }) =>
      dice.some(otherValues, 4).map((value) => ({ ...base, body: withAt(base.body, at, value), note: at.join('/') })),
    )
}

export const sized: Class = (aim) => {
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

export const files: Class = (aim) => {
  if (!aim.operation.isMultipart) return []
  const base = honest(aim, 'A17 uploads')
  return Object.entries(uploads).map(([note, { type, body }]) => ({
    ...raw(base, body, { 'content-type': type }),
    note,
  }))
}

export const random: Class = (aim) => Array.from({ length: 8 }, () => honest(aim, 'A32 random'))
