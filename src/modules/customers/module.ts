import type { BodyOf } from '#kernel/contract.ts'
import { type Heard, defineModule, when, whenMany } from '#kernel/module.ts'
import { orders } from '#modules/orders/contract.ts'
import { users } from '#modules/users/contract.ts'
import { adminRoutes } from './admin-routes.ts'
import { needs } from './context.ts'
import { customers } from './contract.ts'
import { emailOf } from './customer.ts'
import { followUser, linkGuest, makeCustomer, noteGuests } from './customer-store.ts'
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
    whenMany(orders.events.OrderCreated, 'note-guest', async (once, facts) => {
      const guests = facts.filter(({ body }) => body.userId === undefined).map(guestOf)
      if (guests.length > 0) await noteGuests(once, guests)
    }),
  ],
  routes: [...routes, ...adminRoutes],
})

function guestOf({ body, meta }: Heard<BodyOf<typeof orders.events.OrderCreated>>) {
  const { firstName = null, lastName = null, phone = null } = body.recipient
  return { id: meta.ids.next(), email: emailOf(body.email), firstName, lastName, phone, locale: body.locale }
}
