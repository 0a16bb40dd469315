/** A shop with two markets, one that charges at once and one later, and every act by which orders and payments change. */
import { randomUUID } from 'node:crypto'
import { fillSmallShop } from '../world/small-shop.ts'
import type { World } from '../world/world.ts'
import { pricing } from '../../src/modules/pricing/contract.ts'
import { shipping } from '../../src/modules/shipping/contract.ts'

export type Act =
  | { act: 'place'; order: number; method: string; market: 'eu' | 'us'; quantity: number }
  | { act: 'again'; order: number }
  | { act: 'decide'; order: number; decision: 'approve' | 'decline' }
  | { act: 'hear' }
  | { act: 'sweep'; minutes: number }
  | { act: 'cancel'; order: number; by: 'guest' | 'staff' }
  | { act: 'fulfil' | 'capture' | 'capture there'; order: number }
  | { act: 'refund' | 'refund there'; order: number; amount: number }

export type Counter = Awaited<ReturnType<typeof openCounter>>

const address = {
  firstName: 'Ada',
  lastName: 'Byron',
  line1: '1 Main St',
  city: 'Albany',
  postalCode: '12207',
  country: 'US',
  region: 'NY',
}
const german = {
  firstName: 'Ada',
  lastName: 'Byron',
  line1: 'Hauptstr. 1',
  city: 'Hamburg',
  postalCode: '20095',
  country: 'DE',
}

/** Fills the world and answers how to act in it; `book()` opens a page for the orders of one run. */
export async function openCounter(world: World, stock: number) {
  const shop = await fillSmallShop(world, { mug: stock })
  const mug = shop.variants['mug']!
  const next = () => world.process.options.ids.next()
  await world.http('PATCH', '/api/admin/markets/us', { as: world.administrator, body: { capture: 'later' } })
  await world.client(pricing).setPrices({ changeId: next(), prices: [{ variantId: mug, market: 'us', amount: 1_300 }] })
  const [zone, option] = [next(), next()]
  await world.client(shipping).putOffer({
    changeId: next(),
    zones: [{ id: zone, name: 'us', countries: ['US'] }],
    options: [{ id: option, zoneId: zone, names: { en: 'Ground' }, prices: { us: { price: 700 } } }],
  })
  const provider = world.provider!
  provider.delayAsync(3_600_000)
  provider.tellBy(
    async (payload, headers) => (await world.http('POST', '/api/webhooks/test', { payload, headers })).status,
  )

  const admin = (path: string, body: object, key: string | null = null) =>
    world.http('POST', `/api/admin/orders/${path}`, {
      as: world.administrator,
      body,
      headers: key === null ? {} : { 'idempotency-key': key },
    })
  const atProvider = async (path: string, body: object) =>
    (
      await fetch(`${provider.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'made-by': 'dashboard' },
        body: JSON.stringify(body),
      })
    ).status
  const hear = async () => {
    await provider.settle()
    await world.job('payments', 'apply-webhooks')
    await world.settle()
  }
  const sweep = async (minutes: number) => {
    await world.moveTime({ minutes })
    await world.job('orders', 'finish-orders')
    await world.job('payments', 'ask-again')
    await world.settle()
  }

  type Placed = { id: string; token: string; key: string; body: object }
  function book() {
    const orders = new Map<number, Placed>()
    const placing = async ({ key, body }: Pick<Placed, 'key' | 'body'>) =>
      world.http('POST', '/api/orders', { body, headers: { 'idempotency-key': key } })
    const providerId = async (id: string) =>
      (await world.sql`select provider_id from payments.payments where order_id = ${id} order by attempt limit 1`)[0]
        ?.provider_id ?? 'pay_0'

    async function place({ order, method, market, quantity }: Act & { act: 'place' }) {
      if (orders.has(order)) return placing(orders.get(order)!)
      const isEu = market === 'eu'
      const body = {
        market,
        email: 'ada@example.com',
        lines: [{ variantId: mug, quantity }],
        shippingAddress: isEu ? german : address,
        shippingOptionId: isEu ? shop.options['eu'] : option,
        payment: { provider: 'test', method },
      }
      const key = randomUUID()
      const answer = await placing({ key, body })
      const { id, token } = answer.body.order ?? answer.body
      if (id !== undefined) orders.set(order, { id, token, key, body })
      return answer
    }
    async function perform(each: Act): Promise<{ status: number; text: string } | null> {
      if (each.act === 'hear') return (await hear(), null)
      if (each.act === 'sweep') return (await sweep(each.minutes), null)
      if (each.act === 'place') return place(each)
      const known = orders.get(each.order)
      if (known === undefined) return null
      const { id, token } = known
      switch (each.act) {
        case 'again':
          return placing(known)
        case 'decide':
          return (await atProvider(`/v1/payments/${await providerId(id)}/decision`, { decision: each.decision }), null)
        case 'capture there':
          return (await atProvider(`/v1/payments/${await providerId(id)}/capture`, {}), null)
        case 'refund there':
          return (await atProvider(`/v1/payments/${await providerId(id)}/refund`, { amount: each.amount }), null)
        case 'cancel':
          return each.by === 'staff'
            ? admin(`${id}/cancel`, {})
            : world.http('POST', `/api/orders/${id}/cancel`, { headers: { 'order-token': token } })
        case 'fulfil':
          return admin(`${id}/fulfilments`, {})
        case 'capture':
          return admin(`${id}/capture`, {}, randomUUID())
        case 'refund': {
          const currency = 'market' in known.body && known.body.market === 'eu' ? 'EUR' : 'USD'
          return admin(`${id}/refunds`, { amount: { amount: each.amount, currency } }, randomUUID())
        }
      }
    }
    return { orders, perform }
  }
  /** Lets time pass until nothing is left to do. */
  async function rest() {
    for (let round = 0; round < 8; round++) {
      await hear()
      await sweep(20)
      await world.process.jobs.runDue()
      const [{ open }] = await world.sql`select count(*)::int as open from orders.sagas`
      if (open === 0) return hear()
    }
  }
  return { book, rest, mug }
}
