/** The modules of the shop: the table of contents. A shop adds its own: `start({ modules: [...modules, loyalty] })`. */
import type { Module } from '#kernel/module.ts'
import { cartsModule } from './modules/carts/module.ts'
import { catalogModule } from './modules/catalog/module.ts'
import { customersModule } from './modules/customers/module.ts'
import { inventoryModule } from './modules/inventory/module.ts'
import { notificationsModule } from './modules/notifications/module.ts'
import { ordersModule } from './modules/orders/module.ts'
import { paymentsModule } from './modules/payments/module.ts'
import { pricingModule } from './modules/pricing/module.ts'
import { shippingModule } from './modules/shipping/module.ts'
import { tasksModule } from './modules/tasks/module.ts'
import { usersModule } from './modules/users/module.ts'

export const modules: Module[] = [
  usersModule,
  customersModule,
  catalogModule,
  pricingModule,
  inventoryModule,
  shippingModule,
  cartsModule,
  ordersModule,
  paymentsModule,
  notificationsModule,
  tasksModule,
]
