/** What a file says of a product, beside what the shop knows of it. Pure. */
import type { OutputOf } from '#kernel/contract.ts'
import type { catalog } from '#modules/catalog/contract.ts'
import type { NewProduct } from './format.ts'

export type KnownProduct = OutputOf<typeof catalog.queries.productsOf>['products'][number]
type Options = NonNullable<NewProduct['options']>

/**
 * The product as it is to be put: values of options that other variants of it have stay among the options, so that a
 * file with some of the variants leaves the others alone. A file without titles keeps those that there are.
 */
export function completed(given: NewProduct, known: KnownProduct | undefined): NewProduct {
  if (known === undefined) return given
  const texts = given.texts.length > 0 ? given.texts : known.texts.map(({ locale, title }) => ({ locale, title }))
  if (given.options === undefined) return { ...given, texts }
  return { ...given, texts, options: withKnownValues(given.options, known) }
}

function withKnownValues(options: Options, known: KnownProduct): Options {
  const isOther =
    options.length !== known.options.length || options.some(({ name }, at) => known.options[at]!.name !== name)
  if (isOther) return options
  return options.map((option, at) => {
    const said = new Map(option.values.map((each) => [each.value, each]))
    const before = known.options[at]!.values
    const kept = before.map((each) => {
      const value = said.get(each.value)
      return value === undefined ? each : { ...each, ...value, ...joined(each.values, value.values) }
    })
    const isKnown = new Set(before.map(({ value }) => value))
    const { names } = known.options[at]!
    return {
      ...option,
      ...joinedNames(names, option.names),
      values: [...kept, ...option.values.filter(({ value }) => !isKnown.has(value))],
    }
  })
}

type Names = Record<string, string> | undefined
const joined = (before: Names, given: Names) =>
  before === undefined && given === undefined ? {} : { values: { ...before, ...given } }
const joinedNames = (before: Names, given: Names) =>
  before === undefined && given === undefined ? {} : { names: { ...before, ...given } }

/** True when putting the product would change nothing; `given` is completed. */
export function isSameProduct(given: NewProduct, known: KnownProduct): boolean {
  const lists: [unknown, unknown][] = [
    [given.status, known.status],
    [given.brand, known.brand],
    [once(given.tags), known.tags],
    [once(given.categories), known.categories],
    [given.options, known.options],
  ]
  return (
    lists.every(([said, is]) => said === undefined || same(said, is)) &&
    sameImages(given, known) &&
    sameTexts(given, known) &&
    sameVariants(given, known)
  )
}

const once = (values: string[] | undefined) => values && [...new Set(values)]

const sameImages = ({ images }: NewProduct, known: KnownProduct): boolean =>
  images === undefined ||
  (images.length === known.images.length && images.every((image, at) => isImage(image, known.images[at])))

/** A picture of ours may be named by its hash alone. */
const isImage = (said: string, is: string | undefined): boolean =>
  is !== undefined &&
  (said === is || (is.startsWith('/media/') && is.slice(7, 71) === said.replace(/^\/media\//, '').slice(0, 64)))

function sameTexts({ texts }: NewProduct, known: KnownProduct): boolean {
  const byLocale = new Map(known.texts.map((text) => [text.locale, text]))
  return texts.every(({ locale, ...said }) => covers(byLocale.get(locale), said))
}

function sameVariants({ variants }: NewProduct, known: KnownProduct): boolean {
  const bySku = new Map(known.variants.map((variant) => [variant.sku, variant]))
  return variants.every(({ sku, image, ...said }) => {
    const is = bySku.get(sku)
    return is !== undefined && !is.archived && covers(is, said) && (image === undefined || isImage(image, is.image))
  })
}

/** True when everything that is said is so; what is not said does not matter. */
const covers = (is: object | undefined, said: object): boolean =>
  is !== undefined &&
  Object.entries(said).every(
    ([name, value]) => value === undefined || same(value, (is as Record<string, unknown>)[name]),
  )

function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const [names, others] = [Object.keys(one), Object.keys(other)]
  return names.length === others.length && names.every((name) => same((one as any)[name], (other as any)[name]))
}
