/** What stock, holds and their facts must be after any list of acts, written a second time and as plainly as can be. */
import { type Availability, availabilityOf } from './stock.ts'

export type Act =
  | { act: 'hold'; order: number; lines: { sku: string; quantity: number }[] }
  | { act: 'sell' | 'release'; order: number }
  | { act: 'adjust'; batch: number; adjustments: Adjustment[] }
type Adjustment = { sku: string; location: string } & ({ delta: number } | { setTo: number })
export type Answer =
  | { held: number }
  | { released: number }
  | { booked: number }
  | { refused: string; with: unknown }
  | null

type Pick = { place: string; quantity: number }
type Hold = { state: 'held' | 'sold' | 'released' | 'returned'; picks: Pick[] }
export type Stock = {
  /** By `sku location`. */
  levels: Map<string, { onHand: number; held: number; moved: number }>
  holds: Map<number, Hold>
  booked: Map<number, number>
  /** The facts of each SKU, in their order. */
  told: Map<string, Availability[]>
}

/** Nearest first, and by name the other way round, so that an order of locks by name differs from one by position. */
export const locations = ['west', 'north', 'east']

export const nothing = (): Stock => ({ levels: new Map(), holds: new Map(), booked: new Map(), told: new Map() })
export const copyOf = (stock: Stock): Stock => structuredClone(stock)

/** Does one act to a stock; answers what the shop must answer. */
export function act(stock: Stock, each: Act): Answer {
  if (each.act === 'hold') return hold(stock, each)
  if (each.act === 'adjust') return adjust(stock, each)
  return each.act === 'sell' ? sell(stock, each.order) : release(stock, each.order)
}

const levelOf = ({ levels }: Stock, place: string) => {
  if (!levels.has(place)) levels.set(place, { onHand: 0, held: 0, moved: 0 })
  return levels.get(place)!
}
const placesOf = ({ levels }: Stock, sku: string): string[] =>
  locations.map((location) => `${sku} ${location}`).filter((place) => levels.has(place))
/** Units of a SKU that could be sold. */
export const freeOf = (stock: Stock, sku: string): number =>
  placesOf(stock, sku).reduce((sum, place) => sum + freeAt(stock, place), 0)
const freeAt = (stock: Stock, place: string): number => levelOf(stock, place).onHand - levelOf(stock, place).held
const unitsOf = (picks: Pick[]): number => picks.reduce((sum, { quantity }) => sum + quantity, 0)
const tell = ({ told }: Stock, sku: string, state: Availability) =>
  void told.set(sku, [...(told.get(sku) ?? []), state])

function hold(stock: Stock, { order, lines }: Act & { act: 'hold' }): Answer {
  const known = stock.holds.get(order)
  if (known !== undefined) {
    const isClosed = known.state === 'released' || known.state === 'returned'
    return isClosed ? { refused: 'order_closed', with: undefined } : { held: unitsOf(known.picks) }
  }
  const skus = [...new Set(lines.map(({ sku }) => sku))].sort()
  const wanted = skus.map((sku) => {
    const quantity = lines.reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0)
    return { sku, wanted: quantity, available: freeOf(stock, sku) }
  })
  const short = wanted.filter((each) => each.available < each.wanted)
  if (short.length > 0) return { refused: 'out_of_stock', with: short }
  const picks = wanted.flatMap(({ sku, wanted: quantity }) => taken(stock, sku, quantity))
  stock.holds.set(order, { state: 'held', picks })
  for (const { sku, wanted: quantity, available } of wanted) tellIfCrossed(stock, sku, available, available - quantity)
  return { held: unitsOf(picks) }
}

function taken(stock: Stock, sku: string, quantity: number): Pick[] {
  let left = quantity
  return placesOf(stock, sku).flatMap((place) => {
    const most = Math.min(left, freeAt(stock, place))
    left -= most
    levelOf(stock, place).held += most
    return most > 0 ? [{ place, quantity: most }] : []
  })
}

const tellIfCrossed = (stock: Stock, sku: string, before: number, after: number) => {
  if (availabilityOf(before) !== availabilityOf(after)) tell(stock, sku, availabilityOf(after))
}

function sell(stock: Stock, order: number): Answer {
  const known = stock.holds.get(order)
  if (known?.state !== 'held') return null
  known.state = 'sold'
  for (const { place, quantity } of known.picks) {
    const level = levelOf(stock, place)
    level.held -= quantity
    level.onHand -= quantity
    level.moved -= quantity
  }
  return null
}

function release(stock: Stock, order: number): Answer {
  const known = stock.holds.get(order) ?? { state: 'released', picks: [] }
  const isOpen = known.state === 'held' || known.state === 'sold'
  const came = new Map<string, number>()
  for (const { place, quantity } of isOpen ? known.picks : []) {
    const level = levelOf(stock, place)
    if (known.state === 'held') level.held -= quantity
    else {
      level.onHand += quantity
      level.moved += quantity
    }
    const sku = place.split(' ')[0]!
    came.set(sku, (came.get(sku) ?? 0) + quantity)
  }
  for (const [sku, units] of came) tellIfCrossed(stock, sku, freeOf(stock, sku) - units, freeOf(stock, sku))
  known.state = known.state === 'sold' || known.state === 'returned' ? 'returned' : 'released'
  stock.holds.set(order, known)
  return { released: unitsOf(known.picks) }
}

function adjust(stock: Stock, { batch, adjustments }: Act & { act: 'adjust' }): Answer {
  const before = stock.booked.get(batch)
  if (before !== undefined) return { booked: before }
  const after = copyOf(stock)
  for (const each of adjustments) {
    const level = levelOf(after, `${each.sku} ${each.location}`)
    const delta = 'setTo' in each ? each.setTo - level.onHand : each.delta
    level.onHand += delta
    level.moved += delta
    const { sku, location } = each
    if (level.onHand < level.held) return { refused: 'below_held', with: { sku, location, held: level.held } }
  }
  after.booked.set(batch, adjustments.length)
  for (const sku of [...new Set(adjustments.map(({ sku }) => sku))].sort())
    tell(after, sku, availabilityOf(freeOf(after, sku)))
  Object.assign(stock, after)
  return { booked: adjustments.length }
}
