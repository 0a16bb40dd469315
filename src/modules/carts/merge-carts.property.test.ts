import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { refusalOf } from '#kernel/errors.ts'
import { runs } from '../../../test/properties/runs.ts'
import { openShop, trinket } from './carts.fixture.ts'
import { carts } from './contract.ts'

type Act =
  | { act: 'add'; to: number | 'own'; goods: number; quantity: number; metadata: string | null }
  | { act: 'merge'; guest: number }

const guests = 3
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('add'),
      to: fc.constantFrom(0, 1, 2, 'own'),
      goods: fc.nat(2),
      quantity: fc.integer({ min: 1, max: 2 }),
      metadata: fc.constantFrom(null, null, 'Ada'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('merge'), guest: fc.nat(guests - 1) }) },
) as fc.Arbitrary<Act>

test('F66 B43 whatever is added and merged in however many tabs, the account has every unit that was taken, once', async (t) => {
  const shop = await openShop(t, { trinkets: 3, stock: { 'sku-201': 1_000, 'sku-202': 1_000, 'sku-203': 1_000 } })
  const steps = fc.array(fc.array(anyAct, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })

  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (all, hasOwn) => {
      const user = { kind: 'user', id: shop.next(), roles: ['customer'] } as const
      const own = hasOwn ? await shop.make({}, user) : null
      const open = await Promise.all(Array.from({ length: guests }, () => shop.make()))
      const wanted = new Map<string, number>()
      const merge = (guest: number) => {
        const { id, token } = open[guest]!
        return refusalOf(shop.world.client(carts).merge({ guestCartId: id, token, userId: user.id }))
      }
      const perform = async (each: Act): Promise<void> => {
        if (each.act === 'merge') return void (await merge(each.guest))
        const cart = each.to === 'own' ? own : open[each.to]!
        if (cart === null) return
        const more = each.metadata === null ? {} : { metadata: { name: each.metadata } }
        const { status, text } = await shop.add(cart, trinket(each.goods), each.quantity, more)
        const key = `${each.goods} ${each.metadata}`
        if (status === 200) wanted.set(key, (wanted.get(key) ?? 0) + each.quantity)
        else assert.match(text, /cart_closed|cart_busy/)
      }

      for (const step of all) await Promise.all(step.map(perform))
      for (let guest = 0; guest < guests; guest++) assert.equal(await merge(guest), null)
      for (let guest = 0; guest < guests; guest++) assert.equal(await merge(guest), null)

      const { body } = await shop.world.http('GET', '/api/carts/mine', { as: user })
      const has = body.lines.map(({ variantId, quantity, metadata }: any) => {
        const goods = [0, 1, 2].find((at) => trinket(at) === variantId)
        return [`${goods} ${metadata?.name ?? null}`, quantity]
      })
      assert.equal(new Set(has.map(([key]: any) => key)).size, has.length, 'the same goods are one line')
      assert.deepEqual(Object.fromEntries(has), Object.fromEntries(wanted))
      const openNow = await shop.world.sql`select id from carts.carts where user_id = ${user.id} and closed_at is null`
      assert.equal(openNow.length, 1)
    }),
    runs(15),
  )
})
