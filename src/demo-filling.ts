/** Whether a shop is to be filled with demo goods. The goods themselves are loaded only then: a shop in use does not carry them. */
import { type Pool, runOn } from '#kernel/database/pool.ts'
import type { Shop } from './open-shop.ts'

/**
 * Fills the shop once in its life, and only when nobody else put anything in. Cut off in the middle, it goes on at the next start.
 * Answers false when there was nothing to do.
 */
export async function fillWhenNew(shop: Shop): Promise<boolean> {
  const { clock, relayPoolOf } = shop.process.options
  const pool = relayPoolOf('catalog')
  const deadline = () => clock.now() + 5_000
  const marks = await marksOf(pool, deadline())
  if (marks.has('demo-filled') || (!marks.has('demo-begun') && (await isInUse(pool, deadline())))) return false
  await mark(pool, deadline(), 'demo-begun')
  const { fillDemoShop } = await import('./demo/fill-demo-shop.ts')
  await fillDemoShop(shop)
  await mark(pool, deadline(), 'demo-filled')
  return true
}

async function marksOf(pool: Pool, deadline: number): Promise<Set<string>> {
  const rows = (await runOn(pool, deadline, 'select name from banyan.marks', [])) as { name: string }[]
  return new Set(rows.map(({ name }) => name))
}
async function isInUse(pool: Pool, deadline: number): Promise<boolean> {
  const text =
    'select exists (select from pricing.markets) or exists (select from catalog.products) or exists (select from orders.orders) as used'
  const [row] = (await runOn(pool, deadline, text, [])) as { used: boolean }[]
  return row!.used
}
async function mark(pool: Pool, deadline: number, name: string): Promise<void> {
  await runOn(pool, deadline, 'insert into banyan.marks (name) values ($1) on conflict do nothing', [name])
}
