import { defineModule, when, whenMany } from '#kernel/module.ts'
import { orders } from '#modules/orders/contract.ts'
import { adjustStock } from './adjust-stock.ts'
import { adminRoutes } from './admin-routes.ts'
import { needs } from './context.ts'
import { inventory } from './contract.ts'
import { holdStock } from './hold-stock.ts'
import { releaseHold, sellHeld } from './hold-store.ts'
import { jobs } from './jobs.ts'
import { makeLocation, readLocations } from './location-store.ts'
import { readAvailable } from './stock-store.ts'

const { PaymentProcessed, PaymentFailed, OrderCancelled } = orders.events

export const inventoryModule = defineModule({
  contract: inventory,
  needs,
  at: import.meta.url,
  answers: {
    available: ({ db }, { skus }) => readAvailable(db, skus),
    locations: async ({ db }) => (await readLocations(db)).map(({ handle, name }) => ({ handle, name })),
    ensureLocation: ({ db }, location) => makeLocation(db, location),
    hold: holdStock,
    release: async ({ db }, { orderId }) => ({
      released: (await releaseHold(db, orderId)) ?? (await releaseHold(db, orderId)) ?? 0,
    }),
    adjust: adjustStock,
  },
  reactions: [
    whenMany(PaymentProcessed, 'sell-held-stock', (once, facts) =>
      sellHeld(
        once,
        facts.map(({ body }) => body.orderId),
      ),
    ),
    when(PaymentFailed, 'release-unpaid-stock', (once, { orderId }) => releaseHold(once, orderId)),
    when(OrderCancelled, 'release-cancelled-stock', (once, { orderId }) => releaseHold(once, orderId)),
  ],
  routes: adminRoutes,
  jobs,
})
