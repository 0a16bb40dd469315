/** What a shop is held to when a trial ends: its invariants, the books of its provider, and every answer that it gave. */
import assert from 'node:assert/strict'
import type pg from 'pg'
import { checkInvariants } from '../../src/check/invariants.ts'
import { type Read, shopIn } from '../../src/check/shop-to-check.ts'
import { testProviderBooks } from '../../src/check/test-provider-books.ts'
import { secretsOf } from '../../src/kernel/secrets.ts'
import type { Answer } from '../world/juniper.ts'
import { secret } from '../world/processes.ts'

/** Every answer that a key was given, in order. */
export type Told = Map<string, Answer[]>
/** `owner` and `books`: the shop's database and the provider's. `graceS`: work that is younger may still be under way. */
export type Held = { owner: pg.Pool; books: pg.Pool; told: Told; graceS: number }

const sold = ['PAID', 'PARTIALLY_FULFILLED', 'FULFILLED']

/** Throws with what is broken, and the rows that show it. */
export async function assertPromises({ owner, books, told, graceS }: Held): Promise<void> {
  const atBooks: Read = async (_schema, text, values = []) => (await books.query(text, values)).rows as never[]
  const shop = shopIn((text, values) => owner.query(text, values), {
    secrets: secretsOf(secret),
    books: {
      ofOrders: (_read, ids) => testProviderBooks.ofOrders(atBooks, ids),
      keys: (_read, from, limit) => testProviderBooks.keys(atBooks, from, limit),
    },
  })
  assert.deepEqual(await checkInvariants(shop, graceS), [], 'a promise of the shop is broken')
  const { rows } = await owner.query<Row>('select id, status, claim_key as key from orders.orders')
  assert.deepEqual(brokenWords(rows, told), [], 'a client was told otherwise')
}

type Row = { id: string; status: string; key: string }

/** I1, I8: an order that a client was told of is there, in the state that it was told, and a key has one order and one final answer. */
function brokenWords(orders: Row[], told: Told): object[] {
  const byKey = Map.groupBy(orders, ({ key }) => key)
  return [...told].flatMap(([key, answers]) => {
    const mine = byKey.get(key) ?? []
    const ids = answers.flatMap(({ body }) => body?.order?.id ?? (body?.number === undefined ? [] : body.id))
    const kept = answers.filter((each) => isFinal(each) && each.body?.code !== 'out_of_stock')
    const bytes = new Set(kept.map(({ status, text }) => `${status} ${text}`))
    const isPaid = answers.some(({ status }) => status === 201)
    const well =
      mine.length <= 1 &&
      ids.every((id) => id === mine[0]?.id) &&
      bytes.size <= 1 &&
      (!isPaid || sold.includes(mine[0]?.status ?? ''))
    return well ? [] : [{ key, orders: mine, answers: answers.map(({ status, text }) => [status, text]) }]
  })
}

const finals = [201, 402, 409, 422]
/** Another try may change them by itself. So may one of a SKU that sold out this second, but nobody waits for that. */
const fleeting = ['idempotency_in_flight', 'cart_busy']
/** True for an answer with which a client stops asking (docs/semantics.md). */
export const isFinal = ({ status, body }: Answer): boolean => finals.includes(status) && !fleeting.includes(body?.code)
