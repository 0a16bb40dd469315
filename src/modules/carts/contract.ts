// Carts know what somebody is about to buy, as it was last priced. They add no money up and hold no stock.
import { Type } from 'typebox'
import { command, contract, query } from '#kernel/contract.ts'
import { Address, Handle, Id, Locale, Quantity, Snapshot } from '#commerce/scalars.ts'

const ForOrder = Type.Object({
  cartId: Id,
  version: Type.Integer(),
  userId: Type.Optional(Id),
  snapshot: Snapshot,
  /** What an order still needs: `email`, `shippingAddress`, `shippingOption`, `lines`. */
  missing: Type.Array(Type.String()),
  closed: Type.Boolean(),
})

export const carts = contract('carts', {
  queries: {
    /** The cart with its snapshot, priced again when that is older than 60 s. Opened by its token, or by its owner. One statement when fresh. */
    cartForOrder: query({ cartId: Id, token: Type.Optional(Type.String()), userId: Type.Optional(Id) }, ForOrder, {
      refuses: { cart_not_found: 404, not_for_sale: 422, amount_too_large: 422, cart_busy: 409 },
      deadlineMs: 1_500,
    }),
  },
  commands: {
    /** Opens a complete cart in one go, for an order placed without one: the same way through pricing. The caller chooses the id. */
    open: command(
      {
        cartId: Id,
        userId: Type.Optional(Id),
        market: Type.Optional(Handle),
        locale: Locale,
        email: Type.Optional(Type.String()),
        lines: Type.Array(Type.Object({ variantId: Id, quantity: Quantity }), { minItems: 1, maxItems: 200 }),
        shippingAddress: Type.Optional(Address),
        billingAddress: Type.Optional(Address),
        shippingOptionId: Type.Optional(Id),
      },
      ForOrder,
      {
        key: 'cartId',
        refuses: {
          market_unknown: 422,
          not_for_sale: 422,
          country_not_in_market: 422,
          amount_too_large: 422,
          out_of_stock: 409,
          address_invalid: 422,
        },
        deadlineMs: 1_500,
      },
    ),
    /** At log-in: the guest's lines go to the user's cart, same variant and metadata add up (at most 10,000); the guest cart is closed by the same statement. */
    merge: command(
      { guestCartId: Id, token: Type.String(), userId: Id },
      Type.Object({ cartId: Type.Optional(Id), merged: Type.Boolean() }),
      { key: 'guestCartId', refuses: { cart_not_found: 404 }, deadlineMs: 1_500 },
    ),
  },
})
