/** What a shopper wants changed. An intent is applied to the cart as it is at that moment, and again when the cart moved meanwhile. */
import { Refusal, refusal } from '#kernel/errors.ts'
import type { Address } from '#commerce/scalars.ts'
import type { Cart } from './cart.ts'
import { carts } from './contract.ts'
import { type DraftLine, type WantedLine, linesMax, quantityMax, sameGoods, unpriced, withLine } from './line.ts'

/** Fields of the cart itself; null clears one, absent leaves it. */
export type Details = {
  email?: string | null
  note?: string | null
  shippingAddress?: Address | null
  billingAddress?: Address | null
  shippingOptionId?: string | null
  market?: string
  locale?: string
}
export type Intent =
  | { kind: 'refresh' }
  | { kind: 'add'; lines: WantedLine[] }
  | { kind: 'set'; lineId: string; quantity?: number; metadata?: Record<string, string> | null }
  | { kind: 'details'; details: Details }

/** How much has to be asked: nothing, taxes and delivery on prices younger than 60 s, or everything. */
export type Pricing = 'none' | 'kept' | 'anew'

/** A cart between an edit and its pricing. */
export type Draft = Pick<
  Cart,
  'market' | 'locale' | 'email' | 'note' | 'shippingAddress' | 'billingAddress' | 'sums' | 'lost'
> & {
  lines: DraftLine[]
  optionId: string | null
  optionName: string | null
  pricing: Pricing
  /** Lines that this edit adds or raises: they must be for sale and in stock, or the edit is refused. */
  raised: Set<string>
  /** Lines whose price the shopper sees with this edit: a change up to here needs no notice. */
  seen: Set<string>
  /** What this edit itself asks for is refused when it cannot be; what was there before is taken out with a notice. */
  asks: { country: boolean; option: boolean }
}

/** The draft that an intent makes of a cart. Refuses `line_not_found` (404), `quantity_too_large`, `too_many_lines` (422). */
export function draftOf(cart: Cart, intent: Intent): Draft {
  const draft = untouched(cart)
  if (intent.kind === 'add') addLines(draft, intent.lines)
  if (intent.kind === 'set') setLine(draft, intent)
  if (intent.kind === 'details') setDetails(draft, intent.details)
  // Prices that are too old are asked again whatever the edit was, so that no answer shows them.
  if (!cart.fresh) draft.pricing = 'anew'
  if (draft.lines.length > linesMax)
    throw new Refusal('too_many_lines', 422, {
      detail: `A cart holds at most ${linesMax} lines. Remove some, or place this as a second order.`,
    })
  return draft
}

function untouched({
  market,
  locale,
  email,
  note,
  shippingAddress,
  billingAddress,
  sums,
  lost,
  lines,
  shippingOption,
}: Cart): Draft {
  return {
    market,
    locale,
    email,
    note,
    shippingAddress,
    billingAddress,
    sums,
    lost,
    lines,
    optionId: shippingOption?.id ?? null,
    optionName: shippingOption?.name ?? null,
    pricing: 'none',
    raised: new Set(),
    seen: new Set(),
    asks: { country: false, option: false },
  }
}

function addLines(draft: Draft, wanted: WantedLine[]): void {
  draft.pricing = 'anew'
  for (const given of wanted) {
    const each = { ...given, variantId: plain(given.variantId) }
    draft.lines = withLine(draft.lines, each)
    const line = draft.lines.find((one) => sameGoods(one, each))!
    checkQuantity(line)
    touch(draft, line.id, true)
  }
}

function setLine(draft: Draft, { lineId, quantity, metadata }: Extract<Intent, { kind: 'set' }>): void {
  const line = draft.lines.find(({ id }) => id === plain(lineId))
  if (line === undefined)
    throw new Refusal('line_not_found', 404, { detail: 'The cart has no such line (any more). Read the cart again.' })
  draft.pricing = 'anew'
  const others = draft.lines.filter((each) => each !== line)
  if (quantity === 0) {
    draft.lines = others
    return
  }
  const changed = { ...withMetadata(line, metadata), quantity: quantity ?? line.quantity }
  const twin = others.find((each) => sameGoods(each, changed))
  // With its new metadata the line may be the same as another: then they add up, in the other's place.
  draft.lines =
    twin === undefined ? draft.lines.map((each) => (each === line ? changed : each)) : withLine(others, changed)
  const kept = twin === undefined ? changed : draft.lines.find(({ id }) => id === twin.id)!
  checkQuantity(kept)
  touch(draft, kept.id, changed.quantity > line.quantity)
}

function withMetadata(line: DraftLine, metadata: Record<string, string> | null | undefined): DraftLine {
  if (metadata === undefined) return line
  const { metadata: _before, ...rest } = line
  return metadata === null || Object.keys(metadata).length === 0 ? rest : { ...rest, metadata }
}

function setDetails(draft: Draft, { shippingOptionId, market, locale, ...given }: Details): void {
  Object.assign(draft, given)
  if (shippingOptionId !== undefined) {
    draft.optionId = shippingOptionId === null ? null : plain(shippingOptionId)
    draft.optionName = null
    draft.asks.option = shippingOptionId !== null
    draft.lost = without(draft.lost, 'option')
    draft.pricing = 'kept'
  }
  if (given.shippingAddress !== undefined) {
    draft.asks.country = given.shippingAddress !== null
    draft.lost = without(draft.lost, 'country')
    draft.pricing = 'kept'
  }
  if (locale !== undefined && locale !== draft.locale) Object.assign(draft, { locale, pricing: 'anew' })
  if (market !== undefined && market !== draft.market) {
    draft.asks.country = draft.shippingAddress !== null
    // Another market has other prices in another currency: what the shopper saw before says nothing there.
    Object.assign(draft, {
      market,
      pricing: 'anew',
      lost: without(draft.lost, 'country'),
      lines: draft.lines.map(unpriced),
    })
  }
}

/** Ids are compared as text, and a UUID may be written in capitals. */
const plain = (id: string): string => id.toLowerCase()

function without(lost: Draft['lost'], name: keyof Draft['lost']): Draft['lost'] {
  const { [name]: _gone, ...rest } = lost
  return rest
}

function touch(draft: Draft, lineId: string, isRaised: boolean): void {
  draft.seen.add(lineId)
  if (isRaised) draft.raised.add(lineId)
}

function checkQuantity({ variantId, quantity }: WantedLine): void {
  if (quantity <= quantityMax) return
  throw new Refusal('quantity_too_large', 422, {
    detail: `One line holds at most ${quantityMax} units, the ones already in the cart included.`,
    variantId,
    quantityMax,
  })
}

/** A code of ours that the contract declares, with what to do. */
export const unavailableHere = (variantIds: string[]): Refusal =>
  refusal(carts.queries.cartForOrder, 'not_for_sale', {
    detail: 'It is not sold in this market (any more). Leave it out, or remove its line.',
    variantIds,
  })
