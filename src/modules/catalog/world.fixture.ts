/** A catalog in a test world: two markets, products as a test needs them, prices and stock as neighbours would tell. */
import type { TestContext } from 'node:test'
import pg from 'pg'
import type { InputOf } from '#kernel/contract.ts'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { type World, type WorldOptions, newWorld } from '../../../test/world/world.ts'
import { catalog } from './contract.ts'

const market = (handle: string, currency: string, locales: string[], isDefault: boolean) => ({
  handle,
  name: handle,
  currency,
  exponent: 2,
  countries: [handle.toUpperCase()],
  locales,
  taxIncluded: true,
  defaultCountry: handle.toUpperCase(),
  timeZone: 'Europe/Berlin',
  capture: 'now' as const,
  isDefault,
})
export const markets = [market('de', 'EUR', ['de', 'en'], true), market('us', 'USD', ['en'], false)]

type Given = InputOf<typeof catalog.commands.putProducts>['products'][number]
/** A product with one variant, whose SKU is its handle in capitals. */
export const product = (handle: string, more: Partial<Given> = {}): Given => ({
  handle,
  texts: [{ locale: 'en', title: `Title of ${handle}` }],
  variants: [{ sku: handle.toUpperCase() }],
  ...more,
})

/** Opens the world. Only catalog is real; pricing answers its two markets. */
export async function catalogWorld(t: TestContext, options: WorldOptions = {}) {
  const world = await newWorld(t, { modules: ['catalog'], fakes: { pricing: { markets: () => markets } }, ...options })
  const put = (products: Given[], batchId = world.process.options.ids.next()) =>
    world.client(catalog).putProducts({ batchId, products })
  const price = (variantId: string, amount: number, more: Record<string, unknown> = {}) =>
    world.tell(pricing.events.PriceChanged, {
      variantId,
      prices: [{ market: 'de', currency: 'EUR', amount, minQuantity: 1, ...more }],
    })
  const stock = (sku: string, available: 'in' | 'low' | 'out') =>
    world.tell(inventory.events.StockChanged, { sku, available })
  return {
    ...world,
    put,
    price,
    stock,
    /** Puts products that can be bought for 10.00 EUR and are there; answers them by handle. */
    async sell(products: Given[], amount = 1_000) {
      const made = await put(products)
      for (const { variants } of made) {
        for (const { sku, variantId } of variants) {
          await price(variantId, amount)
          await stock(sku, 'in')
        }
      }
      return new Map(made.map((each) => [each.handle, each]))
    },
    /** Forgets what changed, as the job does every second. */
    refresh: () => world.job('catalog', 'refresh-cache'),
    /**
     * Reads pages until they stay in memory over a refresh. Transactions of other databases in the same cluster may make an old
     * change be looked at twice, which costs a shop nothing and a test its calm.
     */
    async quiet(handles: string[]) {
      for (let cost = 1, left = 500; cost > 0 && left > 0; left--) {
        await world.job('catalog', 'refresh-cache')
        world.statements.length = 0
        for (const handle of handles) await world.http('GET', `/api/products/${handle}`)
        cost = world.statements.length
      }
    },
    titles: async (query: string) =>
      (await world.http('GET', `/api/products${query}`)).body.items.map(({ handle }: { handle: string }) => handle),
  }
}

/**
 * Holds a table so that whoever writes to it stops there, to put two transactions in an order. `waiting(n)` returns
 * when `n` of them wait for any lock; `release` lets them go.
 */
export async function holdTable(world: Pick<World, 'url' | 'sql'>, table: string) {
  const client = new pg.Client({ connectionString: world.url })
  await client.connect()
  await client.query('begin')
  await client.query(`lock table ${table} in share mode`)
  return {
    async waiting(n: number) {
      // Not by the holding connection: inside a transaction it would be shown the same picture again and again.
      const look = () => world.sql`
        select count(*)::int as count from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()`
      while ((await look())[0].count < n);
    },
    async release() {
      await client.query('rollback')
      await client.end()
    },
  }
}
