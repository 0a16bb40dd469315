import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { eventually } from '../../world/juniper.ts'
import { openTrial } from '../trial.ts'

/** The back office lists products with the number of their variants, which it looks up for each. */
const list = '/api/admin/products?status=draft&limit=100'

test('F32 an index is missing under a million rows: the statement is ended in its time and named in the log, others are served, and the index heals it', async (t) => {
  const trial = await openTrial(t, { topology: 'one', stock: { mug: 100 } })
  await trial.run(`
    drop index catalog.variants_product; drop index catalog.variants_combination;
    set session_replication_role = replica;
    insert into catalog.products (id, handle, status)
      select banyan.new_id(), 'draft-' || at, 'draft' from generate_series(1, 100) as at;
    insert into catalog.products (id, handle, status)
      select banyan.new_id(), 'old-' || at, 'archived' from generate_series(1, 1000) as at;
    insert into catalog.variants (id, product_id, sku, position, option_values)
      select gen_random_uuid(), product.id, product.handle || '-' || at, at, array[repeat('colour ', 20), repeat('size ', 20)]
      from catalog.products as product, generate_series(1, 1000) as at where product.status = 'archived';
    reset session_replication_role; analyze catalog.variants`)
  const ask = () => trial.http('GET', list, { token: trial.adminToken })

  const slow = ask()
  await eventually(async () => {
    const rows = await trial.sql`
      select from pg_stat_activity where datname = current_database() and state = 'active' and query like '%catalog.variants%'
        and query not like '%pg_stat_activity%'`
    return rows.length > 0 ? true : null
  }, 'the list is being read')
  const bought = await trial.place({ lines: { mug: 1 } }, randomUUID())
  const shown = await trial.http('GET', '/api/products?q=mug')
  const first = await Promise.race([slow, Promise.resolve(null)])
  const refused = await slow
  const line = await eventually(async () => {
    const lines = trial.running[0]!.output().split('\n')
    const ended = lines.filter((each) => each.includes('a statement took too long'))
    return ended.find((each) => each.includes('from catalog.variants where variants.product_id')) ?? null
  }, 'the log says so')
  await trial.run('create index variants_product on catalog.variants (product_id, position)')
  const healed = await ask()

  assert.equal(bought.status, 201, bought.text)
  assert.equal(shown.status, 200, shown.text)
  assert.equal(first, null, 'it was over before the others were served')
  assert.deepEqual([refused.status, refused.body.code], [503, 'unavailable'], refused.text)
  assert.match(JSON.parse(line).text, /from catalog\.variants where variants\.product_id = products\.id/)
  assert.match(JSON.parse(line).statement, /^[\w-]{27}$/)
  assert.deepEqual([healed.status, healed.body.items?.length], [200, 100], healed.text)
})
