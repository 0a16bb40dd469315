import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Unavailable } from '#kernel/errors.ts'
import { newWorld } from '../../../test/world/world.ts'
import { goodsCsv, importWorld, importing } from './imports.fixture.ts'
import { runTask } from './run-tasks.ts'
import { claimTask, keepProgress } from './task-store.ts'

const folders = (dataDir: string) => readdirSync(join(dataDir, 'tasks'))

test('a file becomes products with prices and stock; the same file again changes nothing', async (t) => {
  const world = await importWorld(t, 'loop')
  const csv = goodsCsv(3)

  const answer = await world.upload(csv)
  const first = await world.run(answer.body.id)
  const written = await world.written()
  const second = await world.imported(csv)

  assert.equal(answer.status, 202, answer.text)
  assert.equal(answer.headers['location'], `/api/admin/imports/${answer.body.id}`)
  assert.deepEqual(
    [first.state, first.counts, first.progress.done],
    ['done', { rows: 3, created: 3, changed: 0, skipped: 0, failed: 0 }, csv.length],
  )
  assert.deepEqual([second.state, second.counts], ['done', { rows: 3, created: 0, changed: 0, skipped: 3, failed: 0 }])
  assert.deepEqual(await world.written(), written)
  assert.deepEqual(await world.onHand(), { G0: 5, G1: 5, G2: 5 })
  assert.deepEqual(folders(world.settings.dataDir), [])
  const list = await world.http('GET', '/api/admin/imports?limit=1', { as: world.staff })
  assert.deepEqual(
    [list.body.items.map(({ id }: { id: string }) => id), typeof list.body.next],
    [[second.id], 'string'],
  )
})

test('what changed in the file changes in the shop, and nothing else: what was sold stays sold', async (t) => {
  const world = await importWorld(t)
  await world.imported('handle,sku,title,price,compareAt,stock\nmug,M1,Mug,9.99,12.00,5\npot,P1,Pot,5.00,,5')
  await world.sql`update inventory.stock set on_hand = 3 where sku = 'P1'`

  const prices = await world.imported('handle,sku,price,stock\nmug,M1,8.99,5\npot,P1,5.00,5')
  const more = await world.imported('handle,sku,price,stock\nmug,M1,8.99,5\npot,P1,5.00,9')

  assert.deepEqual(prices.counts, { rows: 2, created: 0, changed: 1, skipped: 1, failed: 0 })
  assert.deepEqual(more.counts, { rows: 2, created: 0, changed: 1, skipped: 1, failed: 0 })
  assert.deepEqual(await world.onHand(), { M1: 5, P1: 9 })
  const kept = await world.sql`select amount::int, compare_at::int from pricing.prices order by amount`
  assert.deepEqual(kept, [
    { amount: 500, compare_at: null },
    { amount: 899, compare_at: 1_200 },
  ])
})

test('a dry run tells what would become of each product and writes nothing', async (t) => {
  const world = await importWorld(t)
  await world.imported(goodsCsv(2))
  const before = await world.written()

  const tasks = [
    await world.imported(`${goodsCsv(3)}\ng-0,G9,Thing 0,1,1\nnew,G1,Taken,1,1\nbad,B1,Bad,free,1`, { dryRun: true }),
    await world.imported(goodsCsv(4), { dryRun: true, fieldsLast: true }),
    await world.imported(goodsCsv(5, { price: '1' }), { query: '?dryRun=true' }),
  ]

  assert.deepEqual(
    tasks.map(({ counts }) => Object.values(counts)),
    [
      [6, 1, 0, 2, 3],
      [4, 2, 0, 2, 0],
      [5, 3, 2, 0, 0],
    ],
  )
  assert.deepEqual(await world.written(), before)
  const errors = (await world.errorsOf(tasks[0]!.id)).trim().split('\r\n')
  assert.deepEqual(
    errors.map((line) => line.split(',').slice(0, 3).join(' ')),
    ['row column code', '5 handle handle_twice', '6 sku sku_twice', '7 price price_invalid'],
  )
})

test('errors are a CSV file that runs no formula', async (t) => {
  const world = await importWorld(t)

  const { id, errors } = await world.imported('handle,sku,title,price\nmug,M1,Mug,free\npot,P1,Pot,"1,99"')
  const evil = await world.imported('handle,sku,=cmd|calc,@x,-y,=cmd|calc,@x,-y\nmug,M1,1,2,3,4,5,6')

  assert.equal(errors, 2)
  assert.match(
    await world.errorsOf(id),
    /^row,column,code,what to do\r\n2,price,price_invalid,"Write the amount .* ""12\.99""\."\r\n3,price,/,
  )
  const cells = (await world.errorsOf(evil.id))
    .trim()
    .split('\r\n')
    .map((line) => line.split(',')[1])
  assert.deepEqual(cells, ['column', "'=cmd|calc", "'@x", "'-y"])
})

test('products that catalog refuses are told, the others of their batch are imported', async (t) => {
  const world = await importWorld(t)
  const missing = `/media/${'ab'.repeat(32)}.png`

  const task = await world.imported(
    `handle,sku,title,images,price\nmug,M1,Mug,,1.00\npot,P1,Pot,${missing},1.00\njar,J1,Jar,,1.00`,
  )

  assert.deepEqual(task.counts, { rows: 3, created: 2, changed: 0, skipped: 0, failed: 1 })
  assert.match(await world.errorsOf(task.id), /\r\n3,,image_unknown,/)
})

test('stock that orders hold is not counted away, and the row says so', async (t) => {
  const world = await importWorld(t)
  await world.imported(goodsCsv(3))
  await world.sql`update inventory.stock set held = 4 where sku = 'G1'`

  const task = await world.imported(goodsCsv(3, { stock: 2 }))

  assert.deepEqual([task.state, task.errors], ['done', 1])
  assert.match(await world.errorsOf(task.id), /\r\n3,stock,below_held,/)
  assert.deepEqual(await world.onHand(), { G0: 2, G1: 5, G2: 2 })
})

test('an import that died between a batch and its checkpoint goes on when its lease is over: each thing is counted and booked once, and what was sold meanwhile stays sold', async (t) => {
  const world = await importWorld(t)
  const { id } = (await world.upload(goodsCsv(250))).body
  const context = world.context('tasks')
  const dying = {
    ...context,
    inventory: {
      ...context.inventory,
      adjust: async (input: any) => {
        await context.inventory.adjust(input)
        throw new Unavailable('the process was killed')
      },
    },
  }
  const claimed = (await claimTask(context.db, [id]))!

  await assert.rejects(runTask(dying, claimed, { endsAt: 0, keepsLease: false }), /killed/)
  await world.job('tasks', 'run-tasks')
  const waiting = await world.show(id)
  await world.sql`update inventory.stock set on_hand = 4 where sku = 'G0'`
  await world.moveTime({ seconds: 31 })
  const task = await world.run(id)

  assert.deepEqual([waiting.state, waiting.counts.rows], ['running', 0])
  assert.deepEqual([task.state, task.counts], ['done', { rows: 250, created: 250, changed: 0, skipped: 0, failed: 0 }])
  const [{ movements, logged }] =
    await world.sql`select (select count(*)::int from inventory.movements) as movements, (select count(*)::int from pricing.price_log) as logged`
  assert.deepEqual([movements, logged], [250, 250])
  assert.equal((await world.onHand())['G0'], 4)
})

test('who lost the lease cannot write progress any more', async (t) => {
  const world = await importWorld(t)
  const { id } = (await world.upload(goodsCsv(2))).body
  const late = (await claimTask(world.context('tasks').db, [id]))!
  await world.moveTime({ seconds: 31 })
  const next = (await claimTask(world.context('tasks').db, [id]))!

  const finding = { row: 2, column: null, code: 'x', detail: 'x' }
  const progress = { done: 1, counts: late.counts, notices: [], checkpoint: null, findings: [finding], ends: null }
  const { db } = world.context('tasks')
  const states = [await keepProgress(db, late, progress), await keepProgress(db, next, { ...progress, findings: [] })]

  assert.deepEqual(states, [null, 'running'])
  assert.equal((await world.show(id)).errors, 0)
})

test('a running import stops after its batch when it is cancelled, and goes on from there when it is resumed', async (t) => {
  const world = await importWorld(t)
  const { id } = (await world.upload(goodsCsv(250))).body
  const steer = (word: string) => world.http('POST', `/api/admin/imports/${id}/${word}`, { as: world.staff })
  const context = world.context('tasks')
  const claimed = (await claimTask(context.db, [id]))!

  const asked = await steer('cancel')
  const stopped = await runTask(context, claimed, { endsAt: 0, keepsLease: false })
  await world.job('tasks', 'run-tasks')
  const resumed = await steer('resume')
  const done = await world.run(id)
  const [late, again] = [await steer('cancel'), await steer('resume')]

  assert.deepEqual([asked.body.state, asked.body.cancelling], ['running', true])
  assert.deepEqual([stopped!.state, stopped!.counts.rows], ['cancelled', 100])
  assert.equal(resumed.status, 202)
  assert.deepEqual(done.counts, { rows: 250, created: 250, changed: 0, skipped: 0, failed: 0 })
  assert.deepEqual([late.body.code, again.body.code], ['task_not_open', 'task_not_resumable'])
})

test('an import that was asked to stop and died before it could is cancelled when its lease is over', async (t) => {
  const world = await importWorld(t)
  const { id } = (await world.upload(goodsCsv(1))).body
  await claimTask(world.context('tasks').db, [id])
  await world.http('POST', `/api/admin/imports/${id}/cancel`, { as: world.staff })

  await world.moveTime({ seconds: 31 })
  const task = await world.run(id)

  assert.deepEqual([task.state, task.counts.rows], ['cancelled', 0])
})

test('an import that waits is cancelled at once', async (t) => {
  const world = await importWorld(t)
  const { id } = (await world.upload(goodsCsv(1))).body

  const { body } = await world.http('POST', `/api/admin/imports/${id}/cancel`, { as: world.staff })
  await world.job('tasks', 'run-tasks')

  assert.deepEqual([body.state, (await world.show(id)).counts.rows], ['cancelled', 0])
})

test('files that cannot be imported are refused before a task is made, and nothing of them stays on the disk', async (t) => {
  const world = await importWorld(t)

  const answers = [
    await world.upload('a,b\n1,2'),
    await world.upload(''),
    await world.upload('\uFEFFh\0a\0n'),
    await world.upload(goodsCsv(1), { format: 'excel' }),
    await world.upload(goodsCsv(1), { headers: { 'content-type': 'text/csv' } }),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => `${status} ${body.code}`),
    [
      '422 format_unknown',
      '422 file_empty',
      '422 encoding_unknown',
      '422 format_unknown',
      '415 unsupported_media_type',
    ],
  )
  assert.deepEqual(folders(world.settings.dataDir), [])
  assert.deepEqual(await world.sql`select id from tasks.tasks`, [])
})

test('imports are for staff', async (t) => {
  const world = await importWorld(t)
  const { id } = (await world.upload(goodsCsv(1))).body

  const asks = [
    ['GET', ''],
    ['GET', `/${id}`],
    ['GET', `/${id}/errors.csv`],
    ['POST', `/${id}/cancel`],
    ['POST', `/${id}/resume`],
  ] as const
  const statuses = await Promise.all(
    asks.map(
      async ([method, path]) =>
        (
          await world.http(method, `/api/admin/imports${path}`, {
            as: world.customer('00000000-0000-7000-8000-000000000001'),
          })
        ).status,
    ),
  )

  assert.deepEqual(statuses, [403, 403, 403, 403, 403])
})

test('a shop without a location gets one; without a market the import says what to make first', async (t) => {
  const world = await newWorld(t, { modules: ['tasks', 'catalog', 'pricing', 'inventory'] })
  const { upload, imported } = importing(world)

  const early = await upload(goodsCsv(1))
  const [market] = [
    { handle: 'eu', name: 'Europe', currency: 'EUR', countries: ['DE'], locales: ['en'], taxIncluded: true },
  ]
  await world.http('POST', '/api/admin/markets', { as: world.administrator, body: market })
  const task = await imported(goodsCsv(1))

  assert.deepEqual([early.status, early.body.code], [422, 'market_required'])
  assert.deepEqual([task.state, task.counts.created], ['done', 1])
  assert.deepEqual(await world.sql`select sku, location, on_hand from inventory.stock`, [
    { sku: 'G0', location: 'main', on_hand: 5 },
  ])
})

test('files of today are kept by the sweep, those that nobody needs go', async (t) => {
  const world = await importWorld(t)
  const done = await world.imported(goodsCsv(1))
  const { id } = (await world.upload(goodsCsv(1))).body
  await world.http('POST', `/api/admin/imports/${id}/cancel`, { as: world.staff })

  await world.job('tasks', 'sweep-files')
  const today = folders(world.settings.dataDir)
  await world.moveTime({ days: 91 })
  await world.job('tasks', 'sweep-files')

  assert.deepEqual([today, folders(world.settings.dataDir)], [[id], []])
  assert.deepEqual(await world.sql`select id from tasks.tasks where id = ${done.id}`, [])
})
