/** I10: prices and shelves of catalog are what pricing, and its own rows, say. */
import { onTheWay } from './stock-promises.ts'
import type { Walk } from './walk.ts'

type Priced = {
  /** Prices as texts, sorted, by variant. */
  pricing: Map<string, string[]>
  catalog: Map<string, string[]>
  busy: Set<string>
}
type Price = { variantId: string; price: string }
const first = '00000000-0000-0000-0000-000000000000'
/** One price as a text of its parts, so that two are equal or not. */
const textOf = (from: string, to: string): string =>
  `concat_ws(' ', market, min_quantity, amount, currency, 'was ' || compare_at, 'from ' || ${from}, 'to ' || ${to})`

/** Walks over variants that have a price at pricing (`priced`), or that catalog shows one of (`offered`). */
export const priceWalk = (side: 'priced' | 'offered'): Walk<Priced> => ({
  over: side === 'priced' ? 'variants with prices' : 'variants with offers',
  async page(read, after, limit) {
    const [schema, table] = side === 'priced' ? ['pricing', 'pricing.priced_variants'] : ['catalog', 'catalog.offers']
    const rows = await read<{ id: string }>(
      schema!,
      `select distinct variant_id as id from ${table} where variant_id > $1 order by variant_id limit $2`,
      [after ?? first, limit],
    )
    return { keys: rows.map(({ id }) => id), next: rows.length < limit ? null : rows.at(-1)!.id }
  },
  async read(read, ids) {
    const catalog = await read<Price>(
      'catalog',
      `select variant_id as "variantId", ${textOf(
        `case when valid_from > '-infinity' then banyan.iso(valid_from) end`,
        `case when valid_to < 'infinity' then banyan.iso(valid_to) end`,
      )} as price from catalog.offers where variant_id = any($1::uuid[]) order by 1, 2`,
      [ids],
    )
    const pricing = await read<Price>(
      'pricing',
      `select variant_id as "variantId", ${textOf('banyan.iso(valid_from)', 'banyan.iso(valid_to)')} as price
      from (select p.*, m.currency from pricing.prices p join pricing.markets m on m.handle = p.market) as each
      where list = 'base' and variant_id = any($1::uuid[]) order by 1, 2`,
      [ids],
    )
    const byVariant = (prices: Price[]) =>
      new Map(
        [...Map.groupBy(prices, ({ variantId }) => variantId)].map(([id, each]) => [
          id,
          each.map(({ price }) => price),
        ]),
      )
    return { pricing: byVariant(pricing), catalog: byVariant(catalog), busy: await onTheWay(read, 'pricing', ids) }
  },
  promises: [
    {
      id: 'I10',
      promise: 'lists and pages show the prices that pricing has',
      find: ({ pricing, catalog, busy }) =>
        [...new Set([...pricing.keys(), ...catalog.keys()])]
          .filter((id) => !busy.has(id))
          .map((id) => ({ variantId: id, pricing: pricing.get(id) ?? [], catalog: catalog.get(id) ?? [] }))
          .filter((row) => row.pricing.join('\n') !== row.catalog.join('\n'))
          .map((row) => ({ keys: [row.variantId], row })),
    },
  ],
})

type Shelf = { productId: string; wanted: string; there: string }

/** Products stand where their categories, prices and state put them: the rule of `catalog.shelve`, asked anew. */
export const shelfWalk: Walk<Shelf[]> = {
  over: 'products',
  async page(read, after, limit) {
    const rows = await read<{ id: string }>(
      'catalog',
      `select id from catalog.products where id > $1 order by id limit $2`,
      [after ?? first, limit],
    )
    return { keys: rows.map(({ id }) => id), next: rows.length < limit ? null : rows.at(-1)!.id }
  },
  read: (read, ids) =>
    read<Shelf>(
      'catalog',
      `with cheapest as (
        select v.product_id, o.market, min(o.amount) as price from catalog.variants v
        join lateral (
          select distinct on (market) market, amount from catalog.offers
          where variant_id = v.id and min_quantity = 1 and valid_from <= banyan.now() and valid_to > banyan.now()
          order by market, valid_from desc, valid_to) o on true
        join catalog.products p on p.id = v.product_id and p.status = 'active'
        where v.product_id = any($1::uuid[]) and not v.archived group by 1, 2
      ), places as (
        select pc.product_id, unnest(c.path) as category_id
        from catalog.product_categories pc join catalog.categories c on c.id = pc.category_id where pc.product_id = any($1::uuid[])
        union select id, '00000000-0000-0000-0000-000000000000' from unnest($1::uuid[]) as each (id)
      ), wanted as (
        select product_id, string_agg(concat_ws(' ', category_id, market, price), ', ' order by category_id, market) as text
        from cheapest join places using (product_id) group by 1
      ), there as (
        select product_id, string_agg(concat_ws(' ', category_id, market, price_from), ', ' order by category_id, market) as text
        from catalog.shelves where product_id = any($1::uuid[]) group by 1
      )
      select asked.id as "productId", coalesce(wanted.text, '') as wanted, coalesce(there.text, '') as there
      from unnest($1::uuid[]) as asked (id) left join wanted on wanted.product_id = asked.id
      left join there on there.product_id = asked.id
      where not exists (select from catalog.turns t where t.product_id = asked.id and t.at <= banyan.now())
        and not exists (select from catalog.early_prices e join catalog.variants v on v.id = e.variant_id where v.product_id = asked.id)`,
      [ids],
    ),
  promises: [
    {
      id: 'I10',
      promise: 'a product stands on the shelves that its state, categories and prices put it on, at its price',
      find: (shelves) =>
        shelves.filter(({ wanted, there }) => wanted !== there).map((row) => ({ keys: [row.productId], row })),
    },
  ],
}
