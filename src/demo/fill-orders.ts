import { randomBytes } from 'node:crypto'
import { Refusal } from '#kernel/errors.ts'
import { type Principal, guest } from '#kernel/module.ts'
import { type Person, customers } from './customers.ts'
import type { Filling, Past } from './fill-demo-shop.ts'
import { type PlannedOrder, orderPlan } from './orders.ts'

const dayMs = 24 * 3_600_000
type Buyer = { person: Person; principal: Principal }

/** A month of orders in every state, by the acts that a shopper's and staff's requests would run. Keys make a repeat harmless. */
export async function fillOrders(
  { filling, goTo }: Past,
  nowMs: number,
  variantIds: Map<string, string>,
): Promise<void> {
  goTo(nowMs - 40 * dayMs)
  const accounts = new Map<string, Principal>()
  for (const person of customers) accounts.set(person.handle, await register(filling, person))
  for (const planned of orderPlan()) {
    const placedMs = Math.min(momentOf(planned, nowMs), nowMs - 60_000)
    goTo(placedMs)
    const { buyer: who } = planned
    const person = 'guest' in who ? who.guest : customers.find(({ handle }) => handle === who.customer)!
    const buyer = { person, principal: 'guest' in who ? guest : accounts.get(who.customer)! }
    const order = await place(filling, planned, buyer, variantIds)
    if (order === null || order.status !== 'PAID') continue
    goTo(Math.min(placedMs + dayMs, nowMs - 1_000))
    await afterwards(filling, planned, order, buyer)
  }
}

function momentOf({ daysAgo, hour, minute }: PlannedOrder, nowMs: number): number {
  const day = new Date(nowMs - daysAgo * dayMs)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hour, minute)
}

async function register({ call }: Filling, { email, firstName, lastName }: Person): Promise<Principal> {
  try {
    const password = randomBytes(24).toString('base64url')
    const user = await call('POST', '/api/users/register', {
      body: { email, password, firstName, lastName },
      as: guest,
    })
    return { kind: 'user', id: user.id, roles: ['customer'] }
  } catch (error) {
    if (error instanceof Refusal && error.code === 'email_taken') return guest
    throw error
  }
}

async function place(
  { call, id }: Filling,
  planned: PlannedOrder,
  { person, principal }: Buyer,
  variantIds: Map<string, string>,
): Promise<any> {
  const { handle, market, lines, shippingOption, paymentMethod } = planned
  const body = {
    market,
    email: person.email,
    shippingAddress: person.address,
    shippingOptionId: id(`option ${shippingOption}`),
    lines: lines.map(({ sku, quantity }) => ({ variantId: variantIds.get(sku)!, quantity })),
    payment: { provider: 'test', method: paymentMethod },
  }
  const answer = await call('POST', '/api/orders', { body, key: id(handle), as: principal }).catch((error) => {
    if (error instanceof Refusal) return null
    throw error
  })
  return answer?.order ?? answer
}

const staff: Principal = { kind: 'user', id: '00000000-0000-7000-8000-000000000000', roles: ['staff'] }

async function afterwards(
  { call, id }: Filling,
  { handle, afterwards: deed }: PlannedOrder,
  order: any,
  { principal }: Buyer,
): Promise<void> {
  const admin = `/api/admin/orders/${order.id}`
  const once = async (work: Promise<unknown>) =>
    work.catch((error) => {
      if (!(error instanceof Refusal)) throw error
    })
  if (deed === 'fulfilled')
    await once(
      call('POST', `${admin}/fulfilments`, {
        body: { carrier: 'DHL', trackingNumber: `JJD0${id(handle).slice(0, 8)}` },
        as: staff,
      }),
    )
  if (deed === 'refunded')
    await once(
      call('POST', `${admin}/refunds`, { body: { reason: 'Sent back' }, key: id(`refund ${handle}`), as: staff }),
    )
  if (deed === 'cancelled_by_staff') await once(call('POST', `${admin}/cancel`, { as: staff }))
  if (deed === 'cancelled_by_customer') {
    await once(
      call('POST', `/api/orders/${order.id}/cancel`, { headers: { 'order-token': order.token }, as: principal }),
    )
  }
}
