/** A product as a whole, and its pure rules: how what is given changes what is there, and which variants can exist. */
import type { Static } from 'typebox'
import type { NewProduct } from '../contract.ts'

export type Status = 'draft' | 'active' | 'archived'
export type Seo = { title?: string; description?: string }
export type Text = { title: string; description?: string; handle?: string; seo?: Seo }
export type Option = { name: string; names?: Record<string, string>; values: OptionValue[] }
export type OptionValue = { value: string; values?: Record<string, string> }
/** `url` is what clients show; `hash` names bytes of ours, so that the size is known. `alt` by locale. */
export type Image = { url: string; hash?: string; width?: number; height?: number; alt?: Record<string, string> }
export type Variant = {
  id: string
  sku: string
  optionValues: string[]
  taxClass: string
  weightGrams?: number
  image?: Image
  archived: boolean
}
export type Product = {
  id: string
  handle: string
  status: Status
  brand?: string
  tags: string[]
  /** By locale; never empty. */
  texts: Record<string, Text>
  /** Handles of categories, the main one first. */
  categories: string[]
  images: Image[]
  options: Option[]
  variants: Variant[]
  madeBy: string | null
  version: number
  createdAt: string
  changedAt: string
}
export type Given = Static<typeof NewProduct>

/** What `merged` needs from outside: ids, the time for people, and the images that the given references name. */
export type Makings = {
  nextId: () => string
  now: string
  madeBy: string | null
  imageOf: (reference: string) => Image
}

/**
 * The product after `given`. What is left out stays as it is: texts of other locales, variants of other SKUs, each
 * absent field. A list that is given replaces the one that was there; an image that was there keeps its alternative
 * texts.
 */
export function merged(before: Product | null, given: Given, makings: Makings): Product {
  const start = before ?? newProduct(given.handle, makings)
  const imageOf = keepingAlt(start.images, makings.imageOf)
  return {
    ...start,
    ...present({
      status: given.status,
      brand: given.brand,
      tags: once(given.tags),
      categories: once(given.categories),
    }),
    ...(given.images === undefined ? {} : { images: given.images.map(imageOf) }),
    ...(given.options === undefined ? {} : { options: given.options.map(optionOf) }),
    texts: mergedTexts(start.texts, given.texts),
    variants: mergedVariants(start.variants, given.variants, makings.nextId, imageOf),
  }
}

const newProduct = (handle: string, { nextId, now, madeBy }: Makings): Product => ({
  id: nextId(),
  handle,
  status: 'active',
  tags: [],
  texts: {},
  categories: [],
  images: [],
  options: [],
  variants: [],
  madeBy,
  version: 0,
  createdAt: now,
  changedAt: now,
})

const once = (values: string[] | undefined): string[] | undefined => values && [...new Set(values)]

/** Without the members that are undefined. */
export const present = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const keepingAlt =
  (images: Image[], imageOf: Makings['imageOf']) =>
  (reference: string): Image => {
    const image = imageOf(reference)
    return images.find(({ url }) => url === image.url) ?? image
  }

const optionOf = ({ name, names, values }: NonNullable<Given['options']>[number]): Option => ({
  name,
  ...present({ names }),
  values: values.map((each) => ({ value: each.value, ...present({ values: each.values }) })),
})

function mergedTexts(before: Record<string, Text>, given: Given['texts']): Record<string, Text> {
  const texts = { ...before }
  for (const { locale, ...text } of given) texts[locale] = { ...texts[locale], ...(present(text) as Text) }
  return texts
}

function mergedVariants(
  before: Variant[],
  given: Given['variants'],
  nextId: () => string,
  imageOf: Makings['imageOf'],
): Variant[] {
  const variants = [...before]
  const places = new Map(before.map(({ sku }, place) => [sku, place]))
  for (const { sku, image, ...fields } of given) {
    const place = places.get(sku)
    const start: Variant =
      place === undefined
        ? { id: nextId(), sku, optionValues: [], taxClass: 'standard', archived: false }
        : variants[place]!
    const variant: Variant = {
      ...start,
      ...(present(fields) as Partial<Variant>),
      ...(image === undefined ? {} : { image: imageOf(image) }),
      archived: false,
    }
    if (place === undefined) places.set(sku, variants.push(variant) - 1)
    else variants[place] = variant
  }
  return variants
}

/** Of one variant's values together: they stand in an index. */
const combinationBytesMax = 2_000

/** What is wrong with options and variants, in words that say what to do; null when nothing is. */
export function optionsProblem({ handle, options, variants }: Product): string | null {
  const twiceNamed = firstTwice(options.map(({ name }) => name))
  if (twiceNamed !== undefined) return `Name the option "${twiceNamed}" of "${handle}" once.`
  for (const { name, values } of options) {
    const twice = firstTwice(values.map(({ value }) => value))
    if (twice !== undefined) return `Name the value "${twice}" of the option "${name}" of "${handle}" once.`
  }
  const sold = variants.filter(({ archived }) => !archived)
  const allowed = options.map(({ values }) => new Set(values.map(({ value }) => value)))
  for (const { sku, optionValues } of sold) {
    if (optionValues.length !== options.length) {
      return `Give the variant ${sku} of "${handle}" a value for each of its ${options.length} options, in their order.`
    }
    if (Buffer.byteLength(optionValues.join()) > combinationBytesMax) return `Shorten the option values of ${sku}.`
    const unknown = optionValues.findIndex((value, at) => !allowed[at]!.has(value))
    if (unknown !== -1) {
      const [value, { name }] = [optionValues[unknown], options[unknown]!]
      return `Add the value "${value}" to the option "${name}" of "${handle}", or give ${sku} another.`
    }
  }
  const twice = firstTwice(sold.map(({ optionValues }) => JSON.stringify(optionValues)))
  if (twice === undefined) return null
  const [one, other] = sold.filter(({ optionValues }) => JSON.stringify(optionValues) === twice)
  const same = options.length === 0 ? 'none' : twice
  return `Give ${one!.sku} and ${other!.sku} of "${handle}" different values: both have ${same}.`
}

/** The first value that stands twice. */
export function firstTwice<T>(values: readonly T[]): T | undefined {
  const seen = new Set<T>()
  return values.find((value) => seen.has(value) || !seen.add(value))
}

/** SKUs that shoppers can buy: those of variants that are not archived. */
export const skusOf = ({ variants }: Product): string[] =>
  variants.filter(({ archived }) => !archived).map(({ sku }) => sku)
