import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { refusalOf } from '#kernel/errors.ts'
import { catalog } from '../contract.ts'
import { catalogWorld, holdTable, product } from '../world.fixture.ts'
import { type Tree, changesBetween, childrenOf, isAbove, placed, treeFrom, without } from './tree.ts'
import { runs } from '../../../../test/properties/runs.ts'

const rooms = [
  {
    handle: 'kitchen',
    texts: [
      { locale: 'en', title: 'Kitchen' },
      { locale: 'de', title: 'Küche', handle: 'kueche' },
    ],
  },
  { handle: 'tableware', parent: 'kitchen', texts: [{ locale: 'en', title: 'Tableware' }] },
  { handle: 'mugs', parent: 'tableware' },
  { handle: 'living' },
]
async function shop(t: Parameters<typeof catalogWorld>[0], options = {}) {
  const world = await catalogWorld(t, options)
  const putCategories = (categories: typeof rooms) =>
    world.client(catalog).putCategories({ batchId: world.process.options.ids.next(), categories })
  const ask = (method: string, path: string, body?: unknown, headers = {}) =>
    world.http(method, `/api/admin/categories${path}`, {
      as: world.staff,
      headers,
      ...(body === undefined ? {} : { body }),
    })
  const made = await putCategories(rooms)
  return { world, putCategories, ask, id: (handle: string) => made.find((each) => each.handle === handle)!.categoryId }
}

test('the tree speaks the language of the reader, and falls back to the handle', async (t) => {
  const { world, putCategories } = await shop(t, { link: 'loop' })
  await putCategories(rooms)

  const { body, headers } = await world.http('GET', '/api/categories?locale=de')

  const [kitchen, living] = body.items
  assert.deepEqual([kitchen.title, kitchen.path, living.title], ['Küche', 'kueche', 'living'])
  assert.deepEqual(kitchen.children[0].children[0].path, 'kueche/tableware/mugs')
  assert.equal(headers['content-language'], 'de')
  assert.equal((await world.sql`select count(*)::int from catalog.categories`)[0].count, 4)
})

test('a category moves with everything below it, and lists, pages and the tree follow', async (t) => {
  const { world, ask, id } = await shop(t)
  await world.sell([product('mug', { categories: ['mugs'] })])
  assert.deepEqual(await world.titles('?category=kueche&locale=de'), ['mug'])
  await world.http('GET', '/api/products/mug')

  const moved = await ask('POST', `/${id('tableware')}/move`, { parent: 'living' })

  assert.equal(moved.body.path, 'living/tableware')
  assert.deepEqual(await world.titles('?category=living'), ['mug'])
  assert.deepEqual(await world.titles('?category=kitchen'), [])
  const page = await world.http('GET', '/api/products/mug?locale=en')
  assert.deepEqual(
    page.body.categories[0].breadcrumb.map(({ title }: { title: string }) => title),
    ['living', 'Tableware', 'mugs'],
  )
})

test('a category cannot stand under itself, and a stale writer changes nothing', async (t) => {
  const { ask, id } = await shop(t)
  const { headers } = await ask('GET', `/${id('kitchen')}`)

  const cycle = await ask('POST', `/${id('kitchen')}/move`, { parent: 'mugs' })
  const renamed = await ask(
    'PATCH',
    `/${id('kitchen')}`,
    { texts: [{ locale: 'en', title: 'The kitchen' }] },
    { 'if-match': headers['etag'] },
  )
  const stale = await ask('PATCH', `/${id('kitchen')}`, { handle: 'room' }, { 'if-match': headers['etag'] })
  const taken = await ask('PATCH', `/${id('kitchen')}`, { handle: 'living' })
  const unknown = await ask('POST', '', { handle: 'x', parent: 'nowhere' })

  assert.deepEqual(
    [cycle, renamed, stale, taken, unknown].map(({ status, body }) => [status, body.code]),
    [
      [422, 'category_cycle'],
      [200, undefined],
      [412, 'precondition_failed'],
      [409, 'handle_taken'],
      [404, 'category_unknown'],
    ],
  )
})

test('only an empty branch is removed, and its products stay in the shop', async (t) => {
  const { world, ask, id } = await shop(t)
  await world.sell([product('mug', { categories: ['mugs'] })])

  const full = await ask('DELETE', `/${id('tableware')}`)
  const removed = await ask('DELETE', `/${id('mugs')}`)

  assert.deepEqual([full.status, full.body.code, removed.status], [409, 'category_not_empty', 204])
  assert.deepEqual(await world.titles(''), ['mug'])
  assert.deepEqual(await world.titles('?category=kitchen'), [])
})

test('moves at the same time make no circle', async (t) => {
  const { world, ask, id } = await shop(t)

  // The first has written its place, and not committed, when the second reads.
  const changes = await holdTable(world, 'catalog.changes')
  const first = ask('POST', `/${id('kitchen')}/move`, { parent: 'living' })
  await changes.waiting(1)
  const second = ask('POST', `/${id('living')}/move`, { parent: 'kitchen' })
  await changes.waiting(2)

  await changes.release()
  const answers = await Promise.all([first, second])

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 422],
  )
  const rows = await world.sql`select id, parent_id as "parentId", path from catalog.categories`
  const parents = new Map(rows.map((row: any) => [row.id, row.parentId]))
  for (const { path } of rows)
    path.forEach((each: string, at: number) => assert.equal(parents.get(each) ?? null, at === 0 ? null : path[at - 1]))
})

test('a batch with a circle writes nothing', async (t) => {
  const { world, putCategories } = await shop(t)

  const refusal = await refusalOf(putCategories([{ handle: 'new' }, { handle: 'kitchen', parent: 'mugs' }]))

  assert.equal(refusal?.code, 'category_cycle')
  assert.equal((await world.sql`select count(*)::int from catalog.categories`)[0].count, 4)
})

test('however categories are placed, paths lead from a root and siblings count from 0', () => {
  const step = fc.record({
    id: fc.nat(9),
    parent: fc.option(fc.nat(9)),
    position: fc.option(fc.nat(4)),
    isGone: fc.boolean(),
  })

  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let tree: Tree = treeFrom([])
      for (const { id, parent, position, isGone } of steps) {
        const before = tree
        const [name, parentId] = [`n${id}`, parent !== null && tree.has(`n${parent}`) ? `n${parent}` : null]
        if (isGone && tree.has(name) && childrenOf(tree, name).length === 0) tree = without(tree, name)
        else if (!(tree.has(name) && isAbove(tree, name, parentId)) && name !== parentId)
          tree = placed(tree, { id: name, handle: name }, parentId, position)
        const { moved } = changesBetween(before, tree)
        for (const each of moved) assert.notDeepEqual(before.get(each)!.path, tree.get(each)!.path)
        for (const node of tree.values()) {
          assert.deepEqual(node.path, [...(node.parentId === null ? [] : tree.get(node.parentId)!.path), node.id])
          assert.deepEqual(
            childrenOf(tree, node.id).map(({ position }) => position),
            childrenOf(tree, node.id).map((_, at) => at),
          )
        }
      }
    }),
    runs(),
  )
})
