/** A month of orders, planned ahead: the same seed gives the same month. The plan only says what people do. */
import { customers, guests, type Person } from './customers.ts'
import { goods } from './goods.ts'
import { diceFrom, hashOf, type Dice } from './hash.ts'
import type { MarketHandle, Product, Variant } from './product.ts'
import type { ShippingOptionHandle } from './shipping.ts'

export type PaymentMethod = 'test_ok' | 'test_declined' | 'test_insufficient_funds' | 'test_requires_action'
/** What happened after the order was placed. An order that was not paid is always left as it is. */
export type Afterwards = 'nothing' | 'fulfilled' | 'refunded' | 'cancelled_by_customer' | 'cancelled_by_staff'
export type PlannedOrder = {
  /** `demo-01` is the oldest; good as an idempotency key. */
  handle: string
  /** How long ago (at least 1, so no order lies ahead), and when in that day by the clock of the market. */
  daysAgo: number
  hour: number
  minute: number
  /** Either somebody with an account (a handle of `customers`) or a guest. */
  buyer: { customer: string } | { guest: Person }
  market: MarketHandle
  lines: readonly { sku: string; quantity: number }[]
  shippingOption: ShippingOptionHandle
  paymentMethod: PaymentMethod
  afterwards: Afterwards
}

type Course = readonly [PaymentMethod, Afterwards]
/** Of sixty orders, how many go which way. A shorter plan takes its share of each, and every way occurs from 60 on. */
const COURSES: readonly (readonly [course: Course, ofSixty: number])[] = [
  [['test_ok', 'fulfilled'], 27],
  [['test_ok', 'refunded'], 6],
  [['test_ok', 'cancelled_by_customer'], 4],
  [['test_ok', 'cancelled_by_staff'], 3],
  [['test_declined', 'nothing'], 4],
  [['test_insufficient_funds', 'nothing'], 3],
  [['test_requires_action', 'nothing'], 4],
  [['test_ok', 'nothing'], 9],
]
/** The newest sixth has not been touched yet; the rest is dealt from the courses before it. */
const UNTOUCHED_SHARE = 9 / 60

/** Orders, oldest first. `days` is how far back they reach; stock is never planned below half of what there is. */
export function orderPlan({ seed = 'juniper', days = 30, orders = 60 } = {}): readonly PlannedOrder[] {
  const dice = diceFrom(seed)
  const shelf = shelfOf(goods)
  const courses = coursesFor(orders, dice)
  return momentsOf(orders, days, dice).map((moment, index) => {
    const [paymentMethod, afterwards] = courses[index]!
    const person = dice.oneOf<Person>([...customers.map(often), ...guests.map(seldom)])
    return {
      handle: `demo-${String(index + 1).padStart(2, '0')}`,
      ...moment,
      buyer: customers.includes(person) ? { customer: person.handle } : { guest: person },
      market: person.market,
      lines: linesFrom(shelf, person.market, dice),
      shippingOption: shippingFor(person.market, dice),
      paymentMethod,
      afterwards,
    }
  })
}
const often = (person: Person): readonly [Person, number] => [person, person.market === 'eu' ? 6 : 3]
const seldom = (person: Person): readonly [Person, number] => [person, person.market === 'eu' ? 4 : 2]

function coursesFor(orders: number, dice: Dice): Course[] {
  const deck = COURSES.flatMap(([course, ofSixty]) => Array<Course>(Math.ceil((ofSixty * orders) / 60)).fill(course))
  const untouched = Math.round(orders * UNTOUCHED_SHARE)
  const dealt = shuffled(deck.slice(0, orders - untouched), dice)
  return [...dealt, ...Array<Course>(untouched).fill(['test_ok', 'nothing'])]
}

/** From yesterday back: two days of seven are busier, evenings are, and the second half of the time. */
function momentsOf(orders: number, days: number, dice: Dice): Pick<PlannedOrder, 'daysAgo' | 'hour' | 'minute'>[] {
  const dayWeights = Array.from(
    { length: days },
    (_, before) => [before + 1, (before % 7 < 2 ? 7 : 4) + (before < days / 2 ? 1 : 0)] as const,
  )
  const hourWeights = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22].map(
    (hour) => [hour, hour >= 19 && hour <= 21 ? 7 : hour === 12 || hour === 13 ? 4 : 2] as const,
  )
  return Array.from({ length: orders }, () => ({
    daysAgo: dice.oneOf(dayWeights),
    hour: dice.oneOf(hourWeights),
    minute: dice.below(60),
  })).sort((a, b) => b.daysAgo - a.daysAgo || a.hour - b.hour || a.minute - b.minute)
}

type Article = { sku: string; left: number; eurMinor: number; euOnly: boolean; weight: number }

/** What can be planned with: half of what is on hand, so that no order of the plan is out of stock. */
function shelfOf(products: readonly Product[]): Article[] {
  const article = (product: Product, variant: Variant): Article => {
    const eurMinor = variant.prices.eu.amountMinor
    // Some things are loved and many are not; dear things are bought seldom. The report of best sellers needs both.
    const loved = hashOf(`loved ${product.handle}`) % 10 === 0 ? 9 : 1 + (hashOf(product.handle) % 3)
    return {
      sku: variant.sku,
      left: Math.floor((variant.stock.hamburg + variant.stock.leipzig) / 2),
      eurMinor,
      euOnly: variant.taxClass === 'reduced',
      weight: eurMinor > 30_000 ? 1 : loved * (eurMinor > 10_000 ? 2 : 4),
    }
  }
  return products.flatMap((product) => product.variants.map((variant) => article(product, variant)))
}

/** One to four lines; food, books and seeds stay in the EU. What is taken is gone from the shelf. */
function linesFrom(shelf: Article[], market: MarketHandle, dice: Dice): PlannedOrder['lines'] {
  const count = dice.oneOf([
    [1, 5],
    [2, 4],
    [3, 2],
    [4, 1],
  ])
  const taken: { sku: string; quantity: number }[] = []
  while (taken.length < count) {
    const choices = shelf.filter(
      ({ sku, left, euOnly }) => left > 0 && (market === 'eu' || !euOnly) && !taken.some((line) => line.sku === sku),
    )
    const article = dice.oneOf(choices.map((choice) => [choice, choice.weight] as const))
    const wanted =
      article.eurMinor < 3_000
        ? dice.oneOf([
            [1, 5],
            [2, 4],
            [4, 2],
            [6, 1],
          ])
        : dice.oneOf([
            [1, 8],
            [2, 1],
          ])
    const quantity = Math.min(wanted, article.left)
    article.left -= quantity
    taken.push({ sku: article.sku, quantity })
  }
  return taken
}

function shippingFor(market: MarketHandle, dice: Dice): ShippingOptionHandle {
  if (market === 'jp') return 'jp-standard'
  if (market === 'us')
    return dice.oneOf([
      ['us-standard', 3],
      ['us-express', 1],
    ])
  return dice.oneOf([
    ['eu-standard', 5],
    ['eu-express', 1],
  ])
}

/** Fisher and Yates, 1938. */
function shuffled<T>(list: readonly T[], dice: Dice): T[] {
  const cards = [...list]
  for (let last = cards.length - 1; last > 0; last--) {
    const other = dice.below(last + 1)
    ;[cards[last], cards[other]] = [cards[other]!, cards[last]!]
  }
  return cards
}
