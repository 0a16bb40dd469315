/** The invariants of a shop: what must be true after everything that may happen to it. A shop that keeps its promises answers nothing. */
import { chargePromises } from './charge-promises.ts'
import { factWalk } from './fact-promises.ts'
import { moneyPromises } from './money-promises.ts'
import { endPromises, goodsPromises, keyPromises, ownerPromises, statePromises } from './order-promises.ts'
import { priceWalk, shelfWalk } from './price-promises.ts'
import { type Query, type ShopToCheck, shopIn } from './shop-to-check.ts'
import { stockWalk } from './stock-promises.ts'
import { type Trades, readTrades, sourcesOf } from './trade.ts'
import { type Finding, type Pace, type Suspect, type Walk, foundTwice, lookAgain, walkAll } from './walk.ts'
import { wallPromises } from './wall-promises.ts'
import { findingOf, wholePromises } from './whole-promises.ts'

export type Breach = { id: string; promise: string; rows: object[] }
export type Checked = {
  breaches: Breach[]
  /** Every promise that was asked, in the order of its invariant. */
  asked: { id: string; promise: string }[]
  /** How many of what were looked at. */
  looked: Record<string, number>
}
export type CheckOptions = {
  /** Work that is younger may still be under way. */
  graceS: number
  /** Only orders that were placed, and facts that were told, from then on; goods are looked at all the same. Null: everything. */
  since?: Date | null
  /** Waits between two looks at what is suspicious: on a shop that runs, a breach must be seen twice. Null: nothing runs, once is enough. */
  wait: ((s: number) => Promise<void>) | null
  pace?: Partial<Pace>
}

/** Invariants that nothing in the shop can break yet, with the reason. */
export const notYet = [
  {
    id: 'I9',
    why: 'nothing limited is sold yet: there are no coupons, no quotas and no flash sales whose limits could be passed',
  },
]

/** Every promise that is asked of a shop of these modules, in the order of its invariant. */
export function promisesOf(modules: ShopToCheck['modules']): Checked['asked'] {
  const shop = shopIn(() => Promise.reject(new Error('not asked')), { modules })
  const walks = walksOf(shop, { graceS: 0, since: null, isStrict: true }).map((make) => make(false))
  return inOrder([...walks.flatMap(({ promises }) => promises), ...wholePromises, ...wallPromises]).map(namesOf)
}
const namesOf = ({ id, promise }: { id: string; promise: string }) => ({ id, promise })

/** Broken promises, each with the rows that show it. Takes a shop, or the way to ask the one database that all of it is in, where nothing runs. */
export async function checkInvariants(shop: ShopToCheck | Query, graceS = 60): Promise<Breach[]> {
  const whole = typeof shop === 'function' ? shopIn(shop) : shop
  return (await checkShop(whole, { graceS, wait: null })).breaches
}

const defaults: Pace = { pageSize: 1_000, rest: async () => {}, rowsMax: 20 }

/**
 * Asks every promise. Only reads; a page at a time, by key, so that no statement is long but the two that add up all holds and
 * movements. Throws what the databases throw: then nothing is known.
 */
export async function checkShop(
  shop: ShopToCheck,
  { graceS, since = null, wait, pace }: CheckOptions,
): Promise<Checked> {
  const found: Suspect[] = []
  const looked: Record<string, number> = {}
  const again: (() => Promise<Suspect[]>)[] = []

  for (const make of walksOf(shop, { graceS, since, isStrict: wait === null })) {
    const walk = make(false)
    const result = await walkAll(shop, walk, { ...defaults, ...pace })
    looked[walk.over] = result.looked
    found.push(...result.suspects)
    if (result.suspects.length > 0) again.push(() => lookAgain(shop, make(true), result.suspects))
  }
  const first = await askWhole(shop, graceS)
  found.push(...first)
  if (first.length > 0) again.push(async () => foundTwice(first, await askWhole(shop, graceS)))

  const isSure = wait === null || found.length === 0
  if (!isSure) await wait(graceS)
  const sure = isSure ? found : (await inTurn(again)).flat()
  return { breaches: breachesOf(sure), asked: promisesOf(shop.modules), looked }
}

/** Each makes its walk anew, because some remember the page before; a second look (`again`) has only pages of what is suspicious. */
function walksOf(
  shop: ShopToCheck,
  { graceS, since, isStrict }: { graceS: number; since: Date | null; isStrict: boolean },
): ((again: boolean) => Walk<any>)[] {
  const promises = [
    ...endPromises(graceS),
    ...chargePromises,
    ...goodsPromises,
    ...moneyPromises,
    ...keyPromises,
    ...ownerPromises,
    ...statePromises,
  ]
  const trades = sourcesOf(shop, since).map((source) => (): Walk<Trades> => ({
    ...source,
    read: (read, ids) => readTrades(shop, read, ids),
    promises,
  }))
  const facts = shop.modules.map(
    (module) => (again: boolean) => factWalk(shop, module, { isStrict: isStrict || again, since }),
  )
  return [...trades, ...facts, () => stockWalk, () => priceWalk('priced'), () => priceWalk('offered'), () => shelfWalk]
}

async function askWhole(shop: ShopToCheck, graceS: number): Promise<Suspect[]> {
  const suspects: Suspect[] = []
  for (const whole of [...wholePromises, ...wallPromises]) {
    const rows = await shop.look((read) => whole.find(shop, read, graceS))
    if (rows.length > 0) suspects.push({ id: whole.id, promise: whole.promise, findings: rows.map(findingOf(whole)) })
  }
  return suspects
}

async function inTurn<T>(works: (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = []
  for (const work of works) results.push(await work())
  return results
}

/** A promise that was asked of several sources is one breach; what two sources found is told once. */
function breachesOf(suspects: Suspect[]): Breach[] {
  const rowsOf = (findings: Finding[]) => [...new Map(findings.map(({ row }) => [JSON.stringify(row), row])).values()]
  const merged = [...Map.groupBy(suspects, ({ id, promise }) => `${id} ${promise}`).values()].map((each) => ({
    id: each[0]!.id,
    promise: each[0]!.promise,
    rows: rowsOf(each.flatMap(({ findings }) => findings)).slice(0, defaults.rowsMax),
  }))
  return inOrder(merged)
}

const numberOf = ({ id }: { id: string }): number => Number(id.slice(1))
function inOrder<T extends { id: string; promise: string }>(all: T[]): T[] {
  const once = new Map(all.map((each) => [`${each.id} ${each.promise}`, each]))
  return [...once.values()].sort((a, b) => numberOf(a) - numberOf(b))
}
