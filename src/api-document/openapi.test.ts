import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { contract } from '#kernel/contract.ts'
import { defineModule } from '#kernel/module.ts'
import type { Served } from '#http/exchange.ts'
import { openApiOf } from './openapi.ts'
import { limitQuery } from '#http/paging.ts'
import { route, shopOf } from '#http/server.fixture.ts'
import { pagesOf } from './pages.ts'

const strict = { additionalProperties: false }
const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() }, { title: 'Money' })
const Thing = Type.Object(
  { id: Type.String({ format: 'uuid' }), title: Type.String(), price: Money, was: Type.Optional(Money) },
  { title: 'Thing' },
)
const OtherThing = Type.Object({ id: Type.String(), colour: Type.String() }, { title: 'Thing' })
const Tree = Type.Cyclic(
  { Category: Type.Object({ title: Type.String(), children: Type.Array(Type.Ref('Category')) }) },
  'Category',
)
const example = { title: 'Mug', price: { amount: 1_999, currency: 'EUR' } }

const things = [
  route('GET', '/api/things', {
    query: Type.Object({ ...limitQuery, q: Type.Optional(Type.String()) }),
    reply: Type.Object({ items: Type.Array(Thing), next: Type.Optional(Type.String()) }),
  }),
  route('GET', '/api/things/:id', {
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    reply: Thing,
    refuses: { not_found: 404 },
    headers: { 'Cart-Token': 'Opens it for a guest.' },
  }),
  route('POST', '/api/things', {
    body: Type.Object({ title: Type.String(), price: Money }, strict),
    reply: Thing,
    statuses: [201, 202],
    refuses: { out_of_stock: 409, cart_closed: 409 },
    idempotency: 'required',
    example,
  }),
  route('PATCH', '/api/admin/things/{id}', {
    access: 'staff',
    body: Type.Object({ title: Type.Optional(Type.String()) }, strict),
    reply: Thing,
    refuses: { precondition_failed: 412 },
  }),
  route('DELETE', '/api/admin/things/:id', { access: 'administrator', statuses: [204] }),
  route('POST', '/api/admin/files', { access: 'staff', multipart: true }),
  route('GET', '/api/categories', { reply: Type.Object({ items: Type.Array(Tree) }) }),
]
const served = (name: string, routes: typeof things): Served[] => {
  const module = defineModule({ contract: contract(name, {}), needs: {}, answers: {}, at: '' })
  return routes.map((each) => ({ module, route: each, traffic: 'browse' }))
}
const others = [route('GET', '/api/others', { reply: OtherThing })]
const make = (): any =>
  openApiOf([...served('things', things), ...served('others', others)], {
    title: 'Test',
    version: '1.2.3',
    publicUrl: 'https://shop.example',
  })

/** Every object of the document, with its path. */
function* objectsOf(value: any, path = '#'): Generator<[string, any]> {
  if (typeof value !== 'object' || value === null) return
  yield [path, value]
  for (const [key, each] of Object.entries(value)) yield* objectsOf(each, `${path}/${key}`)
}
const operationsOf = (document: any): [string, string, any][] =>
  Object.entries<any>(document.paths).flatMap(([path, methods]) =>
    Object.entries<any>(methods).map(([method, operation]) => [path, method, operation] as [string, string, any]),
  )

test('the document is whole: version, unique operation ids, declared path parameters, and an answer for each operation', () => {
  const document = make()

  assert.deepEqual(
    [document.openapi, document.info.version, document.servers],
    ['3.1.0', '1.2.3', [{ url: 'https://shop.example' }]],
  )
  const operations = operationsOf(document)
  assert.equal(operations.length, 8)
  assert.equal(new Set(operations.map(([, , { operationId }]) => operationId)).size, 8)
  const tags = document.tags.map(({ name }: { name: string }) => name)
  for (const [path, method, operation] of operations) {
    assert.match(method, /^(get|post|put|patch|delete)$/)
    assert.match(operation.operationId, /^[a-z][A-Za-z0-9]+$/)
    assert.ok(operation.summary && operation.tags.every((tag: string) => tags.includes(tag)))
    const inPath = operation.parameters.filter((each: any) => each.in === 'path').map(({ name }: any) => name)
    assert.deepEqual(
      inPath,
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    )
    assert.ok(
      operation.parameters.every(
        (each: any) => each.$ref || (each.name && each.schema && (each.in !== 'path' || each.required)),
      ),
    )
    assert.ok(
      Object.entries<any>(operation.responses).every(
        ([status, each]) => /^\d{3}$/.test(status) && (each.$ref || each.description),
      ),
    )
    for (const need of operation.security.flatMap(Object.keys))
      assert.ok(need in document.components.securitySchemes, need)
  }
})

test('every reference leads somewhere, and every component has a name that OpenAPI allows', () => {
  const document = make()

  for (const [path, { $ref }] of objectsOf(document)) {
    if (typeof $ref !== 'string') continue
    const found = $ref
      .replace(/^#\//, '')
      .split('/')
      .reduce((value: any, key) => value?.[key], document)
    assert.ok($ref.startsWith('#/components/') && found !== undefined, `${path} → ${$ref}`)
  }
  for (const kind of Object.values<any>(document.components))
    for (const name of Object.keys(kind)) assert.match(name, /^[\w.-]+$/)
  assert.doesNotMatch(JSON.stringify(document), /"\$(id|defs)"/)
})

test('a named schema stands once; another of the same name gets its module in front; a recursive one points at itself', () => {
  const { components, paths } = make()

  assert.deepEqual(Object.keys(components.schemas).sort(), [
    'Category',
    'Money',
    'Ok',
    'OthersThing',
    'Problem',
    'Thing',
  ])
  assert.deepEqual(components.schemas.Thing.properties.price, { $ref: '#/components/schemas/Money' })
  assert.equal(paths['/api/others'].get.responses[200].content['application/json'].schema.$ref.endsWith('Thing'), true)
  assert.deepEqual(components.schemas.Category.properties.children.items, { $ref: '#/components/schemas/Category' })
  assert.equal(
    components.schemas.Thing.properties.title.type,
    'string',
    'a property that is called title is a property',
  )
})

test('every refusal stands under its status with its code and an example', () => {
  const { paths, components } = make()
  const post = paths['/api/things'].post.responses

  assert.deepEqual(post[409].content['application/problem+json'].schema.allOf[1].properties.code.enum, [
    'out_of_stock',
    'cart_closed',
    'idempotency_in_flight',
  ])
  assert.equal(components.examples.out_of_stock.value.type, 'https://shop.example/problems/out_of_stock')
  assert.deepEqual(Object.keys(post), ['201', '202', '400', '401', '409', '413', '415', '422', '429', '500', '503'])
  assert.equal(post[503].$ref, '#/components/responses/NotNow')
  const admin = paths['/api/admin/things/{id}']
  assert.equal(admin.patch.responses[403].$ref, '#/components/responses/Forbidden')
  assert.equal(admin.delete.responses[204].content, undefined)
})

test('headers, tokens, bodies and examples stand where they apply', () => {
  const { paths } = make()
  const names = (operation: any) => operation.parameters.map((each: any) => each.name ?? each.$ref.split('/').at(-1))
  const post = paths['/api/things'].post

  assert.deepEqual(names(paths['/api/things'].get), ['limit', 'after', 'q', 'locale', 'market'])
  assert.deepEqual(names(post), ['Idempotency-Key', 'locale', 'market'])
  assert.equal(post.parameters[0].required, true)
  assert.deepEqual(post.requestBody.content['application/json'].example, example)
  assert.equal(post.requestBody.required, true)
  assert.deepEqual(names(paths['/api/admin/things/{id}'].patch), ['id', 'If-Match'])
  assert.ok(paths['/api/admin/things/{id}'].patch.requestBody.content['application/merge-patch+json'])
  assert.deepEqual(paths['/api/admin/things/{id}'].patch.security, [{ bearerAuth: [] }])
  assert.deepEqual(paths['/api/things/{id}'].get.security, [{ cartToken: [] }, { bearerAuth: [] }, {}])
  assert.ok(paths['/api/admin/files'].post.requestBody.content['multipart/form-data'])
})

test('it is served once made, with a tag', async (t) => {
  const shop = await shopOf(t, things, { pages: pagesOf({ version: '1.2.3', shopName: 'Banyan' }) })

  const first = await shop.send('GET', '/api/openapi.json')
  const again = await shop.send('GET', '/api/openapi.json', { headers: { 'if-none-match': first.headers['etag']! } })

  assert.deepEqual(
    [first.status, first.headers['content-type'], first.body.openapi],
    [200, 'application/json', '3.1.0'],
  )
  assert.deepEqual([again.status, again.text], [304, ''])
})
