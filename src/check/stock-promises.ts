/** I3 and I10, SKU by SKU: levels, their movements, and what catalog shows of them. */
import { availabilityOf } from '../modules/inventory/stock.ts'
import type { Read } from './shop-to-check.ts'
import type { Walk } from './walk.ts'

type Level = { sku: string; location: string; onHand: number; held: number; moved: number }
type Goods = {
  levels: Map<string, Level[]>
  /** `in`, `low` or `out` by SKU, as lists and pages show it. */
  shown: Map<string, string>
  /** SKUs of which a fact is not told yet, or waits at catalog. */
  busy: Set<string>
}

export const stockWalk: Walk<Goods> = {
  over: 'SKUs',
  async page(read, after, limit) {
    const rows = await read<{ sku: string }>(
      'inventory',
      `select distinct sku from inventory.stock where sku > $1 order by sku limit $2`,
      [after ?? '', limit],
    )
    return { keys: rows.map(({ sku }) => sku), next: rows.length < limit ? null : rows.at(-1)!.sku }
  },
  async read(read, skus) {
    const shown = await read<{ sku: string; state: string }>(
      'catalog',
      `select sku, state from catalog.stock where sku = any($1::text[])`,
      [skus],
    )
    const levels = await read<Level>(
      'inventory',
      `select s.sku, s.location, s.on_hand as "onHand", s.held, coalesce(m.total, 0)::int as moved from inventory.stock s
      left join (select sku, location, sum(delta) as total from inventory.movements where sku = any($1::text[]) group by 1, 2) m
        on m.sku = s.sku and m.location = s.location
      where s.sku = any($1::text[]) order by s.sku, s.location`,
      [skus],
    )
    return {
      levels: Map.groupBy(levels, ({ sku }) => sku),
      shown: new Map(shown.map(({ sku, state }) => [sku, state])),
      busy: await onTheWay(read, 'inventory', skus),
    }
  },
  promises: [
    {
      id: 'I3',
      promise: 'no level is negative, and no more is held than is there',
      find: ({ levels }) =>
        [...levels.values()]
          .flat()
          .filter(({ onHand, held }) => onHand < 0 || held < 0 || held > onHand)
          .map(({ sku, location, onHand, held }) => ({ keys: [sku], row: { sku, location, onHand, held } })),
    },
    {
      id: 'I3',
      promise: 'what is on hand is the sum of its movements',
      find: ({ levels }) =>
        [...levels.values()]
          .flat()
          .filter(({ onHand, moved }) => onHand !== moved)
          .map(({ sku, location, onHand, moved }) => ({ keys: [sku], row: { sku, location, onHand, moved } })),
    },
    {
      id: 'I10',
      promise: 'lists and pages show the stock that inventory has',
      find: ({ levels, shown, busy }) =>
        [...levels]
          .filter(([sku]) => !busy.has(sku))
          .map(([sku, each]) => ({ sku, free: each.reduce((sum, { onHand, held }) => sum + onHand - held, 0) }))
          .map(({ sku, free }) => ({ sku, free, isNow: availabilityOf(free), shown: shown.get(sku) ?? null }))
          .filter(({ isNow, shown: seen }) => isNow !== seen)
          .map((row) => ({ keys: [row.sku], row })),
    },
  ],
}

/** Of these aggregates, those with a fact that `teller` has not told, or that waits at catalog to be taken. */
export async function onTheWay(read: Read, teller: string, aggregates: string[]): Promise<Set<string>> {
  const untold = await read<{ id: string }>(
    teller,
    `select aggregateid as id from ${teller}.outbox where sent_at is null and aggregateid = any($1::text[])`,
    [aggregates],
  )
  const waiting = await read<{ id: string }>(
    'catalog',
    `select aggregateid as id from catalog.waiting where aggregateid = any($1::text[])`,
    [aggregates],
  )
  return new Set([...untold, ...waiting].map(({ id }) => id))
}
