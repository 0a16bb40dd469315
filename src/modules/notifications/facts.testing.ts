/** Facts as users and orders tell them, for tests of letters. */
import type { BodyOf, Event } from '#kernel/contract.ts'
import type { Snapshot } from '#commerce/scalars.ts'
import { orders } from '#modules/orders/contract.ts'
import { users } from '#modules/users/contract.ts'
import { newWorld } from '../../../test/world/world.ts'

export const mara = 'mara@example.com'
export const userId = '00000000-0000-7000-8000-000000000001'
export const orderId = '00000000-0000-7000-8000-0000000000a1'
const id = '00000000-0000-7000-8000-0000000000c1'
const address = {
  firstName: 'Mara',
  lastName: 'Lindqvist',
  line1: 'Große Bleichen 1',
  city: 'Hamburg',
  postalCode: '20354',
  country: 'DE',
}

/** Two mugs and a blanket: 48.00 + 98.00 − 5.00 + 4.90 = 145.90, 19 % of which is 23.29. */
export const snapshot: Snapshot = {
  market: 'eu',
  currency: 'EUR',
  taxIncluded: true,
  locale: 'en',
  email: mara,
  lines: [
    {
      id,
      variantId: id,
      productId: id,
      sku: 'mug',
      title: 'Stoneware mug',
      quantity: 2,
      taxClass: 'standard',
      unitPrice: 2_400,
      total: 4_800,
      net: 4_034,
      tax: 766,
    },
    {
      id,
      variantId: id,
      productId: id,
      sku: 'blanket',
      title: 'Wolldecke „Möwe“',
      quantity: 1,
      taxClass: 'standard',
      unitPrice: 9_800,
      total: 9_800,
      net: 8_235,
      tax: 1_565,
    },
  ],
  shippingAddress: address,
  billingAddress: address,
  shippingOption: { id, name: 'Standard', price: 490, taxClass: 'standard' },
  totals: { subtotal: 14_600, discount: 500, shipping: 490, tax: 2_329, total: 14_590 },
  taxLines: [{ name: 'MwSt.', ppm: 190_000, base: 12_261, tax: 2_329 }],
  pricedAt: '2026-01-01T00:00:00.000Z',
}

/** A fact about the order; `more` goes over it. */
export const orderFact = (locale = 'en', more: object = {}) => ({
  orderId,
  number: '4KD2MX7Q',
  cartId: id,
  email: mara,
  locale,
  token: 'order-token_1',
  placedAt: '2026-01-01T00:00:00.000Z',
  snapshot,
  ...more,
})
export const userFact = (locale = 'en', more: object = {}) => ({
  userId,
  email: mara,
  firstName: 'Mara',
  lastName: 'Lindqvist',
  locale,
  ...more,
})

const { UserRegistered, EmailVerificationAsked, PasswordResetAsked, StaffInvited } = users.events
const { PaymentProcessed, PaymentAwaited, PaymentFailed, OrderCancelled, OrderFulfilled, OrderRefunded } = orders.events
type Told = { event: Event; letter: string; body: object }
const told = <E extends Event>(event: E, letter: string, body: BodyOf<E>): Told => ({
  event,
  letter,
  body: body as object,
})

/** One fact for each letter there is. */
export const everyFact = (locale: string): Told[] => [
  told(UserRegistered, 'welcome', { ...userFact(locale), verifyToken: 'one-time_1' }),
  told(EmailVerificationAsked, 'verify-address', { ...userFact(locale), verifyToken: 'one-time_2' }),
  told(PasswordResetAsked, 'reset-password', { ...userFact(locale), resetToken: 'one-time_3' }),
  told(StaffInvited, 'staff-invitation', { ...userFact(locale), role: 'administrator', inviteToken: 'one-time_4' }),
  told(PaymentProcessed, 'order-confirmation', orderFact(locale)),
  told(PaymentAwaited, 'payment-awaited', { ...orderFact(locale), expiresAt: '2026-12-05T13:41:00.000Z' }),
  told(PaymentFailed, 'payment-failed', { ...orderFact(locale), code: 'insufficient_funds' }),
  told(OrderCancelled, 'order-cancelled', { ...orderFact(locale), reason: 'by_customer', wasPaid: true }),
  told(OrderFulfilled, 'order-fulfilled', { ...orderFact(locale), carrier: 'DHL', trackingNumber: '0034 0434' }),
  told(OrderRefunded, 'order-refunded', { ...orderFact(locale), refundId: id, amount: 1_800, refunded: 4_300 }),
]

/** A world of letters alone, with the mail server at `smtpUrl`. */
export const openLetters = (t: Parameters<typeof newWorld>[0], smtpUrl: string | null = null) =>
  newWorld(t, { modules: ['notifications'], settings: { smtpUrl, mailFrom: 'Juniper Yard <shop@juniper.example>' } })
