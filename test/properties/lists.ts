/** Every list that is read page by page, with a way to fill it: many rows of one moment, as imports and busy shops make them. */
import { randomUUID } from 'node:crypto'
import type { World } from '../world/world.ts'

export const variantId = '00000000-0000-7000-8000-0000000000b1'
export const ownerId = '00000000-0000-7000-8000-0000000000c1'
const zoneId = '00000000-0000-7000-8000-0000000000d1'
const changeId = '00000000-0000-7000-8000-0000000000e1'

export type List = {
  path: string
  query?: string
  table: string
  key: (item: any) => string
  row: (n: number) => Promise<unknown>
}

/** The lists of a world, which has nothing in them yet. `row` writes one more; `n` makes its text its own. */
export async function listsOf({ sql }: World): Promise<List[]> {
  await sql`insert into pricing.changes (id, kind, actor, answer) values (${changeId}, 'prices', 'ada', '{}')`
  await sql`insert into inventory.locations (handle, name) values ('a', 'A'), ('b', 'B')`
  // Two moments for all rows, so that most stand beside others of the same one.
  const at = (n: number) => `2026-11-21T12:00:00.00${n % 2}Z`
  const id = ({ id: own }: any) => String(own)
  const payment = (n: number) => sql`
    insert into payments.payments (id, order_id, attempt, provider, provider_id, status, amount, currency, capture)
    values (${randomUUID()}, ${randomUUID()}, 1, 'test', ${`pay_${n}`}, 'succeeded', 100, 'EUR', 'now')`
  const order = (n: number) => sql`
    insert into orders.orders (id, number, cart_id, user_id, email, status, payment_status, snapshot, currency, total, provider, method,
      claim_principal, claim_key, expires_at, placed_at)
    values (${randomUUID()}, ${`N${n}`}, ${randomUUID()}, ${ownerId}, 'ada@example.com', 'PAID', 'paid', ${snapshot}, 'EUR', 100, 'test', 'x',
      'p', ${`k${n}`}, ${at(n)}, ${at(n)})`
  return [
    {
      path: '/api/admin/staff',
      table: 'users.users',
      key: id,
      row: (n) => sql`
      insert into users.users (id, email, first_name, last_name, locale, role)
      values (${randomUUID()}, ${`${n}@example.com`}, 'a', 'b', 'en', 'staff')`,
    },
    {
      path: '/api/admin/audit-log',
      table: 'users.audit_entries',
      key: id,
      row: (n) => sql`
      insert into users.audit_entries (id, at, module, actor, route, status, request_id)
      values (${randomUUID()}, ${at(n)}, 'orders', 'ada', 'POST /x', 200, ${`r${n}`})`,
    },
    {
      path: '/api/admin/customers',
      table: 'customers.customers',
      key: id,
      row: (n) => sql`
      insert into customers.customers (id, email) values (${randomUUID()}, ${`${n}@example.com`})`,
    },
    {
      path: '/api/admin/products',
      table: 'catalog.products',
      key: id,
      row: (n) => sql`
      insert into catalog.products (id, handle, status) values (${randomUUID()}, ${`p-${n}`}, 'draft')`,
    },
    {
      path: '/api/admin/tax-rates',
      table: 'pricing.tax_rates',
      key: id,
      row: (n) => sql`
      insert into pricing.tax_rates (id, country, tax_class, name, ppm, shipping, adds, valid_from)
      values (${randomUUID()}, ${n % 2 === 0 ? 'DE' : 'FR'}, ${n % 3 === 0 ? 'standard' : 'reduced'}, 'VAT', 1, true, false,
        timestamptz '2026-01-01' + ${n}::int * interval '1 day')`,
    },
    {
      path: '/api/admin/price-log',
      query: `variantId=${variantId}`,
      table: 'pricing.price_log',
      key: (item) => JSON.stringify(item),
      row: (n) => sql`
      insert into pricing.price_log (change_id, variant_id, market, list, amount, min_quantity)
      values (${changeId}, ${variantId}, 'eu', 'base', ${n}, 1)`,
    },
    {
      path: '/api/admin/stock/levels',
      table: 'inventory.stock',
      key: ({ sku, location }) => `${sku} ${location}`,
      row: (n) => sql`
      insert into inventory.stock (sku, location) values (${`s-${n >> 1}`}, ${n % 2 === 0 ? 'a' : 'b'})`,
    },
    {
      path: '/api/admin/stock/movements',
      table: 'inventory.movements',
      key: id,
      row: (n) => sql`
      insert into inventory.movements (sku, location, kind, delta) values (${`s-${n % 3}`}, 'a', 'adjusted', 1)`,
    },
    {
      path: '/api/admin/shipping-zones',
      table: 'shipping.zones',
      key: id,
      row: (n) => sql`
      insert into shipping.zones (id, name, countries, regions) values (${randomUUID()}, ${`z${n}`}, '{DE}', '{}')`,
    },
    {
      path: '/api/admin/shipping-options',
      table: 'shipping.options',
      key: id,
      row: () => sql`
        with zone as (
          insert into shipping.zones (id, name, countries, regions) values (${zoneId}, 'zone', '{DE}', '{}') on conflict (id) do nothing
        ), option as (
          insert into shipping.options (id, zone_id, names, tax_class, active)
          values (${randomUUID()}, ${zoneId}, '{"en": "Standard"}', 'standard', true) returning id
        )
        insert into shipping.option_prices (option_id, market, price) select id, 'eu', 490 from option`,
    },
    { path: '/api/orders', table: 'orders.orders', key: id, row: order },
    { path: '/api/admin/orders', table: 'orders.orders', key: id, row: order },
    { path: '/api/admin/payments', table: 'payments.payments', key: id, row: payment },
    {
      path: '/api/admin/webhook-events',
      table: 'payments.webhook_events',
      key: ({ provider, eventId }) => `${provider} ${eventId}`,
      row: (n) => sql`
      insert into payments.webhook_events (provider, event_id, type, provider_id, payload, received_at, quarantined, reason)
      values (${n % 2 === 0 ? 'test' : 'other'}, ${`e${n >> 1}`}, 'x', 'pay_1', '{}', ${at(n >> 1)}, true, 'not_ours')`,
    },
    {
      path: '/api/admin/payment-differences',
      table: 'payments.differences',
      key: ({ provider, providerId, kind }) => `${provider} ${providerId} ${kind}`,
      row: (n) => sql`
      insert into payments.differences (provider, provider_id, kind, details, found_at)
      values ('test', ${`pay_${n >> 1}`}, ${n % 2 === 0 ? 'missing_here' : 'other_state'}, '{}', ${at(n >> 1)})`,
    },
    {
      path: '/api/admin/letters',
      table: 'notifications.letters',
      key: id,
      row: () => sql`
      insert into notifications.letters (id, event_id, template, recipient, locale, payload, state)
      values (${randomUUID()}, ${randomUUID()}, 'welcome', 'ada@example.com', 'en', '{}', 'sent')`,
    },
    {
      path: '/api/admin/imports',
      table: 'tasks.tasks',
      key: id,
      row: (n) => sql`
      insert into tasks.tasks (id, kind, state, started_by, input, total, counts)
      values (${randomUUID()}, 'import-products', 'done', 'ada',
        ${{ filename: `f${n}`, hash: 'a', format: 'banyan', delimiter: ',', dryRun: false }}, 1,
        ${{ rows: 0, created: 0, changed: 0, skipped: 0, failed: 0 }})`,
    },
  ]
}

const snapshot = {
  market: 'eu',
  currency: 'EUR',
  taxIncluded: true,
  locale: 'en',
  email: 'ada@example.com',
  lines: [],
  totals: { subtotal: 100, discount: 0, shipping: 0, tax: 0, total: 100 },
  taxLines: [],
  pricedAt: '2026-01-01T00:00:00.000Z',
}
