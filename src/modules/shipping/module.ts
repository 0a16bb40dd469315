import { emptyCopy } from '#kernel/copy.ts'
import { defineModule, every } from '#kernel/module.ts'
import { type ShippingContext, needs } from './context.ts'
import { shipping } from './contract.ts'
import { adminRoutes } from './admin-routes.ts'
import { offerOf, refreshOffer } from './offer.ts'
import { type Offer, offered } from './option.ts'
import { putOffer } from './put-offer.ts'

export const shippingModule = defineModule({
  contract: shipping,
  needs,
  at: import.meta.url,
  memory: emptyCopy<Offer>,
  answers: {
    optionsFor: async (context: ShippingContext, question) => offered(await offerOf(context), question),
    putOffer,
  },
  routes: adminRoutes,
  // Sooner than the copy is too old, so that no shopper waits for it; a process that only serves reads it when it is
  // asked.
  jobs: [every(20_000, 'refresh-zones-and-options', refreshOffer, { on: 'each' })],
})
