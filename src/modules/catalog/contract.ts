// Catalog knows what is sold: products, variants, categories, texts and pictures. It knows no carts; price and stock only as a copy.
import { Type } from 'typebox'
import { command, contract, event, query } from '#kernel/contract.ts'
import { Handle, Id, Locale, Sku } from '#kernel/scalars.ts'

const Text = Type.Object(
  {
    locale: Locale,
    title: Type.String({ minLength: 1, maxLength: 300 }),
    description: Type.Optional(Type.String({ maxLength: 20_000 })),
    handle: Type.Optional(Handle),
    /** What search engines show, where it is not title and description. */
    seo: Type.Optional(Type.Object(
      { title: Type.Optional(Type.String({ maxLength: 200 })), description: Type.Optional(Type.String({ maxLength: 500 })) },
      { additionalProperties: false },
    )),
  },
  { additionalProperties: false },
)
/** A product as an import or the back office gives it whole; what is left out of an existing one stays as it is. */
export const NewProduct = Type.Object(
  {
    handle: Handle,
    /** A new product is active when nothing else is said. */
    status: Type.Optional(Type.Enum(['draft', 'active', 'archived'])),
    texts: Type.Array(Text, { minItems: 1, maxItems: 20 }),
    brand: Type.Optional(Type.String({ maxLength: 120 })),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50 })),
    /** Handles of categories; one that does not exist is made, under the root, titled by its handle. */
    categories: Type.Optional(Type.Array(Handle, { maxItems: 20 })),
    /** Each the hash or the `/media/…` address of an uploaded picture, or an https address elsewhere. */
    images: Type.Optional(Type.Array(Type.String({ maxLength: 500 }), { maxItems: 50 })),
    options: Type.Optional(Type.Array(Type.Object({
      name: Type.String({ minLength: 1, maxLength: 60 }),
      names: Type.Optional(Type.Record(Type.String(), Type.String())),
      values: Type.Array(Type.Object({
        value: Type.String({ minLength: 1, maxLength: 60 }),
        values: Type.Optional(Type.Record(Type.String(), Type.String())),
      }, { additionalProperties: false }), { minItems: 1, maxItems: 250 }),
    }, { additionalProperties: false }), { maxItems: 20 })),
    variants: Type.Array(
      Type.Object(
        {
          sku: Sku,
          /** Values in the order of `options`; empty for a product without options. */
          optionValues: Type.Optional(Type.Array(Type.String({ maxLength: 60 }))),
          taxClass: Type.Optional(Type.String({ maxLength: 40 })),
          weightGrams: Type.Optional(Type.Integer({ minimum: 0 })),
          image: Type.Optional(Type.String({ maxLength: 500 })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 2_048 },
    ),
  },
  { additionalProperties: false },
)

export const catalog = contract('catalog', {
  queries: {
    /** What a cart line shows and needs, for active products only; what is unknown or not for sale is left out. One statement. */
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
      // `sku_taken`: a SKU belongs to another product; `options_invalid`: a variant's values are not among the options, or twice;
      // `handle_taken`: a handle belongs to another product, or stands twice; `image_unknown`: no such picture was uploaded.
      {
        key: 'batchId',
        refuses: { sku_taken: 409, options_invalid: 422, handle_taken: 409, image_unknown: 422 },
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
