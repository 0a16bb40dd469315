/** What the buyer has to be told before paying. Read from the cart as it is, so a notice stays until its reason is gone. */
import { formatMoney } from '#commerce/money.ts'
import type { Money } from '#commerce/scalars.ts'
import type { Cart } from './cart.ts'
import { type CartLine, wantedBySku } from './line.ts'

/** `old` and `new` are unit prices, on `price_changed`; `available` are units, on `out_of_stock`. */
export type Notice = { code: string; lineId?: string; detail: string; old?: Money; new?: Money; available?: number }

/**
 * The notices of a cart, lines first: `not_for_sale`, `out_of_stock`, `price_changed` (since the shopper last touched the line),
 * then `shipping_option_cleared` (until another is chosen) and `country_not_in_market` (until another address is given).
 */
export function noticesOf(cart: Cart): Notice[] {
  const { lines, sums, lost, locale } = cart
  const wanted = wantedBySku(lines)
  const notices = lines.flatMap((line) =>
    noticesOfLine(line, wanted.get(line.sku)!, { currency: sums.currency, locale }),
  )
  if (lost.option !== undefined && cart.shippingOption === null) {
    notices.push({
      code: 'shipping_option_cleared',
      detail: `"${lost.option}" is no longer offered for this cart. Choose another way of delivery.`,
    })
  }
  if (lost.country !== undefined && cart.shippingAddress === null) {
    notices.push({
      code: 'country_not_in_market',
      detail: `This market no longer delivers to ${lost.country}. Give another address.`,
    })
  }
  return notices
}

function noticesOfLine(
  line: CartLine,
  wanted: number,
  { currency, locale }: { currency: string; locale: string },
): Notice[] {
  const { id: lineId, title, forSale, inStock, seenPrice, unitPrice } = line
  if (!forSale) return [{ code: 'not_for_sale', lineId, detail: `${title} is no longer sold. Remove it to go on.` }]
  const notices: Notice[] = []
  if (inStock < wanted) {
    const detail =
      inStock === 0
        ? `${title} is sold out. Remove it to go on.`
        : `Only ${inStock} of ${title} can be had. Choose fewer to go on.`
    notices.push({ code: 'out_of_stock', lineId, detail, available: inStock })
  }
  if (seenPrice !== null && seenPrice !== unitPrice) {
    const inWords = (amount: number) => formatMoney(amount, currency, locale)
    const detail = `${title} now costs ${inWords(unitPrice)} (before: ${inWords(seenPrice)}).`
    notices.push({
      code: 'price_changed',
      lineId,
      detail,
      old: { amount: seenPrice, currency },
      new: { amount: unitPrice, currency },
    })
  }
  return notices
}
