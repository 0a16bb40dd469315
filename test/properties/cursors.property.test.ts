import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { modules } from '../../src/modules.ts'
import { newWorld } from '../world/world.ts'
import { listsOf, ownerId } from './lists.ts'
import { runs } from './runs.ts'

/** Has a property of its own, in every order and with words: `src/modules/catalog/listing/lists.test.ts`. */
const elsewhere = ['/api/products']

test('whatever a list holds and whatever is put in meanwhile, a walk by cursor shows what was there once, and nothing twice', async (t) => {
  const world = await newWorld(t, { promises: false })
  const lists = await listsOf(world)
  const paged = modules.flatMap(({ routes }) =>
    routes
      .filter(({ method, query }) => method === 'GET' && 'after' in ((query as any)?.properties ?? {}))
      .map(({ path }) => path),
  )
  const missing = paged.filter((path) => !elsewhere.includes(path) && !lists.some((list) => list.path === path))
  let n = 0

  assert.deepEqual(missing, [], 'Each list that has a cursor is walked here: add it to test/properties/lists.ts')
  for (const { path, query = '', table, key, row } of lists) {
    const customer = world.customer(ownerId)
    const as = path.startsWith('/api/admin') ? world.administrator : customer
    const walk = async (limit: number, between: () => Promise<void>) => {
      const pages: string[][] = []
      for (let after: string | undefined = ''; after !== undefined;) {
        const next = after === '' ? '' : `&after=${encodeURIComponent(after)}`
        const { status, body, text } = await world.http('GET', `${path}?limit=${limit}&${query}${next}`, { as })
        assert.equal(status, 200, `${path} ${text}`)
        pages.push(body.items.map(key))
        after = body.next
        await between()
      }
      return pages
    }
    await fc.assert(
      fc.asyncProperty(
        fc.nat(9),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(2), { maxLength: 4 }),
        async (count, limit, more) => {
          await world.sql([`delete from ${table}`] as never)
          n += 2 - (n % 2)
          for (let at = 0; at < count; at++) await row(n++)
          const left = [...more]
          const there = (await walk(100, async () => {})).flat()

          const pages = await walk(limit, async () => {
            for (let come = left.shift() ?? 0; come > 0; come--) await row(n++)
          })

          const seen = pages.flat()
          assert.equal(there.length, count, path)
          assert.equal(new Set(seen).size, seen.length, `${path} shows something twice`)
          assert.deepEqual(
            seen.filter((each) => there.includes(each)),
            there,
            `${path} loses something, or its order`,
          )
          assert.ok(pages.every((page) => page.length <= limit))
        },
      ),
      runs(8),
    )
  }
})
