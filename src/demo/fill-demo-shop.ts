/** Fills a new shop with Juniper Yard: goods, stock, people and a month of orders, by the shop's own commands and routes. */
import { createHash } from 'node:crypto'
import { systemRandom, uuidv7From } from '#kernel/chance.ts'
import { type Process, compose, describe } from '#kernel/compose.ts'
import type { Client, Contract } from '#kernel/contract.ts'
import { type Pool, openPool, runOn } from '#kernel/database/pool.ts'
import { system } from '#kernel/module.ts'
import type { Shop } from '../open-shop.ts'
import { fillGoods } from './fill-goods.ts'
import { fillOrders } from './fill-orders.ts'
import { fillSettings } from './fill-settings.ts'
import { shopClientOf } from './shop-client.ts'

export type Filling = {
  client<C extends Contract>(contract: C): Client<C>
  /** A UUID from a text: the same demo has the same ids, so that a fill that was cut off goes on where it stopped. */
  id(text: string): string
  call: ReturnType<typeof shopClientOf>
}

/**
 * Fills the shop once in its life, and only when nobody else put anything in. Cut off in the middle, it goes on at the next start.
 * Answers false when there was nothing to do.
 */
export async function fillDemoShop(shop: Shop): Promise<boolean> {
  const { process: running } = shop
  const { clock, log } = running.options
  const pool = running.options.relayPoolOf('catalog')
  const marks = await marksOf(pool, clock.now() + 5_000)
  if (marks.has('demo-filled') || (!marks.has('demo-begun') && (await isInUse(pool, clock.now() + 5_000)))) return false
  await mark(pool, clock.now() + 5_000, 'demo-begun')

  const filling = fillingOf(running, clock)
  await fillSettings(filling)
  const variantIds = await fillGoods(filling)
  await running.settle()
  const past = inThePast(shop)
  await fillOrders(past, clock.now(), variantIds)
    .catch((error) => log.error({ err: describe(error) }, 'the orders of the demo shop could not be made'))
    .finally(past.close)
  await mark(pool, clock.now() + 5_000, 'demo-filled')
  return true
}

function fillingOf(running: Process, clock: { now(): number }): Filling {
  const origin = () => ({ principal: system, deadline: clock.now() + 20_000, trace: { requestId: 'demo', traceparent: null } })
  return { client: (contract) => running.clientFor(contract, origin()), id: idOf, call: shopClientOf(running) }
}

function idOf(text: string): string {
  const hash = createHash('sha256').update(`juniper yard ${text}`).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

export type Past = { filling: Filling; goTo(momentMs: number): void; close(): Promise<void> }

/** The same shop on a clock of its own: what people read says when the order would have been placed. */
function inThePast({ process: running, databaseUrl }: Shop): Past {
  let shiftMs = 0
  const { log, clock: present } = running.options
  const clock = { now: () => present.now() + shiftMs }
  const pool = openPool({ url: databaseUrl, max: 2, log, clock })
  const past = compose({
    ...running.options, clock, ids: uuidv7From(clock, systemRandom), poolOf: () => pool, relayPoolOf: () => pool,
  })
  return {
    filling: fillingOf(past, clock),
    goTo: (momentMs) => void (shiftMs = momentMs - present.now()),
    close: async () => (await past.stop(), pool.end()),
  }
}

async function marksOf(pool: Pool, deadline: number): Promise<Set<string>> {
  const rows = (await runOn(pool, deadline, 'select name from banyan.marks', [])) as { name: string }[]
  return new Set(rows.map(({ name }) => name))
}
async function isInUse(pool: Pool, deadline: number): Promise<boolean> {
  const text = 'select exists (select from pricing.markets) or exists (select from catalog.products) or exists (select from orders.orders) as used'
  const [row] = (await runOn(pool, deadline, text, [])) as { used: boolean }[]
  return row!.used
}
async function mark(pool: Pool, deadline: number, name: string): Promise<void> {
  await runOn(pool, deadline, 'insert into banyan.marks (name) values ($1) on conflict do nothing', [name])
}

