/** Carts for shoppers. A cart is opened by its token in `Cart-Token`, or by the user whose it is. */
import { Type } from 'typebox'
import type { Principal } from '#kernel/module.ts'
import { del, get, patch, post } from '#kernel/module.ts'
import { Address, Country, Email, Handle, Id, Locale, Money } from '#commerce/scalars.ts'
import type { Cart } from './cart.ts'
import { type Opening, notFound, tokenOf } from './cart-token.ts'
import { readCartOfUser } from './cart-store.ts'
import { CartView, viewOf } from './cart-view.ts'
import { changeCart, currentCart } from './change-cart.ts'
import { addressChecked } from './check-address.ts'
import type { CartsContext } from './context.ts'
import { createCart } from './create-cart.ts'
import { linesMax, quantityMax } from './line.ts'
import { listShippingOptions } from './list-shipping-options.ts'

const strict = { additionalProperties: false }
/** What the shopper wrote on a line. Bounded, so that a full cart stays below half a megabyte. */
const Metadata = Type.Record(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,60}$' }), Type.String({ maxLength: 250 }), {
  ...strict,
  maxProperties: 10,
})
const NewLine = Type.Object(
  { variantId: Id, quantity: Type.Integer({ minimum: 1, maximum: quantityMax }), metadata: Type.Optional(Metadata) },
  strict,
)
const NewCart = Type.Object(
  {
    market: Type.Optional(Handle),
    email: Type.Optional(Email),
    lines: Type.Optional(Type.Array(NewLine, { maxItems: linesMax })),
  },
  strict,
)
const LineChange = Type.Object(
  {
    quantity: Type.Optional(Type.Integer({ minimum: 0, maximum: quantityMax })),
    metadata: Type.Optional(Type.Union([Metadata, Type.Null()])),
  },
  strict,
)
const clearable = <T extends Type.TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))
const CartChange = Type.Object(
  {
    email: clearable(Email),
    shippingAddress: clearable(Address),
    billingAddress: clearable(Address),
    shippingOptionId: clearable(Id),
    note: clearable(Type.String({ maxLength: 1_000 })),
    market: Type.Optional(Handle),
    locale: Type.Optional(Locale),
  },
  strict,
)
const Offer = Type.Object({ id: Id, name: Type.String(), price: Money, estimate: Type.Optional(Type.String()) }, strict)

const headers = { 'Cart-Token': 'The token that POST /api/carts answered. The user whose cart it is needs none.' }
const params = Type.Object({ id: Id })
const lineParams = Type.Object({ id: Id, lineId: Id })
const pricingRefuses = {
  market_unknown: 422,
  not_for_sale: 422,
  amount_too_large: 422,
  country_not_in_market: 422,
} as const
const stockRefuses = { out_of_stock: 409, quantity_too_large: 422, too_many_lines: 422 } as const
const reading = { cart_not_found: 404, cart_busy: 409, ...pricingRefuses } as const
const editing = { ...reading, cart_closed: 409 } as const

type Shown = { params: { id: string }; headers: Record<string, string | undefined> }
function openingOf({ principal }: { principal: Principal }, { params: { id }, headers: given }: Shown): Opening {
  return { cartId: id, token: given['cart-token'], userId: principal.kind === 'user' ? principal.id : undefined }
}
/** A private answer: no cache between us and the shopper may keep it. */
const shown = (cart: Cart) => ({ status: 200, body: viewOf(cart), headers: { 'cache-control': 'no-store' } }) as const

export const routes = [
  post(
    '/api/carts',
    {
      summary: 'Makes a cart, empty or with its first lines.',
      description: 'Keep `id` and `token`. A logged-in user opens the cart without the token as well.',
      access: 'anyone',
      body: NewCart,
      reply: CartView,
      statuses: [201],
      refuses: { ...pricingRefuses, ...stockRefuses },
      example: { lines: [{ variantId: '01890a5d-ac96-774b-bcce-b302099a8057', quantity: 2 }] },
    },
    async (context: CartsContext, { body: { market = null, ...wish }, market: asked, locales }) => {
      const cart = await createCart(context, { ...wish, market: market ?? asked, locales })
      const location = `/api/carts/${cart.id}`
      return {
        status: 201,
        body: viewOf(cart, tokenOf(context.secrets, cart.id)),
        headers: { location, 'cache-control': 'no-store' },
      }
    },
  ),
  get(
    '/api/carts/mine',
    {
      summary: 'Shows the open cart of the user who asks.',
      description: 'The one that log-in merges into, else the one touched last; 404 when there is none.',
      access: 'customer',
      reply: CartView,
      refuses: reading,
    },
    async (context: CartsContext) => {
      const userId = context.principal.id!
      const cart = await readCartOfUser(context.db, userId)
      if (cart === undefined) throw notFound()
      return shown(await currentCart(context, { cartId: cart.id, userId }, cart))
    },
  ),
  get(
    '/api/carts/{id}',
    {
      summary: 'Shows a cart. Prices older than 60 s are asked again, stock too; `notices` say what changed.',
      access: 'anyone',
      params,
      headers,
      reply: CartView,
      refuses: reading,
    },
    async (context: CartsContext, request) => shown(await currentCart(context, openingOf(context, request))),
  ),
  patch(
    '/api/carts/{id}',
    {
      summary: 'Changes e-mail, addresses, way of delivery, note, market or language.',
      description:
        'JSON Merge Patch: null clears. An address is one value and is replaced whole. ' +
        'An option that the new address does not allow is cleared with a notice.',
      access: 'anyone',
      params,
      headers,
      body: CartChange,
      reply: CartView,
      refuses: { ...editing, address_invalid: 422, shipping_option_unavailable: 422 },
      example: { email: 'ada@example.com' },
    },
    async (context: CartsContext, request) => {
      const { shippingAddress, billingAddress } = request.body
      addressChecked(shippingAddress, '/shippingAddress')
      addressChecked(billingAddress, '/billingAddress')
      return shown(await changeCart(context, openingOf(context, request), { kind: 'details', details: request.body }))
    },
  ),
  post(
    '/api/carts/{id}/lines',
    {
      summary: 'Adds a line; the same variant with the same metadata adds up.',
      access: 'anyone',
      params,
      headers,
      body: NewLine,
      reply: CartView,
      refuses: { ...editing, ...stockRefuses },
      example: { variantId: '01890a5d-ac96-774b-bcce-b302099a8057', quantity: 1 },
    },
    async (context: CartsContext, request) => {
      const line = { ...request.body, id: context.ids.next() }
      return shown(await changeCart(context, openingOf(context, request), { kind: 'add', lines: [line] }))
    },
  ),
  patch(
    '/api/carts/{id}/lines/{lineId}',
    {
      summary: 'Sets the quantity of a line (0 removes it), or its metadata.',
      access: 'anyone',
      params: lineParams,
      headers,
      body: LineChange,
      reply: CartView,
      refuses: { ...editing, ...stockRefuses, line_not_found: 404 },
      example: { quantity: 3 },
    },
    async (context: CartsContext, request) => {
      const intent = { kind: 'set', lineId: request.params.lineId, ...request.body } as const
      return shown(await changeCart(context, openingOf(context, request), intent))
    },
  ),
  del(
    '/api/carts/{id}/lines/{lineId}',
    {
      summary: 'Removes a line.',
      access: 'anyone',
      params: lineParams,
      headers,
      reply: CartView,
      refuses: { ...editing, line_not_found: 404 },
    },
    async (context: CartsContext, request) => {
      const intent = { kind: 'set', lineId: request.params.lineId, quantity: 0 } as const
      return shown(await changeCart(context, openingOf(context, request), intent))
    },
  ),
  get(
    '/api/carts/{id}/shipping-options',
    {
      summary: 'Lists the ways of delivery for the address and the subtotal of the cart, cheapest first.',
      description:
        "Before the cart has an address: those of `country`, else of the market's default country, as an estimate.",
      access: 'anyone',
      params,
      headers,
      query: Type.Object({ country: Type.Optional(Country) }),
      reply: Type.Object({ items: Type.Array(Offer) }, strict),
      refuses: { cart_not_found: 404, market_unknown: 422 },
    },
    async (context: CartsContext, request) => {
      const offers = await listShippingOptions(context, openingOf(context, request), request.query.country)
      const items = offers.map(({ price, currency, ...offer }) => ({ ...offer, price: { amount: price, currency } }))
      return { status: 200, body: { items }, headers: { 'cache-control': 'no-store' } }
    },
  ),
]
