/** Whether a shop is to be filled with demo goods. The goods themselves are loaded only then: a shop in use does not carry them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Pool, runOn } from '#kernel/database/pool.ts'
import type { Shop } from './open-shop.ts'

/**
 * Fills the shop once in its life, and only when nobody else put anything in. Cut off in the middle, it goes on at the next start.
 * Answers false when there was nothing to do. Takes the environment that opens the same shop in another process, which then does it;
 * null where none can, since the shop has modules that are not ours.
 */
export async function fillWhenNew(shop: Shop, env: NodeJS.ProcessEnv | null): Promise<boolean> {
  const { clock, relayPoolOf } = shop.process.options
  const pool = relayPoolOf('catalog')
  const deadline = () => clock.now() + 5_000
  const marks = await marksOf(pool, deadline())
  if (marks.has('demo-filled') || (!marks.has('demo-begun') && (await isInUse(pool, deadline())))) return false
  await mark(pool, deadline(), 'demo-begun')
  if (env === null) await (await import('./demo/fill-demo-shop.ts')).fillDemoShop(shop)
  else await fillElsewhere(env)
  await mark(pool, deadline(), 'demo-filled')
  return true
}

async function fillElsewhere(env: NodeJS.ProcessEnv): Promise<void> {
  const script = fileURLToPath(new URL('./demo/fill-alone.ts', import.meta.url))
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const end = () => child.kill()
  process.once('exit', end)
  const [code, signal] = await once(child, 'exit').finally(() => process.off('exit', end))
  if (code !== 0) throw new Error(`the demo shop could not be filled: its process ended with ${code ?? signal}`)
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
