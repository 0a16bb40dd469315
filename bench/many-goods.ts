/**
 * A shop with many products and orders: copies of the demo's, with texts, prices, places and faces of their own, written by SQL
 * into the tables that lists, pages and searches read. Over the API a million would take hours.
 */
import type pg from 'pg'
import { type Cluster, openShop } from './shop.ts'

/** Makes a database for each size, all copies of one demo shop; answers their names. Nobody may be connected to `banyan` meanwhile. */
export async function makeDatabases(cluster: Cluster, sizes: number[], say: (text: string) => void): Promise<string[]> {
  const shop = await openShop(cluster)
  await shop.close()
  const names: string[] = []
  for (const size of sizes) {
    const name = `goods_${size}`
    const any = cluster.pool('postgres')
    await any.query(`create database ${name} template banyan`)
    say(`filling a shop with ${size.toLocaleString('en')} products and orders`)
    await fill(cluster.pool(name), size)
    names.push(name)
  }
  return names
}

/** Fills up to `size` products and `size` orders. Indexes that are dear to grow are dropped, and built again at the end. */
export async function fill(database: pg.Pool, size: number): Promise<void> {
  const client = await database.connect()
  try {
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '64MB'`)
    const rebuild = size > 10_000 ? await dropIndexes(client) : []
    await client.query(templates)
    const { rows } = await client.query<{ goods: number; orders: number }>(
      `select (select count(*)::int from catalog.products) as goods, (select count(*)::int from orders.orders) as orders`,
    )
    const { goods, orders } = rows[0]!
    for (let from = goods; from < size; from += step) await copyGoods(client, from, Math.min(from + step, size))
    for (let from = orders; from < size; from += step) await copyOrders(client, from, Math.min(from + step, size))
    for (const text of rebuild) await client.query(text)
    await client.query('drop schema bench cascade')
    await client.query('vacuum (analyze)')
    await client.query('checkpoint')
  } finally {
    client.release()
  }
}
const step = 50_000

/** Drops what is no primary key and refuses nothing of the copies; answers how to make it again. */
async function dropIndexes(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; text: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as text from pg_index
    where not indisprimary and not exists (select from pg_constraint where conindid = indexrelid)
      and indrelid = any(array['catalog.products', 'catalog.variants', 'catalog.texts', 'catalog.product_categories', 'catalog.faces',
        'catalog.shelves', 'orders.orders']::regclass[])`,
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(({ text }) => text)
}

const templates = `
  create schema bench;
  create table bench.goods as
    select row_number() over (order by products.id) as n, products.id as product_id, variant.id as variant_id, variant.sku
    from catalog.products cross join lateral (
      select id, sku from catalog.variants where product_id = products.id and not archived order by position limit 1) as variant
    where products.status = 'active'
      and exists (select from catalog.offers where offers.variant_id = variant.id and offers.market = 'eu');
  create table bench.orders as select row_number() over (order by id) as n, id as order_id from orders.orders;
  -- A UUIDv7 whose time grows with \`at\`, so that the newest is the last.
  create function bench.id(at bigint) returns uuid language sql volatile as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
      substring(int8send(1790000000000 + at) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid $$;`

/** Copies `from` to `to`, each of one variant, for sale in the market \`eu\`. */
async function copyGoods(client: pg.PoolClient, from: number, to: number): Promise<void> {
  await client.query(`
    create table bench.copies as
    select at, bench.id(at) as product_id, bench.id(at) as variant_id, goods.product_id as of_product,
      goods.variant_id as of_variant, goods.sku as of_sku, 'C' || lpad(at::text, 8, '0') as sku
    from generate_series(${from}, ${to} - 1) as at
      join bench.goods on goods.n = 1 + at % (select count(*) from bench.goods);
    insert into catalog.products (id, handle, status, brand, tags, images)
      select copies.product_id, handle || '-' || at, status, brand, tags, images
      from bench.copies join catalog.products on products.id = of_product order by at;
    insert into catalog.variants (id, product_id, sku, position, tax_class, weight_grams, image)
      select variant_id, copies.product_id, copies.sku, 0, tax_class, weight_grams, image
      from bench.copies join catalog.variants on variants.id = of_variant order by at;
    insert into catalog.texts (owner_id, locale, kind, title, title_key, description, handle, seo)
      select copies.product_id, locale, kind, title || ' ' || at, title_key || ' ' || at, description, handle || '-' || at, seo
      from bench.copies join catalog.texts on owner_id = of_product order by at;
    insert into catalog.product_categories (product_id, category_id, position)
      select copies.product_id, category_id, position
      from bench.copies join catalog.product_categories as place on place.product_id = of_product order by at;
    insert into catalog.offers (variant_id, market, min_quantity, valid_from, valid_to, currency, amount, compare_at)
      select copies.variant_id, market, min_quantity, valid_from, valid_to, currency, amount + at % 997, null
      from bench.copies join catalog.offers on offers.variant_id = of_variant and market = 'eu' order by at;
    insert into catalog.stock (sku, state) select sku, 'in' from bench.copies;
    insert into catalog.shelves (category_id, market, product_id, price_from)
      select category_id, market, copies.product_id, price_from + at % 997
      from bench.copies join catalog.shelves on shelves.product_id = of_product and market = 'eu' order by category_id, at;
    insert into catalog.faces (product_id, locale, title, title_key, handle, words)
      select copies.product_id, locale, title || ' ' || at, title_key || ' ' || at, handle || '-' || at,
        words || setweight(to_tsvector('pg_catalog.simple', at::text), 'A')
      from bench.copies join catalog.faces on faces.product_id = of_product order by at;
    drop table bench.copies`)
}

/** Copies `from` to `to`; 25 of them are one shopper's, who is known by the number of the first. */
async function copyOrders(client: pg.PoolClient, from: number, to: number): Promise<void> {
  await client.query(`
    insert into orders.orders (id, number, cart_id, user_id, email, status, reason, payment_status, fulfilment_status, snapshot,
      currency, total, provider, method, attempt, capture, captured, refunded, claim_principal, claim_key, expires_at, placed_at)
    select bench.id(at), 'M' || lpad(at::text, 9, '0'), gen_random_uuid(), md5((at / 25)::text)::uuid,
      'shopper' || at / 25 || '@example.com', status, reason, payment_status, fulfilment_status, snapshot, currency, total,
      provider, method, attempt, capture, captured, refunded, claim_principal, 'copy ' || at, expires_at, placed_at
    from generate_series(${from}, ${to} - 1) as at
      join bench.orders on orders.n = 1 + at % (select count(*) from bench.orders)
      join orders.orders as template on template.id = order_id
    order by at`)
}

/** Opens the shop of such a database. */
export const openGoods = (cluster: Cluster, database: string): ReturnType<typeof openShop> =>
  openShop(cluster, { database })
