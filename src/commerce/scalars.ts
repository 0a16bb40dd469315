/** The nouns that cross modules. Contracts may not import contracts, so what two of them speak of stands here. */
import { type Static, Type } from 'typebox'

const strict = { additionalProperties: false }
/** Largest amount in minor units: what a JSON number carries exactly. */
const Minor = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })

export const Id = Type.String({ format: 'uuid' })
export const Sku = Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\s\\x00-\\x1f]+$' })
export const Handle = Type.String({ minLength: 1, maxLength: 120, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' })
export const Quantity = Type.Integer({ minimum: 1, maximum: 10_000 })
/** ISO 4217, ISO 3166-1 alpha-2, BCP 47 as far as shops need it. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' })
export const Country = Type.String({ pattern: '^[A-Z]{2}$' })
export const Locale = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 20 })
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}-]{0,61}[\\p{L}\\p{N}\\p{M}])?'
const mailbox = `[^\\s\\p{C}@<>"(),:;\\[\\]\\\\]{1,64}@${label}(?:\\.${label})+`
/**
 * An address that the world can write to (RFC 5321, letters of any script by RFC 6531): its domain has a dot, and no letter
 * of it is invisible, so that two addresses that are read alike differ by a letter that somebody could see.
 */
export const Email = Type.String({ minLength: 5, maxLength: 254, pattern: `^${mailbox}$` })
/** The same as people type it: space around it is forgiven. */
export const GivenEmail = Type.String({ minLength: 5, maxLength: 254, pattern: `^\\s*${mailbox}\\s*$` })
/**
 * What a person is called: one line, with something to see on it. Each part of the pattern takes letters that the next
 * does not, so that its time grows with the text and not with its square.
 */
export const PersonName = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\S\\x00-\\x1f\\x7f]*[^\\s\\x00-\\x1f\\x7f][^\\x00-\\x1f\\x7f]*$',
})
/** RFC 3339 in UTC. */
export const Time = Type.String({ format: 'date-time' })

/** Money on the public face: integer minor units by ISO 4217. Inside, amounts are plain integers beside one currency. */
export const Money = Type.Object({ amount: Minor, currency: Currency }, { ...strict, title: 'Money' })
export type Money = Static<typeof Money>
export const Amount = Minor

/** A postal address as shoppers give it; `address.ts` knows which parts a country wants. */
export const Address = Type.Object(
  {
    firstName: Type.String({ minLength: 1, maxLength: 100 }),
    lastName: Type.String({ minLength: 1, maxLength: 100 }),
    company: Type.Optional(Type.String({ maxLength: 100 })),
    line1: Type.String({ minLength: 1, maxLength: 200 }),
    line2: Type.Optional(Type.String({ maxLength: 200 })),
    city: Type.String({ minLength: 1, maxLength: 100 }),
    region: Type.Optional(Type.String({ maxLength: 100 })),
    postalCode: Type.Optional(Type.String({ maxLength: 20 })),
    country: Country,
    phone: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { ...strict, title: 'Address' },
)
export type Address = Static<typeof Address>

/** One line of a cart or an order, priced. `unitPrice` and `total` are meant as the market's prices are; net + tax = what the line costs. */
export const PricedLine = Type.Object({
  id: Id,
  variantId: Id,
  productId: Id,
  sku: Sku,
  title: Type.String(),
  image: Type.Optional(Type.String()),
  quantity: Quantity,
  taxClass: Type.String(),
  unitPrice: Amount,
  compareAt: Type.Optional(Amount),
  total: Amount,
  net: Amount,
  tax: Amount,
  metadata: Type.Optional(Type.Record(Type.String(), Type.String())),
})
export type PricedLine = Static<typeof PricedLine>

/** Sums of line taxes of one name and rate, never computed anew, so that they add up. `ppm`: parts per million. */
export const TaxLine = Type.Object({ name: Type.String(), ppm: Type.Integer(), base: Amount, tax: Amount })
export type TaxLine = Static<typeof TaxLine>

/** subtotal − discount + shipping (+ tax where prices exclude it) = total. */
export const Totals = Type.Object({ subtotal: Amount, discount: Amount, shipping: Amount, tax: Amount, total: Amount })
export type Totals = Static<typeof Totals>

/** The chosen way of delivery, with the price it had when it was priced. */
export const ShippingChoice = Type.Object({ id: Id, name: Type.String(), price: Amount, taxClass: Type.String() })
export type ShippingChoice = Static<typeof ShippingChoice>

/** A cart as it was last priced: the order copies it whole. */
export const Snapshot = Type.Object({
  market: Type.String(),
  currency: Currency,
  taxIncluded: Type.Boolean(),
  locale: Locale,
  email: Type.Optional(Type.String()),
  lines: Type.Array(PricedLine),
  shippingAddress: Type.Optional(Address),
  billingAddress: Type.Optional(Address),
  shippingOption: Type.Optional(ShippingChoice),
  totals: Totals,
  taxLines: Type.Array(TaxLine),
  note: Type.Optional(Type.String()),
  /** When this market's orders are charged: at once (default), or when they are sent. */
  capture: Type.Optional(Type.Enum(['now', 'later'])),
  pricedAt: Time,
})
export type Snapshot = Static<typeof Snapshot>
