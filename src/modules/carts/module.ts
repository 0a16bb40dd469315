import { defineModule, every, when, whenMany } from '#kernel/module.ts'
import { customers } from '#modules/customers/contract.ts'
import { orders } from '#modules/orders/contract.ts'
import { closeCarts, eraseCarts } from './cart-store.ts'
import { type CartsMemory, needs } from './context.ts'
import { carts } from './contract.ts'
import { deleteOldCarts } from './delete-old-carts.ts'
import { mergeAtLogin } from './merge-carts.ts'
import { openCart } from './open-cart.ts'
import { readForOrder } from './read-for-order.ts'
import { routes } from './routes.ts'

const { PaymentProcessed } = orders.events
const { CustomerErased } = customers.events

export const cartsModule = defineModule({
  contract: carts,
  needs,
  at: import.meta.url,
  memory: (): CartsMemory => ({ turns: new Map() }),
  answers: { cartForOrder: readForOrder, open: openCart, merge: mergeAtLogin },
  reactions: [
    whenMany(PaymentProcessed, 'close-cart', (once, facts) =>
      closeCarts(
        once,
        facts.map(({ body }) => body),
      ),
    ),
    when(CustomerErased, 'erase-carts', (once, { userId, email }) => eraseCarts(once, userId ?? null, email)),
  ],
  routes,
  jobs: [every(3_600_000, 'delete-old-carts', deleteOldCarts)],
})
