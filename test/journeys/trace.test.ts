import assert from 'node:assert/strict'
import test from 'node:test'
import pg from 'pg'
import { eventually, openJuniper, readyCart } from '../world/juniper.ts'
import { startProcesses } from '../world/processes.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('one trace covers a purchase, its facts, and what they set off in another process', async (t) => {
  const processes = await startProcesses(t, { topology: 'apart', env: { BANYAN_LOG_LEVEL: 'info' } })
  const shop = await openJuniper(processes)
  const buy = async (headers: Record<string, string>) => {
    const cart = await readyCart(shop, { mug: 1 })
    const body = { cartId: cart.id, expectedTotal: cart.total, payment: { provider: 'test', method: 'test_ok' } }
    const keys = { 'idempotency-key': cart.id, 'cart-token': cart.token }
    return shop.http('POST', '/api/orders', { headers: { ...keys, ...headers }, body })
  }
  const linesOf = (name: string) =>
    processes.running
      .find((each) => each.name === name)!
      .output()
      .split('\n')
      .filter((line) => line.includes(traceparent))
      .map((line) => JSON.parse(line))

  const untraced = await buy({})
  const traced = await buy({ traceparent })

  assert.deepEqual([untraced.status, traced.status], [201, 201], traced.text)
  const reactions = await eventually(async () => {
    const lines = linesOf('rest').filter(({ msg }) => msg === 'a reaction took effect')
    return lines.length >= 3 ? lines.map(({ module, subscriber }) => `${module}/${subscriber}`) : null
  }, 'the reactions of the other process are told with the trace')
  assert.ok(reactions.includes('inventory/sell-held-stock'), reactions.join())
  assert.ok(reactions.includes('customers/note-guest'), reactions.join())
  const [request] = linesOf('checkout').filter(({ msg }) => msg === 'request')
  assert.equal(request.route, '/api/orders')
  const client = new pg.Client({ connectionString: processes.databaseUrl })
  await client.connect()
  const { rows } = await client.query(
    `select type, headers->>'traceparent' as trace from orders.outbox where aggregateid = any($1) order by aggregateid = $2, pos`,
    [[untraced.body.id, traced.body.id], traced.body.id],
  )
  await client.end()
  assert.deepEqual(
    rows.map(({ trace }) => trace),
    [null, null, traceparent, traceparent],
  )
})
