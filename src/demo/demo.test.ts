import assert from 'node:assert/strict'
import test from 'node:test'
import { categories, type CategoryNode } from './categories.ts'
import { customers, guests } from './customers.ts'
import { paletteNames } from './drawing/palettes.ts'
import { drawProduct, pictureKinds } from './drawing.ts'
import { goods } from './goods.ts'
import { euCountries, markets } from './markets.ts'
import { orderPlan } from './orders.ts'
import { dollars, handleOf, yen } from './product.ts'
import { locations, shippingZones } from './shipping.ts'
import { taxRates } from './tax-rates.ts'

const variants = goods.flatMap((product) => product.variants)
const onHand = ({ stock }: (typeof variants)[number]): number => stock.hamburg + stock.leipzig
const repeated = (values: readonly string[]): string[] => values.filter((value, at) => values.indexOf(value) !== at)
const everyPicture = variants.map(({ picture }) => drawProduct(picture.kind, picture.seed, picture))

test('the shop has at least 120 products, and every SKU and handle names one thing', () => {
  assert.ok(goods.length >= 120, `${goods.length} products`)
  assert.ok(variants.length >= 300, `${variants.length} variants`)

  assert.deepEqual(repeated(variants.map(({ sku }) => sku)), [])
  assert.deepEqual(repeated(goods.map(({ handle }) => handle)), [])
  assert.deepEqual(repeated(goods.map(({ texts }) => texts.de.handle)), [])
  for (const { sku } of variants) assert.match(sku, /^JY(-[A-Z0-9]+){2,4}$/)
  for (const { texts } of goods) assert.match(`${texts.en.handle}/${texts.de.handle}`, /^[a-z0-9-]+\/[a-z0-9-]+$/)
})

test('categories have three levels, and every one of them leads to a product', () => {
  const hanging = new Set(goods.flatMap((product) => product.categories))
  const leaves = (node: CategoryNode): CategoryNode[] =>
    node.children.length === 0 ? [node] : node.children.flatMap(leaves)
  const depths = (node: CategoryNode): number[] =>
    node.children.length === 0 ? [1] : node.children.flatMap(depths).map((d) => d + 1)
  const handles = (node: CategoryNode): string[] => [node.handle, ...node.children.flatMap(handles)]

  assert.deepEqual([...new Set(categories.flatMap(depths))], [3])
  assert.deepEqual(repeated(categories.flatMap(handles)), [])
  const leafHandles = categories.flatMap(leaves).map(({ handle }) => handle)
  assert.deepEqual(
    leafHandles.filter((handle) => !hanging.has(handle)),
    [],
  )
  assert.deepEqual(
    [...hanging].filter((handle) => !leafHandles.includes(handle)),
    [],
  )
})

test('every product is told in English and German, in two sentences or more, and no text is used twice', () => {
  for (const { handle, texts } of goods) {
    assert.notEqual(texts.en.title, texts.de.title, handle)
    for (const { title, description } of Object.values(texts)) {
      assert.ok(title.length >= 5 && title.length <= 60, title)
      assert.ok(description.split(/[.:?](?: |$)/).length > 2, `${handle}: ${description}`)
      assert.ok(description.length >= 90 && description.length <= 420, `${handle}: ${description.length}`)
      assert.doesNotMatch(description, /[!\n]| {2}|\d (ml|cm|kg)\b|\bplease\b|\bbitte\b/i, handle)
    }
  }
  assert.deepEqual(repeated(goods.flatMap(({ texts }) => [texts.en.description, texts.de.description])), [])
  assert.ok(goods.filter(({ texts }) => /[äöüß]/.test(texts.de.description)).length > 120)
})

test('option values are named in both languages, and each variant is another combination of them', () => {
  for (const { handle, options, variants: own } of goods) {
    const combinations = options.reduce((count, { values }) => count * values.length, 1)
    assert.equal(own.length, combinations, handle)
    assert.deepEqual(repeated(own.map(({ title }) => title.en)), [], handle)
    for (const { optionValues } of own) {
      assert.equal(optionValues.length, options.length, handle)
      optionValues.forEach((value, at) =>
        assert.ok(options[at]!.values.some(({ en, de }) => en === value.en && de === value.de)),
      )
    }
  }
})

test('every variant has a price in each market, yen are whole, and an offer costs less than before', () => {
  for (const { sku, prices, weightGrams } of variants) {
    assert.deepEqual(Object.keys(prices).sort(), markets.map(({ handle }) => handle).sort())
    for (const { amountMinor, compareAtMinor } of Object.values(prices)) {
      assert.ok(Number.isSafeInteger(amountMinor) && amountMinor > 0, sku)
      if (compareAtMinor !== undefined)
        assert.ok(Number.isSafeInteger(compareAtMinor) && compareAtMinor > amountMinor, sku)
    }
    assert.equal(prices.jp.amountMinor % 10, 0, sku)
    assert.ok(Number.isSafeInteger(weightGrams) && weightGrams > 0, sku)
  }
  assert.deepEqual([dollars(1_800), dollars(4_800), dollars(12_900)], [1_850, 5_000, 13_500])
  assert.deepEqual([yen(690), yen(4_200), yen(12_900)], [1_180, 7_080, 22_000])
})

test('some variants are sold out, some nearly, some on offer, and a few take the reduced rate', () => {
  const share = (count: number): number => count / variants.length

  const soldOut = share(variants.filter((variant) => onHand(variant) === 0).length)
  assert.ok(soldOut > 0.05 && soldOut < 0.11, `${soldOut}`)
  assert.ok(variants.some((variant) => onHand(variant) > 0 && onHand(variant) <= 3))
  assert.ok(goods.every((product) => product.variants.some((variant) => onHand(variant) > 0)))
  assert.ok(variants.filter(({ prices }) => prices.eu.compareAtMinor !== undefined).length >= 20)
  assert.ok(variants.some(({ taxClass }) => taxClass === 'reduced'))
})

test('every picture is drawn alike twice, without style or script, between 1.5 and 4 kB, with a name', () => {
  for (const [at, { picture, sku }] of variants.entries()) {
    const svg = everyPicture[at]!
    assert.equal(svg, drawProduct(picture.kind, picture.seed, picture))
    assert.doesNotMatch(svg, /style=|<script|NaN|undefined|on\w+=/, sku)
    assert.match(svg, /^<svg [^>]*viewBox="0 0 400 400"[^>]*><title>[^<]+<\/title>/)
    assert.ok(svg.length >= 1_500 && svg.length <= 4_096, `${sku}: ${svg.length}`)
  }
})

test('every kind keeps within its size in every palette and decoration, and its clips have names of their own', () => {
  const names = new Map<string, string>()
  for (const kind of pictureKinds) {
    for (const palette of paletteNames) {
      for (const look of [0, 1, 2, 3]) {
        const svg = drawProduct(kind, `${kind} seed`, { palette, look })
        assert.ok(svg.length >= 1_500 && svg.length <= 4_096, `${kind} ${palette} ${look}: ${svg.length}`)
        const clips = [...svg.matchAll(/<clipPath id="([^"]+)"/g)].map(([, id]) => id!)
        assert.deepEqual(repeated(clips), [])
        for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(clips.includes(id!))
        for (const id of clips) {
          const owner = `${kind} ${palette}`
          assert.equal(names.get(id) ?? owner, owner)
          names.set(id, owner)
        }
      }
    }
  }
})

test('colours show: variants of a product in different colours have different pictures, and all kinds are used', () => {
  for (const { handle, variants: own } of goods) {
    const palettes = new Set(own.map(({ picture }) => picture.palette))
    const drawn = new Set(own.map(({ picture }) => drawProduct(picture.kind, picture.seed, picture)))
    assert.equal(drawn.size, palettes.size, handle)
  }
  const used = new Set(goods.map(({ picture }) => picture.kind))
  assert.deepEqual(
    pictureKinds.filter((kind) => !used.has(kind)),
    [],
  )
  assert.match(drawProduct('mug', 'x', { title: '<b>"A" & B</b>' }), /<title>&#60;b&#62;&#34;A&#34; &#38; B/)
})

test('a country belongs to one market, and each has tax rates for both classes and a zone to ship to', () => {
  const countries = markets.flatMap((market) => market.countries)
  assert.deepEqual(repeated(countries), [])
  assert.equal(euCountries.length, 27)
  assert.deepEqual(
    markets.filter(({ isDefault }) => isDefault).map(({ handle }) => handle),
    ['eu'],
  )

  for (const country of countries) {
    const classes = new Set(taxRates.filter((rate) => rate.country === country).map(({ taxClass }) => taxClass))
    assert.deepEqual([...classes].sort(), ['reduced', 'standard'], country)
    assert.equal(shippingZones.filter((zone) => zone.countries.includes(country)).length, 1, country)
  }
  assert.deepEqual(repeated(taxRates.map(({ country, region, taxClass }) => `${country} ${region} ${taxClass}`)), [])
  assert.ok(taxRates.every(({ ppm }) => Number.isSafeInteger(ppm) && ppm > 0 && ppm < 300_000))
  assert.equal(taxRates.find(({ country, taxClass }) => country === 'DE' && taxClass === 'standard')?.ppm, 190_000)
  assert.equal(taxRates.filter(({ country }) => country === 'US').length, 2 * 46)
})

test('customers and guests are at example.com and live where their market delivers', () => {
  const people = [...customers, ...guests]

  assert.equal(customers.length, 12)
  assert.deepEqual(repeated(people.map(({ email }) => email)), [])
  for (const { email, market, address } of people) {
    assert.match(email, /^[a-z-]+\.[a-z-]+@example\.com$/)
    assert.ok(markets.find(({ handle }) => handle === market)?.countries.includes(address.country), email)
    assert.equal(address.region !== undefined, address.country === 'US' || address.country === 'JP', email)
  }
  assert.deepEqual(
    locations.map(({ handle }) => handle),
    Object.keys(variants[0]!.stock),
  )
})

test('the plan of orders is the same for the same seed and another for another', () => {
  assert.deepEqual(orderPlan(), orderPlan())
  assert.notDeepEqual(orderPlan(), orderPlan({ seed: 'other' }))
  assert.equal(orderPlan().length, 60)
})

test('whatever the seed, the plan has every way an order can go, and only paid ones are touched', () => {
  for (const seed of ['juniper', 'one', 'two', 'three']) {
    const plan = orderPlan({ seed })

    const courses = new Set(plan.map(({ paymentMethod, afterwards }) => `${paymentMethod} ${afterwards}`))
    assert.deepEqual([...courses].sort(), [
      'test_declined nothing',
      'test_insufficient_funds nothing',
      'test_ok cancelled_by_customer',
      'test_ok cancelled_by_staff',
      'test_ok fulfilled',
      'test_ok nothing',
      'test_ok refunded',
      'test_requires_action nothing',
    ])
    assert.ok(plan.some(({ buyer }) => 'guest' in buyer) && plan.some(({ buyer }) => 'customer' in buyer))
    assert.deepEqual([...new Set(plan.map(({ market }) => market))].sort(), ['eu', 'jp', 'us'])
    assert.ok(plan.every(({ daysAgo, hour }) => daysAgo >= 1 && daysAgo <= 30 && hour >= 0 && hour < 24))
  }
})

test('every line of the plan is for sale and in stock, and ships by an option of its market to its buyer', () => {
  const left = new Map(variants.map((variant) => [variant.sku, onHand(variant)]))

  for (const { lines, market, shippingOption, buyer } of orderPlan()) {
    assert.deepEqual(repeated(lines.map(({ sku }) => sku)), [])
    for (const { sku, quantity } of lines) {
      assert.ok(quantity > 0 && quantity <= left.get(sku)!, sku)
      left.set(sku, left.get(sku)! - quantity)
    }
    const zone = shippingZones.find(({ options }) => options.some(({ handle }) => handle === shippingOption))
    const person = 'guest' in buyer ? buyer.guest : customers.find(({ handle }) => handle === buyer.customer)
    assert.ok(zone?.market === market && person && zone.countries.includes(person.address.country))
  }
})

test('a handle is made of the title, with German letters spelled out', () => {
  assert.equal(handleOf('Gemüsepfanne für Äpfel, 28 cm'), 'gemuesepfanne-fuer-aepfel-28-cm')
  assert.equal(handleOf("Children's watering can"), 'childrens-watering-can')
})
