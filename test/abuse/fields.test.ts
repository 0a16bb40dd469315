import assert from 'node:assert/strict'
import test from 'node:test'
import { honest } from './attempts.ts'
import { aimOf, passes } from './campaign.ts'
import { newWorld } from '../world/world.ts'
import { type Operation, type Schema, apiOf } from './operations.ts'
import { type Scene, openScene } from './people.ts'
import { send } from './rounds.ts'
import { type Attempt, tallyOf } from './verdict.ts'

/** Everything by which an answer would show that it holds what is Ada's. */
async function marksOf({ world, ada }: Scene): Promise<string[]> {
  const payments = await world.sql`select id, provider_id from payments.payments where order_id = ${ada.order.id}`
  const [customer] = await world.sql`select id from customers.customers where user_id = ${ada.principal.id}`
  const [{ number }] = await world.sql`select number from orders.orders where id = ${ada.order.id}`
  const ids = [ada.principal.id!, ada.addressId, ada.cart.id, ada.cart.lineId, ada.order.id, number, customer.id]
  const texts = ['ada@private', 'First-ada', 'Last-ada', 'Street-of-ada', 'note-of-ada']
  return [...ids, ...texts, ...payments.flatMap(({ id, provider_id }) => [id, provider_id])]
}

test('A07 no address shows a guest or another customer anything of somebody’s, whatever they ask for', async (t) => {
  const scene = await openScene(t)
  const { api, world, bob } = scene
  const tally = tallyOf()
  const marks = await marksOf(scene)
  const callers: [string, Partial<Attempt>][] = [
    ['guest', {}],
    [
      'another customer',
      { as: bob.principal, headers: { 'cart-token': bob.cart.token, 'order-token': bob.order.token } },
    ],
  ]

  for (const operation of api.operations.filter(({ isAdmin }) => !isAdmin)) {
    for (const [note, who] of callers) {
      for (let left = 3; left > 0; left--) {
        const { as: _, ...attempt } = honest(aimOf(scene, operation, left), 'A07 others’ fields')
        const { text, headers } = await send(world, tally, { ...attempt, ...who, note }, operation)
        const sent = `${attempt.path}${JSON.stringify(attempt.body ?? '')}`
        const shown = marks.filter((mark) => `${text}${JSON.stringify(headers)}`.includes(mark) && !sent.includes(mark))
        assert.deepEqual(shown, [], `${operation.name} shows a ${note} what is Ada’s: ${text.slice(0, 500)}`)
      }
    }
  }

  passes(t, tally)
})

test('A07 staff sees no token, no password and no hash of one, in any answer of the back office', async (t) => {
  const scene = await openScene(t)
  const { api, world, ada, bob, guest, known } = scene
  const tally = tallyOf()
  const tokens = [ada, bob].flatMap((each) => [each.accessToken, each.refreshToken, each.cart.token, each.order.token])
  const secrets = [...tokens, guest.cart.token, guest.order.token, ...(known['token'] as string[]), 'argon2id']

  for (const operation of api.operations.filter(({ isAdmin, method }) => isAdmin && method === 'GET')) {
    const [, noun = ''] = /\/([\w-]+)\/\{\w+\}[^{]*$/.exec(operation.path) ?? []
    const paths = (known[`${noun}/`] ?? []).map((each) => operation.path.replace(/\{\w+\}/, String(each)))
    for (const path of paths.length > 0 ? paths : [operation.path]) {
      const needed = operation.query.filter(({ required }) => required).map(({ name }) => `${name}=${known[name]![0]}`)
      const attempt = {
        kind: 'A07 secrets',
        method: 'GET',
        as: world.administrator,
        path: `${path}?${needed.join('&')}`,
      }
      const { text } = await send(world, tally, attempt, operation)
      const shown = secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
      assert.deepEqual(shown, [], `${path} shows a secret: ${text.slice(0, 500)}`)
    }
  }

  assert.ok(tally.requests() > 50, `${tally.requests()} requests`)
  passes(t, tally)
})

/** What no shopper is told, and what nobody is told, by the name of the field. */
const keptFromShoppers =
  /password|hash|secret|sealed|epoch|fence|claim|cost|margin|onHand|held|incoming|attempt|network|userId|actor|providerId|captured/i
const keptFromAll = /password|passwordHash|secret|sealed|epoch|fence|claim|network|token/i
/** The few that are what the answer is for. */
const meant = new Set([
  'Tokens.accessToken',
  'Tokens.refreshToken',
  'Tokens.tokenType',
  'Cart.token',
  'Order.token',
  'OrderDetail.token',
])

test('A07 the schemas of answers have no field that a role is not to see', async (t) => {
  const api = await apiOf(await newWorld(t))
  const found: string[] = []
  const fieldsOf = (schema: Schema, of: string, seen: Set<string>): string[] => {
    const name = schema.$ref?.split('/').at(-1) ?? of
    if (schema.$ref !== undefined && seen.has(name)) return []
    const { properties = {}, items, anyOf = [], allOf = [], patternProperties = {} } = api.resolve(schema)
    const next = new Set([...seen, name])
    return [
      ...Object.keys(properties).map((field) => `${name}.${field}`),
      ...[
        ...Object.values(properties),
        ...Object.values(patternProperties),
        ...anyOf,
        ...allOf,
        ...(items ? [items] : []),
      ].flatMap((each) => fieldsOf(each, name, next)),
    ]
  }

  for (const { name, reply, access } of api.operations.filter(
    (each): each is Operation & { reply: Schema } => each.reply !== null,
  )) {
    const kept = access === 'anyone' || access === 'customer' ? keptFromShoppers : keptFromAll
    const wrong = fieldsOf(reply, '', new Set()).filter((field) => kept.test(field.split('.')[1]!) && !meant.has(field))
    found.push(...wrong.map((field) => `${name} declares ${field} for ${access}`))
  }

  assert.deepEqual(found, [])
})
