import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogMemory, forgetProducts, readPage } from './memory.ts'

test('a change forgets the pages of its product and the lists, and no other page', async () => {
  const keeper = { memory: catalogMemory(), clock: { now: () => 0 } }
  const made: string[] = []
  const read = (key: string, productId?: string) =>
    readPage(keeper, key, async () => {
      made.push(key)
      return { body: {}, locale: 'en', ...(productId === undefined ? {} : { productId }) }
    })
  const readAll = () => Promise.all([read('mug', '1'), read('cup', '2'), read('list')])
  await readAll()

  forgetProducts(keeper, ['1'])
  await readAll()

  assert.deepEqual(made, ['mug', 'cup', 'list', 'mug', 'list'])
})

test('however many questions are asked, what is kept of pages stays bounded', async () => {
  const keeper = { memory: catalogMemory(), clock: { now: () => 0 } }

  for (let n = 0; n < 80_000; n++) await readPage(keeper, `q=${n}`, async () => ({ body: {}, locale: 'en' }))

  assert.ok(keeper.memory.pages!.size <= 32 * 1024 * 1024)
})
