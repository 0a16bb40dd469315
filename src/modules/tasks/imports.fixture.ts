/** A small shop and the ways in which people import into it, for tests. */
import { setTimeout as pause } from 'node:timers/promises'
import type { TestContext } from 'node:test'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import type { Answer } from '../../../test/world/inject.ts'
import { type World, newWorld } from '../../../test/world/world.ts'

export type Upload = {
  dryRun?: boolean
  format?: string
  fieldsLast?: boolean
  query?: string
  headers?: Record<string, string>
}

/** A shop with a market and a location, and real neighbours; `link` as of a world. */
export async function importWorld(t: TestContext, link: 'local' | 'loop' = 'local') {
  const world = await newWorld(t, { modules: ['tasks', 'catalog', 'pricing', 'inventory'], link })
  const id = () => world.process.options.ids.next()
  const eu = {
    handle: 'eu',
    name: 'Europe',
    currency: 'EUR',
    countries: ['DE'],
    locales: ['en', 'de'],
    taxIncluded: true,
  }
  await world.client(pricing).putMarkets({ changeId: id(), markets: [eu] })
  await world.client(inventory).ensureLocation({ handle: 'hamburg', name: 'Hamburg' })
  return { ...world, ...importing(world) }
}
export type ImportWorld = Awaited<ReturnType<typeof importWorld>>

/** Uploads, runs and looks, in any world. */
export function importing(world: World) {
  const upload = (csv: string, options: Upload = {}) => uploadTo(world, csv, options)
  const show = async (id: string) => (await world.http('GET', `/api/admin/imports/${id}`, { as: world.staff })).body
  /** Runs the job until no task is open that could be run. */
  const run = async (id: string) => {
    for (let left = 50; left > 0; left--) {
      await world.job('tasks', 'run-tasks')
      const task = await show(id)
      if (!['queued', 'running'].includes(task.state)) return task
    }
    throw new Error('the import does not come to an end')
  }
  return {
    upload,
    show,
    run,
    /** Uploads and runs to the end. */
    imported: async (csv: string, options: Upload = {}) => run((await upload(csv, options)).body.id),
    errorsOf: async (id: string) =>
      (await world.http('GET', `/api/admin/imports/${id}/errors.csv`, { as: world.staff })).text,
    onHand: async () =>
      Object.fromEntries(
        (await world.sql<{ sku: string; on_hand: number }>`select sku, on_hand from inventory.stock order by sku`).map(
          (row) => [row.sku, row.on_hand],
        ),
      ),
    /** Everything that an import could write to the shop, to tell that nothing was. */
    written: async () =>
      (
        await world.sql`
      select (select count(*) from catalog.products) + (select count(*) from catalog.batches) as catalog,
        (select sum(version) from catalog.products) as versions, (select count(*) from pricing.price_log) as prices,
        (select count(*) from inventory.movements) as movements, (select count(*) from inventory.locations) as locations,
        (select count(*) from catalog.outbox) + (select count(*) from pricing.outbox) + (select count(*) from inventory.outbox) as facts`
      )[0],
  }
}

async function uploadTo(
  world: World,
  csv: string,
  { dryRun, format, fieldsLast = false, query = '', headers = {} }: Upload,
): Promise<Answer> {
  const field = (name: string, value: string) =>
    `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const fields =
    (dryRun === undefined ? '' : field('dryRun', String(dryRun))) +
    (format === undefined ? '' : field('format', format))
  const file = `--cut\r\nContent-Disposition: form-data; name="file"; filename="goods.csv"\r\nContent-Type: text/csv\r\n\r\n${csv}\r\n`
  const payload = `${fieldsLast ? file + fields : fields + file}--cut--\r\n`
  const request = {
    payload,
    as: world.staff,
    headers: { 'content-type': 'multipart/form-data; boundary=cut', ...headers },
  }
  for (let left = 100; ; left--) {
    const answer = await world.http('POST', `/api/admin/imports${query}`, request)
    // A busy machine makes the back office wait.
    if (answer.status !== 503 || left === 0) return answer
    await pause(50)
  }
}

/** A file of our own format with products `g-0` … of one variant each, stock 5. */
export const goodsCsv = (count: number, { price = '9.99', stock = 5 } = {}): string =>
  [
    'handle,sku,title,price,stock',
    ...Array.from({ length: count }, (_, at) => `g-${at},G${at},Thing ${at},${price},${stock}`),
  ].join('\n')
