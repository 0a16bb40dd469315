/** The public page of a product: the shape that clients rely on, and how it is made of what is stored. */
import { Type, type Static } from 'typebox'
import { Id, Money, Sku } from '#commerce/scalars.ts'
import { bestLocale, named } from '../locale.ts'
import type { Image, Seo, Text } from '../products/product.ts'
import { present } from '../products/product.ts'
import { namesOf } from '../products/variants-of.ts'
import type { PageCategory, PageRow, PageVariant } from './page-store.ts'

export const Picture = Type.Object(
  {
    url: Type.String(),
    width: Type.Optional(Type.Integer()),
    height: Type.Optional(Type.Integer()),
    alt: Type.String(),
  },
  { title: 'Picture' },
)
const Step = Type.Object({ id: Id, handle: Type.String(), title: Type.String() })
export const ProductPage = Type.Object(
  {
    id: Id,
    handle: Type.String(),
    title: Type.String(),
    description: Type.String(),
    brand: Type.Optional(Type.String()),
    tags: Type.Array(Type.String()),
    images: Type.Array(Picture),
    options: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.String()) })),
    /** `breadcrumb` leads from the root of the tree to the category itself; `path` is its handles. */
    categories: Type.Array(
      Type.Object({
        id: Id,
        handle: Type.String(),
        title: Type.String(),
        path: Type.String(),
        breadcrumb: Type.Array(Step),
      }),
    ),
    variants: Type.Array(
      Type.Object({
        id: Id,
        sku: Sku,
        title: Type.String(),
        optionValues: Type.Array(Type.String()),
        /** Absent when the variant is not for sale in the market. */
        price: Type.Optional(Money),
        compareAtPrice: Type.Optional(Money),
        available: Type.Boolean(),
        inStock: Type.Optional(Type.Enum(['in', 'low', 'out'])),
        image: Type.Optional(Picture),
      }),
    ),
    seo: Type.Object({ title: Type.String(), description: Type.String() }),
  },
  { title: 'Product' },
)
export type ProductPage = Static<typeof ProductPage>

/** The page in the language that speaks best by `chain`, and which that is. */
export function productPageOf(row: PageRow, chain: readonly string[]): { page: ProductPage; locale: string } {
  const locale = bestLocale(row.texts, chain)!
  const text = row.texts[locale]!
  const spoken = [...new Set([locale, ...chain])]
  const page = {
    id: row.id,
    handle: text.handle ?? row.handle,
    title: text.title,
    description: text.description ?? '',
    ...(row.brand === null ? {} : { brand: row.brand }),
    tags: row.tags,
    images: row.images.map((image) => pictureOf(image, spoken, text.title)),
    options: row.options.map(({ name, names, values }) => ({
      name: named(names, spoken, name),
      values: values.map((each) => named(each.values, spoken, each.value)),
    })),
    categories: row.categories.map((steps) => categoryOf(steps, spoken)),
    variants: row.variants.map((variant) => variantOf(variant, row, spoken, text.title)),
    seo: seoOf(text),
  }
  return { page, locale }
}

/** A picture without a text of its own is described by what it shows: the product. */
export function pictureOf(
  { url, width, height, alt }: Image,
  chain: readonly string[],
  title: string,
): Static<typeof Picture> {
  return { url, ...present({ width, height }), alt: named(alt, chain, title) }
}

function variantOf(
  { id, sku, optionValues, image, price, stock }: PageVariant,
  { options }: PageRow,
  chain: readonly string[],
  title: string,
) {
  const values = namesOf(options, optionValues, chain)
  const money = (amount: number) => ({ amount, currency: price!.currency })
  return {
    id,
    sku,
    title: values.length === 0 ? title : values.join(', '),
    optionValues: values,
    ...(price === undefined ? {} : { price: money(price.amount) }),
    ...(price?.compareAt === undefined ? {} : { compareAtPrice: money(price.compareAt) }),
    available: price !== undefined && stock !== undefined && stock !== 'out',
    ...(stock === undefined ? {} : { inStock: stock }),
    ...(image === undefined ? {} : { image: pictureOf(image, chain, [title, ...values].join(', ')) }),
  }
}

function categoryOf(steps: PageCategory[], chain: readonly string[]) {
  const breadcrumb = steps.map((step) => stepOf(step, chain))
  return { ...breadcrumb.at(-1)!, path: breadcrumb.map(({ handle }) => handle).join('/'), breadcrumb }
}

/** A category in the language of the chain; one without texts is called by its handle. */
export function stepOf(
  { id, handle, texts }: PageCategory,
  chain: readonly string[],
): { id: string; handle: string; title: string } {
  const text = texts[bestLocale(texts, chain) ?? '']
  return { id, handle: text?.handle ?? handle, title: text?.title ?? handle }
}

const seoMax = 160
/** What search engines show: as given, else title and the start of the description, cut at a word. */
function seoOf({ title, description = '', seo = {} }: Text): Required<Seo> {
  const plain = description.replaceAll(/\s+/g, ' ').trim()
  const cut = plain.length <= seoMax ? plain : `${plain.slice(0, seoMax).replace(/\s+\S*$/, '')}…`
  return { title: seo.title ?? title, description: seo.description ?? cut }
}
