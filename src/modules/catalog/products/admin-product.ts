/** A product as the back office sees and sends it. */
import { type Static, Type } from 'typebox'
import type { Tx } from '#kernel/database/sql.ts'
import { Handle, Id, Sku, Time } from '#commerce/scalars.ts'
import { ImageReference, NewVariant, Option, Text } from '../contract.ts'
import { imagesOf } from '../media/image-references.ts'
import { unknownImage } from './change-product.ts'
import { type Product, type Variant, present } from './product.ts'

const strict = { additionalProperties: false }
const Alt = Type.Record(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), Type.String({ maxLength: 300 }), {
  maxProperties: 20,
})
/** `url` is what it is referred to by; the size is known of uploaded ones; `alt` says by locale what is seen. */
const Image = Type.Object(
  {
    url: ImageReference,
    hash: Type.Optional(Type.String()),
    width: Type.Optional(Type.Integer()),
    height: Type.Optional(Type.Integer()),
    alt: Type.Optional(Alt),
  },
  { ...strict, title: 'ProductImage' },
)
const Status = Type.Enum(['draft', 'active', 'archived'])
const VariantView = Type.Object(
  {
    id: Id,
    sku: Sku,
    optionValues: Type.Array(Type.String()),
    taxClass: Type.String(),
    weightGrams: Type.Optional(Type.Integer()),
    image: Type.Optional(Image),
    archived: Type.Boolean(),
  },
  { title: 'AdminVariant' },
)
export const AdminProduct = Type.Object(
  {
    id: Id,
    handle: Handle,
    status: Status,
    brand: Type.Optional(Type.String()),
    tags: Type.Array(Type.String()),
    texts: Type.Array(Text),
    categories: Type.Array(Handle),
    images: Type.Array(Image),
    options: Type.Array(Option),
    variants: Type.Array(VariantView),
    version: Type.Integer(),
    createdAt: Time,
    changedAt: Time,
  },
  { title: 'AdminProduct' },
)
export type AdminProduct = Static<typeof AdminProduct>

const orNull = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))
/** JSON Merge Patch: what is left out stays, null clears, a list replaces the whole list. */
export const ProductPatch = Type.Object(
  {
    handle: Type.Optional(Handle),
    status: Type.Optional(Status),
    brand: orNull(Type.String({ maxLength: 120 })),
    tags: orNull(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50 })),
    texts: Type.Optional(Type.Array(Text, { minItems: 1, maxItems: 20 })),
    categories: orNull(Type.Array(Handle, { maxItems: 20 })),
    images: orNull(Type.Array(Image, { maxItems: 50 })),
    options: orNull(Type.Array(Option, { maxItems: 20 })),
  },
  { ...strict, minProperties: 1 },
)
export const VariantPatch = Type.Object(
  {
    optionValues: NewVariant.properties.optionValues,
    taxClass: NewVariant.properties.taxClass,
    weightGrams: orNull(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
    image: orNull(ImageReference),
    archived: Type.Optional(Type.Boolean()),
  },
  { ...strict, minProperties: 1 },
)

/** What the back office is shown: texts as the list that it may send back. */
export function adminProductOf({ madeBy: _madeBy, texts, ...product }: Product): AdminProduct {
  return { ...product, texts: Object.entries(texts).map(([locale, text]) => ({ locale, ...text })) }
}

/** The product after a patch. Refuses `image_unknown`. At most one statement. */
export async function patched(tx: Tx, before: Product, patch: Static<typeof ProductPatch>): Promise<Product> {
  const { handle, status, brand, tags, texts, categories, images, options } = patch
  const imageOf = await imagesOf(
    tx,
    (images ?? []).map(({ url }) => url),
    unknownImage,
  )
  const { brand: brandBefore, ...rest } = before
  const brandAfter = brand === undefined ? brandBefore : (brand ?? undefined)
  return {
    ...rest,
    ...present({ handle, status, brand: brandAfter }),
    ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
    ...(texts === undefined ? {} : { texts: Object.fromEntries(texts.map(({ locale, ...text }) => [locale, text])) }),
    ...(categories === undefined ? {} : { categories: [...new Set(categories)] }),
    ...(images === undefined
      ? {}
      : { images: (images ?? []).map(({ url, alt }) => ({ ...imageOf(url), ...present({ alt }) })) }),
    ...(options === undefined ? {} : { options: options ?? [] }),
  } as Product
}

/** The variant after a patch. Refuses `image_unknown`. At most one statement. */
export async function patchedVariant(
  tx: Tx,
  before: Variant,
  { image, weightGrams, ...patch }: Static<typeof VariantPatch>,
): Promise<Variant> {
  const imageOf = await imagesOf(tx, image ? [image] : [], unknownImage)
  const { image: imageBefore, weightGrams: weightBefore, ...rest } = before
  return {
    ...rest,
    ...(present(patch) as Partial<Variant>),
    ...present({ image: image === undefined ? imageBefore : image === null ? undefined : imageOf(image) }),
    ...present({ weightGrams: weightGrams === undefined ? weightBefore : (weightGrams ?? undefined) }),
  }
}
