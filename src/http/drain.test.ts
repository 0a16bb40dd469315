import assert from 'node:assert/strict'
import { Agent, request as ask } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { type Shop, route, shopOf } from './server.fixture.ts'

type Got = { status: number; connection: string | undefined; body: string }
/** Asks over a connection that stays open, as a load balancer does. */
function over(agent: Agent, url: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    ask(url, { agent }, async (response) =>
      resolve({ status: response.statusCode!, connection: response.headers.connection, body: await text(response) }),
    )
      .on('error', reject)
      .end()
  })
}
/** A shop with one route that waits until it is let go. */
async function waitingShop(
  t: Parameters<typeof shopOf>[0],
  drainMs: number,
): Promise<Shop & { arrived: Promise<void>; letGo(): void }> {
  const [arrived, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow = route('GET', '/api/slow', {
    handle: async () => (arrived.resolve(), await go.promise, { status: 200, body: { ok: true } }),
  })
  return {
    ...(await shopOf(t, [slow, route('GET', '/api/fast')], { drainMs })),
    arrived: arrived.promise,
    letGo: go.resolve,
  }
}

test('F13 draining finishes what runs, refuses what is new, and says that it is not ready', async (t) => {
  const shop = await waitingShop(t, 4_000)
  const running = fetch(`${shop.url}/api/slow`)
  await shop.arrived

  const drained = shop.drain()
  const [fresh, live, ready] = [
    await shop.send('GET', '/api/fast'),
    await shop.send('GET', '/livez'),
    await shop.send('GET', '/readyz'),
  ]
  const inside = await fetch(`${shop.internalUrl}/readyz`)
  await assert.rejects(fetch(`${shop.url}/api/fast`), 'no new connection is taken')
  shop.letGo()
  const finished = await running
  await drained

  assert.deepEqual([fresh.status, fresh.body.code, fresh.headers['connection']], [503, 'overloaded', 'close'])
  assert.equal(live.status, 200)
  assert.deepEqual([ready.status, ready.body], [503, { status: 'not_ready', why: 'draining' }])
  assert.deepEqual([inside.status, await inside.json()], [503, { status: 'not_ready', why: 'draining' }])
  assert.deepEqual([finished.status, finished.headers.get('connection')], [200, 'close'])
  await assert.rejects(fetch(`${shop.internalUrl}/livez`))
})

test('a connection that stays open does not hold the process back', async (t) => {
  const shop = await waitingShop(t, 4_000)
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  assert.equal((await over(agent, `${shop.url}/api/fast`)).status, 200)

  const before = performance.now()
  await shop.drain()

  assert.ok(performance.now() - before < 1_000)
})

test('F13 what does not end within the budget is cut', async (t) => {
  const shop = await waitingShop(t, 50)
  const running = fetch(`${shop.url}/api/slow`).then(
    () => 'answered',
    () => 'cut',
  )
  await shop.arrived

  await shop.drain()

  assert.equal(await running, 'cut')
  shop.letGo()
})
