/** From an entry written by hand to a product with everything a shop needs: by rule, the same on every start. */
import { colourOptionName, colours } from './colours.ts'
import type { Colour } from './colours.ts'
import type { PaletteName, PictureKind } from './drawing.ts'
import type { Entry, Sized } from './goods/entry.ts'
import { hashOf } from './hash.ts'

export type InBoth = { en: string; de: string }
export type MarketHandle = 'eu' | 'us' | 'jp'
export type LocationHandle = 'hamburg' | 'leipzig'
/** Minor units of the market's currency, with tax where the market says so. `compareAtMinor` is always the greater. */
export type Price = { amountMinor: number; compareAtMinor?: number }
/** The arguments of `drawProduct`. */
export type Picture = { kind: PictureKind; seed: string; look?: number; palette?: PaletteName }

export type Variant = {
  sku: string
  /** One value for each of the product's options, in their order; empty where the product has none. */
  optionValues: readonly InBoth[]
  /** The option values in one line, or the product's title. */
  title: InBoth
  prices: Record<MarketHandle, Price>
  weightGrams: number
  taxClass: 'standard' | 'reduced'
  /** Units on hand at each location. */
  stock: Record<LocationHandle, number>
  picture: Picture
}
export type Product = {
  handle: string
  texts: Record<'en' | 'de', { handle: string; title: string; description: string }>
  brand: string
  tags: readonly string[]
  /** Handles of categories; the first is where it belongs. */
  categories: readonly [string, ...string[]]
  options: readonly { name: InBoth; values: readonly InBoth[] }[]
  variants: readonly Variant[]
  picture: Picture
}

const SIZE_NAMES: Record<NonNullable<Entry['sizesAre']>, InBoth> = {
  size: { en: 'Size', de: 'Größe' },
  scent: { en: 'Scent', de: 'Duft' },
  sort: { en: 'Sort', de: 'Sorte' },
  pack: { en: 'Pack', de: 'Packung' },
  length: { en: 'Length', de: 'Länge' },
  volume: { en: 'Volume', de: 'Inhalt' },
}

/** The product of an entry: handles from titles, a variant for each pair of option values, prices, stock, pictures. */
export function productOf(entry: Entry): Product {
  const options = optionsOf(entry)
  const handle = handleOf(entry.en.title)
  const [kind, look] = typeof entry.picture === 'string' ? [entry.picture] : entry.picture
  const picture: Picture = {
    kind,
    seed: handle,
    ...(look !== undefined && { look }),
    ...(entry.palette && { palette: entry.palette }),
  }
  const [firstColour] = entry.colours ?? []
  return {
    handle,
    texts: { en: textsOf(entry.en), de: textsOf(entry.de) },
    brand: entry.maker,
    tags: entry.tags,
    categories: entry.in,
    options,
    variants: choicesOf(entry).map((choice) => variantOf(entry, choice, picture)),
    picture: firstColour === undefined ? picture : { ...picture, palette: firstColour },
  }
}

type Choice = { colour?: Colour; size: Sized }

function choicesOf({ sku, colours: values, sizes, price }: Entry): Choice[] {
  const priced: readonly Sized[] | undefined = sizes ?? (price && [['', ...price]])
  if (priced === undefined) throw new Error(`${sku} has neither price nor sizes.`)
  return values === undefined
    ? priced.map((size) => ({ size }))
    : values.flatMap((colour) => priced.map((size) => ({ colour, size })))
}

function variantOf(entry: Entry, { colour, size }: Choice, picture: Picture): Variant {
  const [label, amountMinor, weightGrams, compareAtMinor] = size
  const optionValues = [...(colour ? [nameOf(colour)] : []), ...(label ? [inBoth(label)] : [])]
  const sku = ['JY', entry.sku, ...(colour ? [colours[colour].code] : []), ...(label ? [codeOf(label)] : [])].join('-')
  const inLine = (locale: 'en' | 'de'): string =>
    optionValues.map((value) => value[locale]).join(', ') || entry[locale].title
  return {
    sku,
    optionValues,
    title: { en: inLine('en'), de: inLine('de') },
    prices: pricesOf(amountMinor, compareAtMinor),
    weightGrams,
    taxClass: entry.taxClass ?? 'standard',
    stock: stockOf(sku, amountMinor),
    picture: colour === undefined ? picture : { ...picture, palette: colour },
  }
}

function optionsOf({ colours: values, sizes, sizesAre }: Entry): Product['options'] {
  return [
    ...(values ? [{ name: colourOptionName(values), values: values.map(nameOf) }] : []),
    ...(sizes ? [{ name: SIZE_NAMES[sizesAre ?? 'size'], values: sizes.map(([label]) => inBoth(label)) }] : []),
  ]
}

const nameOf = (colour: Colour): InBoth => ({ en: colours[colour].en, de: colours[colour].de })

function textsOf({ title, text }: Entry['en']): Product['texts']['en'] {
  return { handle: handleOf(title), title, description: keptTogether(text.replace(/\s*\n\s*/g, ' ')) }
}

/** A no-break space between a number and its unit, so that "350 ml" never parts at the end of a line. */
const keptTogether = (text: string): string => text.replace(/(\d) (?=(ml|g|kg|km|cm|mm|m|l|°C)\b)/g, '$1\u00a0')

/** "Brass & Glass, für Käthe" becomes `brass-glass-fuer-kaethe`. */
export function handleOf(title: string): string {
  const german: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }
  const plain = title.toLowerCase().replace(/[äöüß]/g, (letter) => german[letter]!)
  return plain
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** A label in both languages. Where only one is written, German takes its decimal comma. */
function inBoth(label: string): InBoth {
  const [en, de = en!.replace(/(\d)\.(\d)/g, '$1,$2')] = label.split('|').map((part) => keptTogether(part.trim()))
  return { en: en!, de }
}

/** The end of a SKU: `1.6 l` gives `16L`, `Set of 4` gives `S4`, `Left-handed` gives `LEF`. */
function codeOf(label: string): string {
  const english = label.split('|')[0]!.toUpperCase()
  return /\d/.test(english)
    ? english
        .replace('SET OF', 'S')
        .replace('SIZE', '')
        .replace(/[^A-Z0-9]/g, '')
    : english.slice(0, 3)
}

function pricesOf(eurMinor: number, compareAtMinor?: number): Record<MarketHandle, Price> {
  const price = (convert: (minor: number) => number): Price => ({
    amountMinor: convert(eurMinor),
    ...(compareAtMinor !== undefined && { compareAtMinor: convert(compareAtMinor) }),
  })
  return { eu: price((minor) => minor), us: price(dollars), jp: price(yen) }
}

/** US price without tax, in cents: about what the EU price is, on half dollars, whole dollars, or fives as it grows. */
export function dollars(eurMinor: number): number {
  const cents = eurMinor * 1.04
  const step = cents < 2_000 ? 50 : cents < 10_000 ? 100 : 500
  return Math.round(cents / step) * step
}

/** Price in whole yen, tax included, ending as Japanese prices do: 1,180 and 6,880, above 10,000 on five hundreds. */
export function yen(eurMinor: number): number {
  const whole = eurMinor * 1.7
  return whole < 10_000 ? Math.max(1, Math.round(whole / 100)) * 100 - 20 : Math.round(whole / 500) * 500
}

/** Of a hundred variants about eight are sold out and eleven nearly; dear things are kept in small numbers. */
export function stockOf(sku: string, eurMinor: number): Record<LocationHandle, number> {
  const luck = hashOf(`stock of ${sku}`) % 100
  if (luck < 8) return { hamburg: 0, leipzig: 0 }
  if (luck < 19) return luck % 2 ? { hamburg: 1 + (luck % 3), leipzig: 0 } : { hamburg: 0, leipzig: 1 + (luck % 3) }
  const most = eurMinor > 20_000 ? 9 : eurMinor > 6_000 ? 24 : 80
  return {
    hamburg: 4 + (hashOf(`hamburg ${sku}`) % most),
    leipzig: hashOf(`leipzig ${sku}`) % Math.ceil(most / 2),
  }
}
