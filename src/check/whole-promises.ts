/** Promises that one statement on one database answers. Each finds what breaks it, at most 20 rows. */
import type { Read, ShopToCheck } from './shop-to-check.ts'
import type { Finding } from './walk.ts'

export type Whole = {
  id: string
  promise: string
  /** Columns that name a row from one look to the next, when the others have moved. */
  by: string[]
  find(shop: ShopToCheck, read: Read, graceS: number): Promise<object[]>
}

const tables = ({ modules }: ShopToCheck) => modules.map(({ contract }) => contract.name)
const ask =
  (schema: string, text: string): Whole['find'] =>
  (_shop, read, graceS) =>
    read(schema, `${text} limit 20`, text.includes('$1') ? [graceS] : [])

export const wholePromises: Whole[] = [
  {
    id: 'I1',
    promise: 'no key and no saga names an order that is not there',
    by: ['orderId'],
    find: ask(
      'orders',
      `select principal, key, order_id as "orderId", status from orders.claims c
      where order_id is not null and not exists (select from orders.orders o where o.id = c.order_id)
      union all select 'saga', null, order_id, null from orders.sagas s
      where not exists (select from orders.orders o where o.id = s.order_id)`,
    ),
  },
  {
    id: 'I4',
    promise: 'what is held is the sum of open holds',
    by: ['sku', 'location'],
    find: ask(
      'inventory',
      `with open as (
        select line.sku, line.location, sum(line.quantity)::int as total
        from inventory.holds, unnest(skus, locations, quantities) as line (sku, location, quantity) where state = 'held' group by 1, 2
      )
      select sku, location, s.held, coalesce(open.total, 0) as holds
      from inventory.stock s full join open using (sku, location) where coalesce(s.held, 0) <> coalesce(open.total, 0)`,
    ),
  },
  {
    id: 'I4',
    promise: 'what was sold and came back is booked once',
    by: ['sku', 'location'],
    find: ask(
      'inventory',
      `with ended as (
        select line.sku, line.location, sum(line.quantity)::int as sold, sum(line.quantity) filter (where state = 'returned')::int as back
        from inventory.holds, unnest(skus, locations, quantities) as line (sku, location, quantity)
        where state in ('sold', 'returned') group by 1, 2
      ), booked as (
        select sku, location, -sum(delta) filter (where kind = 'sold')::int as sold, sum(delta) filter (where kind = 'returned')::int as back
        from inventory.movements where kind <> 'adjusted' group by 1, 2
      )
      select sku, location, coalesce(ended.sold, 0) as sold, coalesce(booked.sold, 0) as "bookedSold",
        coalesce(ended.back, 0) as returned, coalesce(booked.back, 0) as "bookedReturned"
      from ended full join booked using (sku, location)
      where (coalesce(ended.sold, 0), coalesce(ended.back, 0)) <> (coalesce(booked.sold, 0), coalesce(booked.back, 0))`,
    ),
  },
  {
    id: 'I6',
    promise: 'facts are told soon',
    by: ['module', 'id'],
    find: everywhere(
      (
        name,
      ) => `select '${name}' as module, id, type, aggregateid as "aggregateId", created_at as at from ${name}.outbox
        where sent_at is null and created_at < banyan.now() - $1::int * interval '1 s'`,
    ),
  },
  {
    id: 'I6',
    promise: 'no fact is parked: each of them waits for a person',
    by: ['module', 'id'],
    find: everywhere(
      (name) => `select '${name}' as module, event_id as id, type, aggregateid as "aggregateId", at from ${name}.waiting
        where parked and at < banyan.now() - $1::int * interval '1 s'`,
    ),
  },
]

/** One statement over the same table of every module, a database at a time. */
function everywhere(textOf: (schema: string) => string): Whole['find'] {
  return async (shop, read, graceS) => {
    const rows: object[] = []
    for (const schemas of shop.databases) {
      const names = schemas.filter((name) => tables(shop).includes(name))
      rows.push(...(await read(names[0]!, `${names.map(textOf).join(' union all ')} limit 20`, [graceS])))
    }
    return rows
  }
}

/** A row of a statement is a finding of its own. */
export const findingOf =
  ({ by }: Whole) =>
  (row: object): Finding => ({ keys: by.map((column) => String((row as Record<string, unknown>)[column])), row })
