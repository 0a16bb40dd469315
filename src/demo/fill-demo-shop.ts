/** Fills a new shop with Juniper Yard: goods, stock, people and a month of orders, by the shop's own commands and routes. */
import { createHash } from 'node:crypto'
import { systemRandom, uuidv7From } from '#kernel/chance.ts'
import { type Process, compose, describe } from '#kernel/compose.ts'
import type { Client, Contract } from '#kernel/contract.ts'
import { openPool } from '#kernel/database/pool.ts'
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

/** Fills the shop by its own commands. Cut off in the middle, it goes on where it stopped: every id comes from a text. */
export async function fillDemoShop(shop: Shop): Promise<void> {
  const { process: running } = shop
  const { clock, log } = running.options
  const filling = fillingOf(running, clock)
  await fillSettings(filling)
  const variantIds = await fillGoods(filling)
  await running.settle()
  const past = inThePast(shop)
  await fillOrders(past, clock.now(), variantIds)
    .then(past.settle)
    .catch((error) => log.error({ err: describe(error) }, 'the orders of the demo shop could not be made'))
    .finally(past.close)
}

function fillingOf(running: Process, clock: { now(): number }): Filling {
  const origin = () => ({
    principal: system,
    deadline: clock.now() + 20_000,
    trace: { requestId: 'demo', traceparent: null },
  })
  return { client: (contract) => running.clientFor(contract, origin()), id: idOf, call: shopClientOf(running) }
}

function idOf(text: string): string {
  const hash = createHash('sha256').update(`juniper yard ${text}`).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

export type Past = {
  filling: Filling
  goTo(momentMs: number): void
  /** Refunds what was cancelled, tells every fact, and keeps the letters: nobody at example.com is written to. */
  settle(): Promise<void>
  close(): Promise<void>
}

/**
 * The same shop on a clock of its own: what people read says when the order would have been placed. It knows no mail server.
 */
function inThePast({ process: running, databaseUrl }: Shop): Past {
  let shiftMs = 0
  const { log, clock: present } = running.options
  const clock = { now: () => present.now() + shiftMs }
  const pool = openPool({ url: databaseUrl, max: 2, log, clock })
  const past = compose({
    ...running.options,
    clock,
    settings: { ...running.options.settings, smtpUrl: null },
    ids: uuidv7From(clock, systemRandom),
    poolOf: () => pool,
    relayPoolOf: () => pool,
  })
  return {
    filling: fillingOf(past, clock),
    goTo: (momentMs) => void (shiftMs = momentMs - present.now()),
    async settle() {
      shiftMs = 0
      await running.settle()
      await past.jobs.run('orders', 'finish-orders')
      await running.settle()
      for (let round = 0; round < 10; round++) await past.jobs.run('notifications', 'send-letters')
    },
    close: async () => (await past.stop(), pool.end()),
  }
}
