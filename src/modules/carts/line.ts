/** A line of a cart: what somebody wants, with the price and the stock it had when it was last asked. Pure rules. */
import type { PricedLine } from '#commerce/scalars.ts'

export const quantityMax = 10_000
export const linesMax = 200

/** What makes two lines one: the variant and what the shopper wrote on it. */
export type Goods = { variantId: string; metadata?: Record<string, string> }
export type WantedLine = Goods & { id: string; quantity: number }
export type CartLine = PricedLine & {
  /** The unit price that the shopper last saw while touching this line; null: not seen in this market yet. */
  seenPrice: number | null
  /** Units of the SKU that could be sold when it was last asked. */
  inStock: number
  /** False when catalog or pricing no longer sells it here: it keeps its last price and cannot be ordered. */
  forSale: boolean
}
/** A line between an edit and its pricing. */
export type DraftLine = WantedLine & Partial<Omit<CartLine, keyof WantedLine>>

/** True when both are the same variant with the same metadata, in whatever order; no metadata is the same as empty. */
export function sameGoods(one: Goods, other: Goods): boolean {
  return one.variantId === other.variantId && writtenOn(one) === writtenOn(other)
}

const writtenOn = ({ metadata = {} }: Goods): string =>
  JSON.stringify(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Adds a line: to the one with the same goods, which keeps its id, else at the end. Sets no bound; callers do. */
export function withLine<L extends WantedLine>(lines: readonly L[], wanted: L): L[] {
  const at = lines.findIndex((line) => sameGoods(line, wanted))
  if (at < 0) return [...lines, wanted]
  return lines.map((line, each) => (each === at ? { ...line, quantity: line.quantity + wanted.quantity } : line))
}

/**
 * The lines of two carts as one, those of `into` first: same goods add up, at most 10,000 of one line, and no line is lost.
 * `isSameMarket` false: what came from the other cart is no longer priced, since a price belongs to a market.
 */
export function mergedLines(into: readonly CartLine[], from: readonly CartLine[], isSameMarket: boolean): CartLine[] {
  const brought = isSameMarket ? from : from.map(unpriced)
  const all = brought.reduce<CartLine[]>((lines, line) => withLine(lines, line), [...into])
  return all.map((line) => ({ ...line, quantity: Math.min(line.quantity, quantityMax) }))
}

/** The line as it stands in a market where nobody has priced it yet. */
export function unpriced<L extends DraftLine>({ compareAt: _, ...line }: L) {
  return { ...line, unitPrice: 0, total: 0, net: 0, tax: 0, seenPrice: null }
}

/** Units of each SKU that the lines want together: two lines of one SKU share its stock. */
export function wantedBySku(lines: readonly { sku: string; quantity: number }[]): Map<string, number> {
  const wanted = new Map<string, number>()
  for (const { sku, quantity } of lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity)
  return wanted
}
