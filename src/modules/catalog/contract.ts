// Catalog knows what is sold: products, variants, categories, texts and pictures. It knows no carts; price and stock
// only as a copy.
import { Type } from 'typebox'
import { command, contract, event, query } from '#kernel/contract.ts'
import { Handle, Id, Locale, Sku } from '#commerce/scalars.ts'

const strict = { additionalProperties: false }
const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
/** What something is called, by locale. */
const Names = Type.Record(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), Name, { maxProperties: 20 })

/** A product's or a category's texts in one language. */
export const Text = Type.Object(
  {
    locale: Locale,
    title: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
    description: Type.Optional(Type.String({ maxLength: 20_000 })),
    handle: Type.Optional(Handle),
    /** What search engines show, where it is not title and description. */
    seo: Type.Optional(
      Type.Object(
        {
          title: Type.Optional(Type.String({ maxLength: 200 })),
          description: Type.Optional(Type.String({ maxLength: 500 })),
        },
        strict,
      ),
    ),
  },
  strict,
)
export const Option = Type.Object(
  {
    name: Name,
    names: Type.Optional(Names),
    values: Type.Array(Type.Object({ value: Name, values: Type.Optional(Names) }, strict), {
      minItems: 1,
      maxItems: 250,
    }),
  },
  strict,
)
/** The hash or the `/media/…` address of an uploaded picture, or an https address elsewhere. */
export const ImageReference = Type.String({ minLength: 1, maxLength: 500 })
export const NewVariant = Type.Object(
  {
    sku: Sku,
    /** Values in the order of `options`; empty for a product without options. */
    optionValues: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20 })),
    taxClass: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    weightGrams: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
    image: Type.Optional(ImageReference),
  },
  strict,
)
const fields = {
  /** A new product is active when nothing else is said. */
  status: Type.Optional(Type.Enum(['draft', 'active', 'archived'])),
  texts: Type.Array(Text, { minItems: 1, maxItems: 20 }),
  brand: Type.Optional(Type.String({ maxLength: 120 })),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50 })),
  /** Handles of categories; one that does not exist is made, under the root, titled by its handle. */
  categories: Type.Optional(Type.Array(Handle, { maxItems: 20 })),
  images: Type.Optional(Type.Array(ImageReference, { maxItems: 50 })),
  options: Type.Optional(Type.Array(Option, { maxItems: 20 })),
  variants: Type.Array(NewVariant, { minItems: 1, maxItems: 2_048 }),
}
/** A product as an import or the back office gives it whole; what is left out of an existing one stays as it is. */
export const NewProduct = Type.Object({ handle: Handle, ...fields }, strict)
/** The same, where the address names the handle. */
export const ProductFields = Type.Object(fields, strict)
/** A product as it stands. */
const WholeProduct = Type.Object({
  productId: Id,
  handle: Handle,
  status: Type.Enum(['draft', 'active', 'archived']),
  brand: Type.Optional(Type.String()),
  tags: Type.Array(Type.String()),
  categories: Type.Array(Handle),
  images: Type.Array(Type.String()),
  options: Type.Array(Option),
  texts: Type.Array(Text),
  variants: Type.Array(
    Type.Object({
      variantId: Id,
      sku: Sku,
      optionValues: Type.Array(Type.String()),
      taxClass: Type.String(),
      weightGrams: Type.Optional(Type.Integer()),
      image: Type.Optional(Type.String()),
      archived: Type.Boolean(),
    }),
  ),
})
/** A category as an import gives it; what is left out of an existing one stays as it is. */
export const NewCategory = Type.Object(
  {
    handle: Handle,
    /** Handle of the category above; null: none. A new one without it stands at the root. */
    parent: Type.Optional(Type.Union([Handle, Type.Null()])),
    /** From 0 among its siblings; without it a new one comes last. */
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    texts: Type.Optional(Type.Array(Text, { maxItems: 20 })),
  },
  strict,
)

export const catalog = contract('catalog', {
  queries: {
    /**
     * Products as they stand, in any state, by handle; and whose the SKUs are. What is unknown is left out. Two
     * statements.
     */
    productsOf: query(
      { handles: Type.Array(Handle, { maxItems: 200 }), skus: Type.Array(Sku, { maxItems: 5_000 }) },
      Type.Object({
        products: Type.Array(WholeProduct),
        owners: Type.Array(Type.Object({ sku: Sku, productId: Id })),
      }),
      { deadlineMs: 5_000 },
    ),
    /**
     * What a cart line shows and needs, for active products only; what is unknown or not for sale is left out. One
     * statement.
     */
    variantsOf: query(
      { variantIds: Type.Array(Id, { maxItems: 200 }), locale: Locale },
      Type.Array(
        Type.Object({
          variantId: Id,
          productId: Id,
          sku: Sku,
          /** Product title and option values: "Mug Ena, moss". */
          title: Type.String(),
          handle: Type.String(),
          image: Type.Optional(Type.String()),
          taxClass: Type.String(),
        }),
      ),
      { deadlineMs: 500 },
    ),
  },
  commands: {
    /** Makes or changes whole products by handle and variants by SKU, all or none; a repeat finds them as they are. */
    putProducts: command(
      { batchId: Id, products: Type.Array(NewProduct, { minItems: 1, maxItems: 200 }) },
      Type.Array(
        Type.Object({
          handle: Handle,
          productId: Id,
          created: Type.Boolean(),
          variants: Type.Array(Type.Object({ sku: Sku, variantId: Id })),
        }),
      ),
      // `sku_taken`: a SKU belongs to another product; `options_invalid`: a variant's values are not among the options,
      // or twice; `handle_taken`: a handle belongs to another product, or stands twice; `image_unknown`: no such
      // picture was uploaded.
      {
        key: 'batchId',
        refuses: { sku_taken: 409, options_invalid: 422, handle_taken: 409, image_unknown: 422 },
        deadlineMs: 10_000,
      },
    ),
    /**
     * Makes or changes categories in their order, so that one may stand under another of the same batch; all or none.
     */
    putCategories: command(
      { batchId: Id, categories: Type.Array(NewCategory, { minItems: 1, maxItems: 1_000 }) },
      Type.Array(Type.Object({ handle: Handle, categoryId: Id })),
      // `category_cycle`: it would stand under itself; `handle_taken`: a handle of a text belongs to another.
      {
        key: 'batchId',
        refuses: { category_unknown: 404, category_cycle: 422, handle_taken: 409 },
        deadlineMs: 10_000,
      },
    ),
    /**
     * Keeps a picture: PNG, JPEG, WebP, GIF or a plain SVG, known by its content. `uploadId` is of the caller's
     * choosing; the same bytes are the same picture. `url` is what products take and clients show.
     */
    putPicture: command(
      { uploadId: Id, base64: Type.String({ maxLength: 14_000_000, pattern: '^[A-Za-z0-9+/]*={0,2}$' }) },
      Type.Object({ hash: Type.String(), url: Type.String(), width: Type.Integer(), height: Type.Integer() }),
      {
        key: 'uploadId',
        refuses: { picture_too_large: 413, picture_unsupported: 415, picture_invalid: 422 },
        deadlineMs: 10_000,
      },
    ),
  },
  events: {
    ProductChanged: event(
      { productId: Id, handle: Type.String(), status: Type.String(), skus: Type.Array(Sku) },
      { key: 'productId' },
    ),
  },
})
