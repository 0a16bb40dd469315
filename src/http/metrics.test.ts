import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Unavailable } from '#kernel/errors.ts'
import { route, shopOf } from './server.fixture.ts'

const read = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text()
const line = (text: string, start: string): number =>
  Number(
    text
      .split('\n')
      .find((each) => each.startsWith(start))
      ?.split(' ')
      .at(-1),
  )

test('requests are counted by module, route and status, in buckets that add up', async (t) => {
  const shop = await shopOf(t, [
    route('GET', '/api/things/:id'),
    route('GET', '/api/away', { handle: async () => Promise.reject(new Unavailable('away')) }),
  ])
  for (const url of ['/api/things/1', '/api/things/2', '/api/away', '/api/nothing']) await shop.send('GET', url)

  const text = await read(shop.internalUrl)

  const things = 'module="parcels",method="GET",route="/api/things/:id",status="200"'
  assert.equal(line(text, `banyan_http_request_seconds_count{${things}}`), 2)
  assert.equal(line(text, `banyan_http_request_seconds_bucket{${things},le="+Inf"}`), 2)
  const buckets = text
    .split('\n')
    .filter((each) => each.startsWith(`banyan_http_request_seconds_bucket{${things}`))
    .map((each) => Number(each.split(' ').at(-1)))
  assert.deepEqual(
    buckets,
    buckets.toSorted((a, b) => a - b),
  )
  assert.ok(line(text, `banyan_http_request_seconds_sum{${things}}`) > 0)
  assert.equal(
    line(text, 'banyan_http_request_seconds_count{module="parcels",method="GET",route="/api/away",status="503"}'),
    1,
  )
  assert.equal(
    line(text, 'banyan_http_request_seconds_count{module="kernel",method="GET",route="unknown",status="404"}'),
    1,
  )
})

test('what was shed, what runs, the statements and the process itself are there, each once', async (t) => {
  const shop = await shopOf(t, [route('GET', '/api/things')], { bounds: { checkout: 1, browse: 0, back: 1 } })
  await shop.send('GET', '/api/things')

  const text = await read(shop.internalUrl)

  assert.equal(line(text, 'banyan_http_shed_total{traffic="browse",why="bound"}'), 1)
  assert.equal(line(text, 'banyan_http_in_flight{traffic="browse"}'), 0)
  for (const name of [
    'banyan_event_loop_lag_seconds',
    'banyan_http_limit',
    'banyan_heap_share',
    'banyan_database_statements_total',
    'banyan_database_waiting',
    'process_resident_memory_bytes',
  ]) {
    assert.equal(text.match(new RegExp(`^# TYPE ${name} `, 'gm'))?.length, 1, name)
  }
})

test('every line is Prometheus text, whatever a route is called', async (t) => {
  const shop = await shopOf(t, [route('GET', '/api/a-b/:id/c.d')])
  await shop.send('GET', '/api/a-b/1/c.d')

  for (const each of (await read(shop.internalUrl)).split('\n'))
    assert.match(each, /^(#.*|[a-z_][a-z_\d]*(\{.*\})? [-+\d.eNaInf]+|)$/i)
})
