/** What honest requests name: ids, handles and secrets that are really there, and bodies that no schema describes. */
import { ensureAdministrator } from '../../src/modules/users/first-administrator.ts'
import { users } from '../../src/modules/users/contract.ts'
import { signatureOf } from '../../src/test-provider/tell-shop.ts'
import { order, readyCart } from '../world/juniper.ts'
import { type Given, addressOf, done, password, shopFor } from './people.ts'
import type { Known, Written } from './sample.ts'
import { uploads } from './uploads.ts'

/** Names that nobody has yet, so that something can be made more than once. */
const fresh = (word: string, count = 12): string[] => Array.from({ length: count }, (_, n) => `${word}-${n}`)

/** By the names that fields have; for path parameters by the noun before them, with a slash. */
export async function knownIn(given: Given): Promise<{ known: Known; written: Written }> {
  const { world, shop, ada, bob } = given
  const made = await fill(given)
  const ids = async (rows: Promise<any[]>) => (await rows).map(({ id }) => String(id))
  const products = await ids(world.sql`select id from catalog.products`)
  const zones = await ids(world.sql`select id from shipping.zones`)
  const variants = Object.values(shop.variants)
  const known: Known = {
    variantId: variants,
    productId: products,
    sku: ['mug', 'pot', 'lamp', ...fresh('sku')],
    handle: ['mug', 'pottery', 'eu', ...fresh('thing')],
    zoneId: zones,
    orderId: [ada.order.id, bob.order.id],
    lineId: [ada.cart.lineId],
    cartId: made.carts.map(({ id }) => id),
    expectedTotal: made.carts.map(({ total }) => total),
    parentId: await ids(world.sql`select id from catalog.categories`),
    shippingOptionId: [shop.options['eu']],
    market: ['eu', 'us'],
    location: ['hamburg', 'berlin'],
    currency: ['EUR', 'USD'],
    country: ['DE', 'IT'],
    defaultCountry: ['IT', 'DE'],
    postalCode: ['20095'],
    region: ['HH'],
    countries: [['DE'], ['IT', 'SE'], ['IT'], ['FR', 'AT']],
    locale: ['en', 'de'],
    provider: ['test'],
    method: ['test_ok', 'test_declined', 'no_such_method'],
    password: [password],
    refreshToken: made.sessions,
    token: made.tokens,
    email: [ada.email, ...fresh('nobody').map((each) => `${each}@example.com`)],
    'products/': products,
    'variants/': variants,
    'by-handle/': ['mug', 'new-handle'],
    'categories/': await ids(world.sql`select id from catalog.categories`),
    'orders/': [ada.order.id, ...made.orders],
    'carts/': [ada.cart.id],
    'lines/': [ada.cart.lineId],
    'addresses/': [ada.addressId],
    'users/': ['me', ada.principal.id],
    'customers/': await ids(world.sql`select id from customers.customers`),
    'staff/': await ids(world.sql`select id from users.users where role <> 'customer'`),
    'imports/': await ids(world.sql`select id from tasks.tasks`),
    'locations/': ['hamburg', 'berlin', 'new-place'],
    'markets/': ['eu', 'us', 'north'],
    'shipping-zones/': zones,
    'shipping-options/': [shop.options['eu']!],
    'tax-rates/': await ids(world.sql`select id from pricing.tax_rates`),
    'prices/': await ids(world.sql`select id from pricing.prices`),
    'payments/': await ids(world.sql`select id from payments.payments`),
    'letters/': await ids(world.sql`select id from notifications.letters`),
    'media/': made.pictures,
  }
  return { known, written: writtenFor(given) }
}

/** What the small shop does not have: more carts and orders of Ada's, staff, a category, a picture, an import, unused places. */
async function fill({ world, shop, ada, bob }: Given) {
  const admin = (method: string, path: string, body: object) =>
    done(world.http(method, path, { body, as: world.administrator }))
  await admin('POST', '/api/admin/categories', { handle: 'pottery', texts: [{ locale: 'en', title: 'Pottery' }] })
  await admin('POST', '/api/admin/shipping-zones', { name: 'nobody’s', countries: ['FR'] })
  const market = { currency: 'SEK', countries: ['NO'], locales: ['en'], taxIncluded: true }
  await admin('POST', '/api/admin/markets', { handle: 'north', name: 'North', ...market })
  await admin('PUT', '/api/admin/products/by-handle/tray', {
    status: 'active',
    texts: [{ locale: 'en', title: 'Tray' }],
    options: [{ name: 'Colour', values: [{ value: 'sand' }, { value: 'moss' }] }],
    variants: [{ sku: 'tray-moss', optionValues: ['moss'] }],
  })
  const person = { firstName: 'Sam', lastName: 'Staff', role: 'staff' }
  await admin('POST', '/api/admin/staff', { email: 'staff@private.example', ...person })
  await ensureAdministrator(world.context('users'), { email: 'admin@private.example', password })
  const upload = async (path: string, { type, body }: { type: string; body: Buffer }) =>
    done(world.http('POST', path, { payload: body, headers: { 'content-type': type }, as: world.administrator }))
  await upload('/api/admin/imports', uploads['a name that climbs']!)
  const picture = await upload('/api/admin/media', uploads['a picture']!)
  await world.http('POST', '/api/users/password/forgot', { body: { email: bob.email } })
  await world.runDue()
  await world.settle()
  const tokens = [
    ...(await world.events(users.events.UserRegistered)).map(({ verifyToken }) => verifyToken),
    ...(await world.events(users.events.PasswordResetAsked)).map(({ resetToken }) => resetToken),
  ]
  const asAda = shopFor(shop, world, ada.accessToken)
  const buyer = { email: ada.email, shippingAddress: addressOf('ada') }
  const ready = () => readyCart(asAda, { mug: 1 }, buyer)
  const orders: string[] = []
  for (let n = 0; n < 3; n++)
    orders.push((await done(order(asAda, await ready(), world.process.options.ids.next()))).id)
  const cyd = { email: 'cyd@private.example', password }
  await done(world.http('POST', '/api/users/register', { body: { ...cyd, firstName: 'Cyd', lastName: 'Third' } }))
  const sessions: string[] = []
  for (let n = 0; n < 4; n++)
    sessions.push((await done(world.http('POST', '/api/users/login', { body: cyd }))).refreshToken)
  return {
    tokens,
    orders,
    sessions,
    carts: [await ready(), await ready()],
    pictures: [picture.items[0].url.replace('/media/', '')],
  }
}

/** Bodies that are no JSON, by operation. */
function writtenFor({ world, ada }: Given): Written {
  const file = ({ type, body }: { type: string; body: Buffer }) => ({
    payload: body,
    headers: { 'content-type': type },
  })
  const form = new URLSearchParams({ token: 'x'.repeat(43), email: 'a@example.com', password }).toString()
  const event = { id: `evt_${ada.order.id}`, type: 'payment.succeeded', data: { payment: {} } }
  const secret = world.secrets.key('test provider webhooks').toString('hex')
  return {
    'POST /api/admin/imports': () => file(uploads['a name that climbs']!),
    'POST /api/admin/media': () => file(uploads['a picture']!),
    'POST /api/admin/products/{id}/media': () => file(uploads['a picture']!),
    'POST /admin/first-login': () => ({
      payload: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
    'POST /api/webhooks/test': () => {
      const payload = JSON.stringify(event)
      const seconds = Math.floor(world.clock.now() / 1_000)
      return { payload, headers: { 'test-signature': signatureOf(secret, seconds, payload) } }
    },
  }
}
