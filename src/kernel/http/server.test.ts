import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { shopOf, route } from './server.fixture.ts'
test('smoke', async (t) => {
  const shop = await shopOf(t, [
    route('GET', '/api/things/:id', { params: Type.Object({ id: Type.String({ format: 'uuid' }) }) }),
    route('POST', '/api/things', { idempotency: 'none', body: Type.Object({ n: Type.Integer() }, { additionalProperties: false }) }),
    route('POST', '/api/admin/x', { access: 'staff' }),
  ])
  for (const [m, u, o] of [['GET', '/api/things/1'], ['GET', '/api/things/01890a5d-ac96-774b-bcce-b302099a8057'], ['POST', '/api/things', { body: { n: 1 } }],
    ['POST', '/api/things', { body: { n: 'x', z: 1, y: 2 } }], ['POST', '/api/things', {raw: '{'}], ['POST', '/api/things', {raw: '{}', headers: {'content-type': 'text/plain'}}], ['PUT', '/api/things', { body: {} }], ['GET', '/nope'], ['GET', '/%zz'], ['POST', '/api/admin/x', { raw: '{' }],
    ['POST', '/api/admin/x', { raw: '{', headers: shop.as('customer') }], ['GET', '/livez'], ['GET', '/readyz'], ['OPTIONS', '/api/things'], ['HEAD', '/api/things/01890a5d-ac96-774b-bcce-b302099a8057']] as any[]) {
    const got = await shop.send(m, u, o)
    console.log(m, u, got.status, got.text, JSON.stringify(got.headers))
  }
  console.log(JSON.stringify(shop.lines.slice(0, 3)))
  const r = await fetch(shop.internalUrl + '/metrics'); console.log((await r.text()).slice(0, 1500))
  console.log(await fetch(shop.url + '/api/things', { method: 'POST', body: '{"n":3}', headers: {'content-type': 'application/json', expect2: 'x'} }).then(r => r.text()))
})
