import { defineModule, every, when } from '#kernel/module.ts'
import { payments } from '#modules/payments/contract.ts'
import { adminRoutes } from './admin-routes.ts'
import { sweepClaims } from './claim-store.ts'
import { type OrdersContext, type OrdersMemory, needs } from './context.ts'
import { orders } from './contract.ts'
import { finishOrders } from './finish-orders.ts'
import { hearPayment } from './hear-payment.ts'
import { routes } from './routes.ts'

export const ordersModule = defineModule({
  contract: orders,
  needs,
  at: import.meta.url,
  memory: (): OrdersMemory => ({ soldOut: new Map(), repeats: null }),
  answers: {},
  reactions: [when(payments.events.PaymentChanged, 'hear-payment', hearPayment)],
  routes: [...routes, ...adminRoutes],
  jobs: [
    every(1_000, 'finish-orders', finishOrders, { on: 'each' }),
    every(600_000, 'sweep-claims', ({ db }: OrdersContext) => sweepClaims(db)),
  ],
})
