import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { Type } from 'typebox'
import { Overloaded, Refusal, UnknownOutcome, Unavailable } from '#kernel/errors.ts'
import { assertProblem, route, shopOf, thing, things } from './server.fixture.ts'

test('a body that does not fit is refused with a pointer to each wrong, missing or unknown member', async (t) => {
  const shop = await shopOf(t, [things])

  const got = await shop.send('POST', '/api/things', {
    body: { size: { cm: 0, 'a/b': 1 }, role: 'administrator', price: 1 },
  })

  assertProblem(got, 400, 'invalid')
  const found = got.body.errors
    .map(({ pointer, code }: { pointer: string; code: string }) => `${code} ${pointer}`)
    .sort()
  assert.deepEqual(found, [
    'invalid /size/cm',
    'required /name',
    'unknown_field /price',
    'unknown_field /role',
    'unknown_field /size/a~1b',
  ])
})

test('a body of no JSON, another type or charset, compressed or too large is told what to send', async (t) => {
  const shop = await shopOf(t, [
    things,
    route('POST', '/api/small', { body: thing, bodyLimit: 50, idempotency: 'none' }),
  ])
  const send = (raw: string | Buffer, headers = {}, path = '/api/things') => shop.send('POST', path, { raw, headers })

  assertProblem(await send('{"name":'), 400, 'malformed_json')
  assertProblem(await send('{"name":"a","name":"b"}'), 400, 'malformed_json')
  assertProblem(
    await send('name=a', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'unsupported_media_type',
  )
  assertProblem(
    await send('{"name":"a"}', { 'content-type': 'application/json; charset=iso-8859-1' }),
    415,
    'unsupported_media_type',
  )
  assertProblem(await send('{"name":"a"}', { 'content-encoding': 'gzip' }), 415, 'unsupported_media_type')
  assertProblem(await send(JSON.stringify({ name: 'a'.repeat(256 * 1024) })), 413, 'body_too_large')
  assertProblem(await send(JSON.stringify({ name: 'a'.repeat(50) }), {}, '/api/small'), 413, 'body_too_large')
  for (const type of [
    'application/json',
    'application/merge-patch+json',
    'application/json; charset=utf-8',
    'Application/JSON',
  ]) {
    assert.equal((await send('{"name":"a"}', { 'content-type': type })).status, 200, type)
  }
})

test('a route without a body takes none but an empty one', async (t) => {
  const shop = await shopOf(t, [route('POST', '/api/things/close', { idempotency: 'none' })])

  assert.equal((await shop.send('POST', '/api/things/close')).status, 200)
  assert.equal((await shop.send('POST', '/api/things/close', { raw: '' })).status, 200)
  assert.equal((await shop.send('POST', '/api/things/close', { body: {} })).status, 200)
  assertProblem(await shop.send('POST', '/api/things/close', { body: { total: 0 } }), 400, 'invalid')
  assertProblem(await shop.send('POST', '/api/things/close', { body: 'x' }), 400, 'invalid')
})

test('the failures of an act are told by their kind, and a bug shows nothing but the request id', async (t) => {
  const failing = (name: string, error: unknown) =>
    route('POST', `/api/${name}`, {
      idempotency: 'none',
      refuses: { out_of_stock: 409 },
      handle: async () => Promise.reject(error),
    })
  const shop = await shopOf(t, [
    failing(
      'refusal',
      new Refusal('out_of_stock', 409, {
        detail: 'Take fewer.',
        available: 3,
        errors: [{ pointer: '/lines/0', code: 'out_of_stock', detail: 'has 3' }],
      }),
    ),
    failing('unavailable', new Unavailable('the database said: secret')),
    failing('overloaded', new Overloaded('secret', 2_500)),
    failing('unknown', new UnknownOutcome('secret')),
    failing('bug', new TypeError('secret of the shop', { cause: new Error('the cause') })),
    failing('undeclared', new Refusal('never_declared', 409)),
  ])
  const ask = (name: string) => shop.send('POST', `/api/${name}`)

  const refused = await ask('refusal')
  assertProblem(refused, 409, 'out_of_stock')
  assert.deepEqual([refused.body.detail, refused.body.available, refused.body.errors.length], ['Take fewer.', 3, 1])
  assertProblem(await ask('unavailable'), 503, 'unavailable')
  const overloaded = await ask('overloaded')
  assertProblem(overloaded, 503, 'overloaded')
  assert.equal(overloaded.headers['retry-after'], '3')
  const unknown = await ask('unknown')
  assertProblem(unknown, 503, 'unknown_outcome')
  assert.equal(unknown.body.detail, 'Ask again with the same Idempotency-Key.')
  const bug = await ask('bug')
  assertProblem(bug, 500, 'internal')
  assert.doesNotMatch(bug.text, /secret|TypeError|cause/)
  const line = shop.lines.find(({ level, fields }) => level === 'error' && fields.requestId === bug.body.requestId)
  assert.match(line?.fields.err, /secret of the shop[^]*caused by[^]*the cause/)
  assertProblem(await ask('undeclared'), 500, 'internal')
})

test('an answer that does not fit its schema is a bug where answers are checked', async (t) => {
  const wrong = route('GET', '/api/wrong', { handle: async () => ({ status: 200, body: { ok: 'yes' } }) })
  const checked = await shopOf(t, [wrong])
  const unchecked = await shopOf(t, [wrong], { checkReplies: false })

  assertProblem(await checked.send('GET', '/api/wrong'), 500, 'internal')
  assert.equal((await unchecked.send('GET', '/api/wrong')).status, 200)
})

test('what a schema does not declare is not sent, and is a bug where answers are checked', async (t) => {
  const reply = Type.Object({ items: Type.Array(Type.Object({ name: Type.String() })) })
  const body = { items: [{ name: 'Ada', passwordHash: 'h' }], sum: 1 }
  const open = route('GET', '/api/open', { reply, handle: async () => ({ status: 200, body }) })
  const checked = await shopOf(t, [open])
  const unchecked = await shopOf(t, [open], { checkReplies: false })

  const [refused, sent] = [await checked.send('GET', '/api/open'), await unchecked.send('GET', '/api/open')]

  assertProblem(refused, 500, 'internal')
  assert.match(checked.lines.map(({ fields }) => fields.err).join(), /answered with \/items\/0\/passwordHash/)
  assert.deepEqual(sent.body, { items: [{ name: 'Ada' }] })
})

test('who may not is told so before the body is read', async (t) => {
  const admin = (access: 'staff' | 'administrator' | 'customer') =>
    route('PUT', `/api/admin/${access}`, { access, body: thing })
  const shop = await shopOf(t, [admin('staff'), admin('administrator'), admin('customer')])
  const put = (access: string, headers = {}) => shop.send('PUT', `/api/admin/${access}`, { raw: '{not json', headers })

  for (const access of ['staff', 'administrator', 'customer']) {
    const got = await put(access)
    assertProblem(got, 401, 'unauthenticated')
    assert.match(got.headers['www-authenticate']!, /^Bearer/)
    assertProblem(await put(access, shop.as('wrong')), 401, 'unauthenticated')
  }
  assertProblem(await put('staff', shop.as('customer')), 403, 'forbidden')
  assertProblem(await put('administrator', shop.as('customer', 'staff')), 403, 'forbidden')
  assertProblem(await put('customer', shop.as('machine')), 403, 'forbidden')
  const passes: [string, string][] = [
    ['staff', 'staff'],
    ['staff', 'administrator'],
    ['administrator', 'administrator'],
    ['customer', 'staff'],
    ['staff', 'machine+staff'],
  ]
  for (const [access, role] of passes) assertProblem(await put(access, shop.as(role)), 400, 'malformed_json')
})

test('a wrong token is refused also where a guest is welcome', async (t) => {
  const shop = await shopOf(t, [route('GET', '/api/things')])

  assert.equal((await shop.send('GET', '/api/things')).status, 200)
  assertProblem(await shop.send('GET', '/api/things', { headers: shop.as('wrong') }), 401, 'unauthenticated')
})

test('an id and a trace that come in are handed on; a strange id is replaced', async (t) => {
  const seen: unknown[] = []
  const shop = await shopOf(t, [
    route('GET', '/api/trace', {
      handle: async (context) => (seen.push(context.trace), { status: 200, body: { ok: true } }),
    }),
  ])
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const ask = (headers: Record<string, string>) => shop.send('GET', '/api/trace', { headers })

  await ask({ 'x-request-id': 'client-7', traceparent })
  const strange = await ask({ 'x-request-id': 'a b\tc', traceparent: 'rubbish' })

  assert.deepEqual(seen[0], { requestId: 'client-7', traceparent })
  assert.deepEqual(seen[1], { requestId: strange.headers['x-request-id'], traceparent: null })
  assert.match(strange.headers['x-request-id']!, /^[0-9a-f-]{36}$/)
})

test('languages, market and network are read from the request', async (t) => {
  const asked: any[] = []
  const shop = await shopOf(
    t,
    [
      route('GET', '/api/ask', {
        handle: async (_context, request) => (asked.push(request), { status: 200, body: { ok: true } }),
      }),
    ],
    { trustedProxies: 1 },
  )
  const ask = (query: string, headers = {}) => shop.send('GET', `/api/ask${query}`, { headers })

  await ask('', {
    'accept-language': 'fr;q=0.3, de-AT, *;q=0.1, en;q=0.8, xx;q=0',
    market: 'eu',
    'x-forwarded-for': '2001:db8::9',
  })
  await ask('?locale=en-GB&market=us', { 'accept-language': 'de', market: 'eu' })

  assert.deepEqual(
    [asked[0].locales, asked[0].market, asked[0].network],
    [['de-AT', 'en', 'fr'], 'eu', '2001:db8:0:0::/64'],
  )
  assert.deepEqual([asked[1].locales, asked[1].market], [['en-GB'], 'us'])
  assertProblem(await ask('?locale=../etc'), 400, 'invalid')
  assertProblem(await ask('', { market: "a'b" }), 400, 'invalid')
})

test('who asks too often is told when to come back, and headers of his do not make him another', async (t) => {
  const shop = await shopOf(
    t,
    [route('POST', '/api/login', { limit: 'login', idempotency: 'none' }), route('GET', '/api/things')],
    { limits: { loginsPerMinute: 2 } },
  )
  const login = (network: string) => shop.send('POST', '/api/login', { headers: { 'x-forwarded-for': network } })

  const [first, , third] = [await login('1.1.1.1'), await login('2.2.2.2'), await login('3.3.3.3')]

  assert.equal(first.headers['ratelimit-policy'], '"requests";q=100;w=1, "login";q=2;w=60')
  assertProblem(third, 429, 'rate_limited')
  assert.equal(third.headers['retry-after'], '30')
  assert.match(third.headers['ratelimit']!, /"login";r=0;t=30/)
  assert.equal((await shop.send('GET', '/api/things')).status, 200)
})

test('when a class is full its next request is shed as ready bytes, and other classes are served', async (t) => {
  const held = Promise.withResolvers<void>()
  const slow = route('GET', '/api/admin/report', {
    access: 'staff',
    handle: async () => (await held.promise, { status: 200, body: { ok: true } }),
  })
  const shop = await shopOf(t, [slow, route('POST', '/api/orders', { traffic: 'checkout', idempotency: 'none' })], {
    bounds: { checkout: 1, browse: 1, back: 1 },
  })
  const report = () => shop.send('GET', '/api/admin/report', { headers: shop.as('staff') })

  const first = report()
  const second = await report()
  const order = await shop.send('POST', '/api/orders')
  held.resolve()

  assertProblem(second, 503, 'overloaded')
  assert.equal(second.headers['retry-after'], '1')
  assert.equal(order.status, 200)
  assert.equal((await first).status, 200)
  assert.equal((await report()).status, 200)
})

test('a handler that never ends is answered for after its deadline', async (t) => {
  const never = { deadlineMs: 1, handle: () => new Promise<never>(() => {}) }
  const shop = await shopOf(t, [
    route('GET', '/api/read', never),
    route('POST', '/api/write', { ...never, idempotency: 'none' }),
  ])

  const [read, write] = await Promise.all([shop.send('GET', '/api/read'), shop.send('POST', '/api/write')])

  assertProblem(read, 503, 'unavailable')
  assertProblem(write, 503, 'unknown_outcome')
})

test('an answer with a header that cannot be sent is a bug, and is told as one', async (t) => {
  const headers = { 'content-language': 'de\nx: y' }
  const shop = await shopOf(t, [
    route('GET', '/api/things', { handle: async () => ({ status: 200, body: { ok: true }, headers }) }),
  ])

  const answer = await shop.send('GET', '/api/things')

  assertProblem(answer, 500, 'internal')
  assert.equal((await shop.send('GET', '/livez')).status, 200)
})

test('a raw route gets its bytes as they came, with any type', async (t) => {
  const bytes = Buffer.from([0, 255, 1])
  const seen: any[] = []
  const handle = async (_context: unknown, request: any) => (
    seen.push([request.raw, request.bodyHash, request.body]),
    { status: 200 as const, body: { ok: true } }
  )
  const shop = await shopOf(t, [route('POST', '/api/webhooks/test', { raw: true, idempotency: 'none', handle })])

  await shop.send('POST', '/api/webhooks/test', { raw: bytes, headers: { 'content-type': 'application/octet-stream' } })
  await shop.send('POST', '/api/webhooks/test', { raw: '{ "a":1 }' })

  assert.deepEqual(seen[0], [bytes, hash('sha256', bytes, 'hex'), undefined])
  assert.equal(seen[1][0].toString(), '{ "a":1 }')
})
