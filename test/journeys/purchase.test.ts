import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually, openJuniper, order, readyCart, shelf } from '../world/juniper.ts'
import { openStage, stages } from '../world/stages.ts'

for (const stage of stages) {
  test(`T04 T07 ${stage}: a guest buys two mugs and a pot, and the shelf, the cart and the ledger know it`, async (t) => {
    const shop = await openJuniper(await openStage(t, stage))
    const cart = await readyCart(shop, { mug: 2, pot: 1 })

    const placed = await order(shop, cart, 'first-purchase')
    const again = await order(shop, cart, 'first-purchase')

    assert.equal(placed.status, 201, placed.text)
    assert.deepEqual([placed.body.status, placed.body.totals.total.amount], ['PAID', 3_780])
    assert.equal(again.text, placed.text)
    const sold = await eventually(async () => {
      const level = await shelf(shop, 'mug')
      return level.held === 0 && level.onHand === 18 ? level : null
    }, 'the mugs leave the shelf')
    assert.deepEqual(sold, { onHand: 18, held: 0 })
    const closed = await eventually(async () => {
      const change = await shop.http('POST', `/api/carts/${cart.id}/lines`, {
        headers: { 'cart-token': cart.token },
        body: { variantId: shop.variants['mug'], quantity: 1 },
      })
      return change.body.code === 'cart_closed' ? change : null
    }, 'the cart is closed')
    assert.equal(closed.status, 409)
    const shown = await shop.http('GET', `/api/orders/${placed.body.id}`, {
      headers: { 'order-token': placed.body.token },
    })
    assert.equal(shown.body.number, placed.body.number)
  })

  test(`B58 ${stage}: a shopper at his bank is waited for, and the webhook completes the order`, async (t) => {
    const shop = await openJuniper(await openStage(t, stage))
    const cart = await readyCart(shop, { lamp: 1 })

    const waiting = await order(shop, cart, 'async', 'test_async_ok')
    const paid = await eventually(async () => {
      const { body } = await shop.http('GET', `/api/orders/${waiting.body.id}`, {
        headers: { 'order-token': waiting.body.token },
      })
      return body.status === 'PAID' ? body : null
    }, 'the order is paid by the webhook')

    assert.equal(waiting.status, 202, waiting.text)
    assert.equal(paid.payment.status, 'paid')
  })

  test(`${stage}: staff sends one order, refunds another, and cancels a third`, async (t) => {
    const shop = await openJuniper(await openStage(t, stage))
    const buy = async (key: string) => (await order(shop, await readyCart(shop, { pot: 1 }), key)).body
    const [sent, refunded, cancelled] = [await buy('a'), await buy('b'), await buy('c')]
    const admin = (path: string, body: object, key?: string) =>
      shop.http('POST', `/api/admin/orders/${path}`, {
        body,
        token: shop.adminToken,
        headers: key === undefined ? {} : { 'idempotency-key': key },
      })

    const fulfilment = await admin(`${sent.id}/fulfilments`, { carrier: 'DHL' })
    const refund = await admin(
      `${refunded.id}/refunds`,
      { amount: { amount: 1_380, currency: 'EUR' }, reason: 'broken' },
      'refund-b',
    )
    const foreign = await admin(`${refunded.id}/refunds`, { amount: { amount: 1, currency: 'USD' } }, 'refund-c')
    const cancel = await admin(`${cancelled.id}/cancel`, {})

    assert.deepEqual([foreign.status, foreign.body.code], [422, 'currency_mismatch'])
    assert.deepEqual([fulfilment.status, refund.status, cancel.status], [201, 201, 200], refund.text + cancel.text)
    const detail = async (id: string) =>
      (await shop.http('GET', `/api/admin/orders/${id}`, { token: shop.adminToken })).body
    await eventually(
      async () => ((await detail(refunded.id)).payment.status === 'refunded' ? true : null),
      'the refund is booked',
    )
    await eventually(
      async () => ((await detail(cancelled.id)).payment.status === 'refunded' ? true : null),
      'the cancelled order is refunded',
    )
    assert.equal((await detail(sent.id)).status, 'FULFILLED')
    const back = await eventually(
      async () => ((await shelf(shop, 'pot')).onHand === 18 ? true : null),
      'the cancelled pot is back on the shelf',
    )
    assert.ok(back)
  })
}
