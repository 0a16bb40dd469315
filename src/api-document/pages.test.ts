import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import type { Route } from '#kernel/module.ts'
import { groveOf } from './grove.ts'
import { html } from '#http/page.ts'
import { type Got, route, shopOf } from '#http/server.fixture.ts'
import { pagesOf } from './pages.ts'

const evil = '<script>alert(1)</script>"\'&'
const routes = [
  route('GET', '/api/products'),
  route('POST', '/api/things', {
    summary: `Makes a thing ${evil}`,
    description: evil,
    refuses: { out_of_stock: 409 },
    example: { name: evil },
    body: Type.Object(
      {
        name: Type.String({ description: evil }),
        parts: Type.Array(Type.Object({ size: Type.Integer({ minimum: 1 }) })),
      },
      { additionalProperties: false },
    ),
  }),
]
const pages = ['/', '/api/docs', '/problems/out_of_stock', '/problems/rate_limited']
const browser = { headers: { accept: 'text/html,application/xhtml+xml' } }

const pagesFor = (t: TestContext, those: Route[], shopName = 'Banyan') =>
  shopOf(t, those, { pages: pagesOf({ version: '1.2.3', shopName }) })

/** Nothing in the page needs what its policy forbids. */
function assertStrict({ text, headers }: Got, url: string): void {
  assert.equal(headers['content-type'], 'text/html; charset=utf-8', url)
  const policy = headers['content-security-policy']!
  assert.doesNotMatch(policy, /unsafe|\*|https?:/)
  assert.match(policy, /style-src 'self'/)
  assert.doesNotMatch(text, /<script|<style| style=| on[a-z]+="|javascript:|https?:\/\/(?!shop\.example)/i, url)
}

test('every page holds the strictest policy, and what modules say about themselves is text', async (t) => {
  const shop = await pagesFor(t, routes, `Shop ${evil}`)

  for (const url of pages) {
    const got = await shop.send('GET', url, browser)
    assert.equal(got.status, 200, url)
    assertStrict(got, url)
    assert.match(got.text, /<html lang="en">[^]*<meta name="viewport"[^]*<main id="main"|<main class[^]*id="main"/)
    assert.equal(got.text.match(/<h1/g)!.length, 1, url)
  }
})

test('a stranger finds every address with its fields, example and refusals', async (t) => {
  const shop = await pagesFor(t, routes)

  const { text } = await shop.send('GET', '/api/docs', browser)

  for (const word of [
    '/api/products',
    '/api/things',
    'out_of_stock',
    'name',
    'parts',
    'list',
    'size',
    'curl -X POST',
    '/problems/out_of_stock',
  ])
    assert.ok(text.includes(word), word)
})

test('the first page names the shop, its version and its modules, and offers only what is there', async (t) => {
  const [full, empty] = [await pagesFor(t, routes, 'Juniper Yard'), await pagesFor(t, [])]

  const home = (await full.send('GET', '/', browser)).text
  for (const word of [
    'Juniper Yard',
    '1.2.3',
    'parcels',
    '2 addresses',
    'href="/api/products?limit=1"',
    'href="/api/docs"',
    'href="/readyz"',
  ])
    assert.ok(home.includes(word), word)
  assert.ok(!(await empty.send('GET', '/', browser)).text.includes('/api/products'))
})

test('every link on the pages leads somewhere', async (t) => {
  const shop = await pagesFor(t, routes)

  for (const url of pages) {
    const { text } = await shop.send('GET', url, browser)
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    for (const [, href] of text.matchAll(/href="([^"]+)"/g)) {
      const [path = '', anchor] = href!.split('#')
      if (path === '') assert.ok(ids.has(anchor!), `${url} → ${href}`)
      else if (path !== '/readyz' && !path.startsWith('/api/products'))
        assert.equal((await shop.send('GET', path)).status, 200, `${url} → ${href}`)
    }
  }
})

test('a code is explained to programs as JSON, and an unknown one is not there', async (t) => {
  const shop = await pagesFor(t, routes)

  const known = await shop.send('GET', '/problems/out_of_stock')

  assert.deepEqual(
    [known.body.code, known.body.statuses, known.body.routes],
    ['out_of_stock', [409], ['POST /api/things']],
  )
  assert.equal((await shop.send('GET', '/problems/idempotency_key_reused')).body.statuses[0], 422)
  assert.equal((await shop.send('GET', '/problems/nothing_known')).status, 404)
  assert.equal((await shop.send('GET', '/problems/constructor')).status, 404)
})

test('the style sheet is a file of its own with a tag, and uses the measures it declares', async (t) => {
  const shop = await pagesFor(t, [])

  const got = await shop.send('GET', '/assets/banyan.css')

  assert.deepEqual([got.status, got.headers['content-type']], [200, 'text/css; charset=utf-8'])
  assert.equal(
    (await shop.send('GET', '/assets/banyan.css', { headers: { 'if-none-match': got.headers['etag']! } })).status,
    304,
  )
  const declared = new Set([...got.text.matchAll(/(--[\w-]+):/g)].map(([, name]) => name))
  for (const [, name] of got.text.matchAll(/var\((--[\w-]+)/g)) assert.ok(declared.has(name!), name!)
})

test('text on every ground is readable in light and dark: 4.5 to 1 at least', () => {
  const css = readFileSync(new URL('./look.css', import.meta.url), 'utf8')
  const [light, dark] = [tokensOf(css.split('@media')[0]!), tokensOf(css.split('@media')[1]!)]
  const pairs = [
    ['ink', 'ground'],
    ['ink-2', 'ground'],
    ['ink-3', 'ground'],
    ['ink', 'sunken'],
    ['ink-2', 'sunken'],
    ['leaf-ink', 'leaf-soft'],
    ['root-ink', 'root-soft'],
    ['root-ink', 'ground'],
    ['fig', 'fig-soft'],
    ['on-canopy', 'canopy'],
    ['on-canopy-2', 'canopy'],
  ] as const

  for (const tokens of [light, { ...light, ...dark }] as Record<string, Colour>[]) {
    for (const [text, ground] of pairs)
      assert.ok(
        contrast(tokens[text]!, tokens[ground]!) >= 4.5,
        `${text} on ${ground}: ${contrast(tokens[text]!, tokens[ground]!)}`,
      )
  }
})

test('the grove has a trunk for each module, up to sixteen', () => {
  const trunks = (count: number) => groveOf(count).html.match(/V228Q/g)?.length

  assert.deepEqual([trunks(1), trunks(11), trunks(16), trunks(40)], [1, 11, 16, 16])
})

test('what is put into a page is escaped unless it was made as one', () => {
  assert.equal(
    html`<p title="${'"'}">${'<&>'}${html`<b>${"'"}</b>`}${[1, html`<i></i>`]}${null}${false}${undefined}</p>`.html,
    '<p title="&quot;">&lt;&amp;&gt;<b>&#39;</b>1<i></i></p>',
  )
})

type Colour = [number, number, number]
function tokensOf(css: string): Record<string, Colour> {
  const found = css.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)
  return Object.fromEntries([...found].map(([, name, l, c, h]) => [name, [Number(l), Number(c), Number(h)] as Colour]))
}
/** WCAG 2.2 contrast of two oklch colours (Ottosson's matrices). */
function contrast(one: Colour, other: Colour): number {
  const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x) as [number, number]
  return (a + 0.05) / (b + 0.05)
}
function luminance([lightness, chroma, hue]: Colour): number {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)]
  const [l, m, s] = [
    (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ]
  const [red, green, blue] = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
