/**
 * The questions of the group `scale`. Each request is one of a kind, so that no process answers it from memory: ids and words in
 * another mix of large and small letters, cursors at places of their own.
 */
import type pg from 'pg'
import { cursorOf } from '../src/http/paging.ts'
import { secretsOf } from '../src/kernel/secrets.ts'
import { requestOf } from './load.ts'
import { type Shop, admin, secret } from './shop.ts'

const secrets = secretsOf(secret)
/** What is in the database to ask for. */
type Sample = {
  products: { id: string; handle: string; title: string; titleKey: string; at: number }[]
  orders: { number: string; email: string }[]
}
type Make = (sample: Sample, at: number) => Buffer
const browse = (path: string): Buffer => requestOf('GET', path, { 'accept-language': 'en' })

/** The bits of `turn` say which letters are large: the same words or id, and another question to the page cache. */
export function inOtherCase(text: string, turn: number): string {
  let bits = turn
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const isLarge = bits % 2 === 1
    bits = Math.floor(bits / 2)
    return isLarge ? letter.toUpperCase() : letter.toLowerCase()
  })
}

const of = <T>(some: T[], at: number): T => some[at % some.length]!
const list = (query: object): string =>
  `/api/products?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`
/** `listProducts` names its cursors by the question that they belong to. */
const placeIn = (question: (string | null)[], place: (string | number | boolean)[]): string =>
  cursorOf(secrets, `products:${JSON.stringify([...question, 'eu'])}`, place)

/** Lists are read at as many places in each shop: what is asked for again and again lies in the database's memory, however large the shop. */
const places = 40
const idWith = (at: number): string => `00000000-0000-0000-0000-${String(at).padStart(12, '0')}`

const makes: Record<string, Make> = {
  'product page': ({ products }, at) =>
    browse(`/api/products/${inOtherCase(of(products, at).id, Math.floor(at / products.length) + 1)}`),
  'list, newest first': ({ products }, at) => {
    const { id } = of(products, at % places)
    const after = placeIn([null, null, 'newest'], [0, '', `${id.slice(0, 24)}${String(at).padStart(12, '0')}`, false])
    return browse(list({ after }))
  },
  'list of a category, cheapest first': (_sample, at) => {
    const after = placeIn(['kitchen', null, 'price'], [500 + 25 * (at % places), '', idWith(at), false])
    return browse(list({ category: 'kitchen', sort: 'price', after }))
  },
  'list by title': ({ products }, at) => {
    const { titleKey } = of(products, at % places)
    return browse(list({ sort: 'title', after: placeIn([null, null, 'title'], [0, titleKey, idWith(at), false]) }))
  },
  'search, words that name one product': ({ products }, at) => {
    const { title, at: number } = of(products, at)
    return browse(list({ q: inOtherCase(`${title} ${number}`, Math.floor(at / products.length) + 1) }))
  },
  'search, a word of many products': (_sample, at) => browse(list({ q: inOtherCase('lamp with ceramic', at) })),
  'search, a word that is mistyped': (_sample, at) => browse(list({ q: inOtherCase('cerramic tripodd', at) })),
}
const staffMakes: Record<string, Make> = {
  'orders, newest first': () => requestOf('GET', '/api/admin/orders', {}),
  'order by its number': ({ orders }, at) => requestOf('GET', `/api/admin/orders?q=${of(orders, at).number}`, {}),
  'orders of an address': ({ orders }, at) =>
    requestOf('GET', `/api/admin/orders?q=${encodeURIComponent(of(orders, at).email)}`, {}),
  'orders that are pending': () => requestOf('GET', '/api/admin/orders?status=PENDING', {}),
}

export const kinds = [...Object.keys(makes), ...Object.keys(staffMakes)]

/** Looks what is there, and answers what makes `count` requests of a kind. */
export async function requestsOf(shop: Shop, database: pg.Pool) {
  const sample = await sampleOf(database)
  return async (kind: string, count: number): Promise<Buffer[]> => {
    const plain = makes[kind]
    if (plain !== undefined) return Array.from({ length: count }, () => plain(sample, (base += 1)))
    const { accessToken } = await logIn(shop)
    const make = staffMakes[kind]!
    return Array.from({ length: count }, (_, at) => withToken(make(sample, at), accessToken))
  }
}
/** Of one run to the next nothing is asked twice. */
let base = 0

const withToken = (request: Buffer, token: string): Buffer =>
  Buffer.from(request.toString().replace('\r\n', `\r\nauthorization: Bearer ${token}\r\n`))

async function logIn(shop: Shop): Promise<{ accessToken: string }> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${shop.url}/api/users/login`, { method: 'POST', headers, body: JSON.stringify(admin) })
  if (!answer.ok) throw new Error(`nobody could log in: ${answer.status}`)
  return (await answer.json()) as { accessToken: string }
}

/** A thousand copies and a thousand orders, spread evenly over all there are. */
async function sampleOf(database: pg.Pool): Promise<Sample> {
  const products = await database.query<Sample['products'][number]>(
    `select faces.product_id as id, faces.handle, regexp_replace(faces.title, ' \\d+$', '') as title, faces.title_key as "titleKey",
      substring(faces.title from '\\d+$')::int as at
    from (select id, row_number() over (order by id) as place from catalog.products where handle ~ '-\\d+$') as each
      join catalog.faces on faces.product_id = each.id and faces.locale = 'en'
    where place % greatest(1, (select count(*) / 1000 from catalog.products)) = 0 and faces.title ~ ' \\d+$' limit 1000`,
  )
  const orders = await database.query<Sample['orders'][number]>(
    `select number, email from (select number, email, row_number() over (order by id) as place from orders.orders) as each
    where place % greatest(1, (select count(*) / 1000 from orders.orders)) = 0 limit 1000`,
  )
  return { products: products.rows, orders: orders.rows }
}
