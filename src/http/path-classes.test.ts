import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fastify } from 'fastify'
import fc from 'fast-check'
import { runs } from '../../test/properties/runs.ts'
import { pathClasses } from './path-classes.ts'

test('a path is told by its route, written out before a parameter, with the query left out', () => {
  const classes = pathClasses<string>()
  classes.add('GET', '/api/orders/:id', 'one order')
  classes.add('POST', '/api/orders', 'buying')
  classes.add('GET', '/api/orders/export', 'export')
  classes.add('GET', '/api/orders/:id/lines/:line', 'line')
  classes.add('GET', '/media/*', 'pictures')

  const found = [
    ['POST', '/api/orders?x=/api/a'],
    ['GET', '/api/orders/7'],
    ['HEAD', '/api/orders/export'],
    ['GET', '/api/orders/export/lines/3'],
    ['GET', '/media/a/b/c.svg'],
    ['GET', '/api/orders'],
    ['GET', '/api/orders/7/lines'],
    ['GET', '/'],
    ['GET', ''],
  ].map(([method, url]) => classes.of(method!, url!))

  assert.deepEqual(found, [
    'buying',
    'one order',
    'export',
    'line',
    'pictures',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('whatever routes there are, a path is told as the router takes it', async () => {
  const segment = fc.constantFrom('a', 'b', ':p')
  const pattern = fc.array(segment, { minLength: 1, maxLength: 4 }).map((each) => `/${each.join('/')}`)
  const path = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
    .map((each) => `/${each.join('/')}`)
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(pattern, { minLength: 1, maxLength: 8 }),
      fc.array(path, { minLength: 1, maxLength: 8 }),
      async (patterns, paths) => {
        const app = fastify()
        const classes = pathClasses<string>()
        for (const each of patterns) {
          app.get(each, async () => each)
          classes.add('GET', each, each)
        }

        for (const each of paths) {
          const { statusCode, body } = await app.inject({ method: 'GET', url: each })
          assert.equal(classes.of('GET', each), statusCode === 404 ? undefined : body)
        }
        await app.close()
      },
    ),
    runs(50),
  )
})
