import { defineModule, when } from '#kernel/module.ts'
import { orders } from '#modules/orders/contract.ts'
import { users } from '#modules/users/contract.ts'
import { adminRoutes } from './admin-routes.ts'
import { needs } from './context.ts'
import { customers } from './contract.ts'
import { emailOf } from './customer.ts'
import { followUser, linkGuest, makeCustomer, noteGuest } from './customer-store.ts'
import { routes } from './routes.ts'

const { UserRegistered, UserChanged, EmailVerified } = users.events

export const customersModule = defineModule({
  contract: customers,
  needs,
  at: import.meta.url,
  answers: {},
  reactions: [
    when(UserRegistered, 'make-customer', (once, user, { ids }) => makeCustomer(once, { ...user, id: ids.next() })),
    when(UserChanged, 'follow-user', followUser),
    when(EmailVerified, 'link-guest', (once, { userId, email }) => linkGuest(once, userId, emailOf(email))),
    // Who ordered logged in is a customer already; who did not is a guest, even under the address of an account.
    when(orders.events.OrderCreated, 'note-guest', async (once, { userId, email, locale, snapshot }, { ids }) => {
      if (userId !== undefined) return
      const { firstName = null, lastName = null, phone = null } = snapshot.shippingAddress ?? {}
      await noteGuest(once, { id: ids.next(), email: emailOf(email), firstName, lastName, phone, locale })
    }),
  ],
  routes: [...routes, ...adminRoutes],
})
