import { type Static, Type } from 'typebox'
import { Refusal } from '#kernel/errors.ts'
import { type Route, del, patch, post } from '#kernel/module.ts'
import { Id } from '#commerce/scalars.ts'
import type { CatalogContext } from '../context.ts'
import { NewVariant } from '../contract.ts'
import { imagesOf } from '../media/image-references.ts'
import { AdminProduct, VariantPatch, patchedVariant } from './admin-product.ts'
import { shownChange } from './admin-routes.ts'
import { changeProduct, changeRefusals, unknownImage } from './change-product.ts'
import { type Product, type Variant, present } from './product.ts'

const ofVariant = Type.Object({ id: Id, variantId: Id })
const matching = { 'If-Match': 'The ETag of the product that was read: 412 when somebody changed it since.' }

function variantIn({ variants }: Product, id: string): Variant {
  const variant = variants.find((each) => each.id === id)
  if (variant === undefined)
    throw new Refusal('variant_not_found', 404, { detail: 'The product has no such variant. Read it again.' })
  return variant
}
const withVariant = (product: Product, variant: Variant): Product => ({
  ...product,
  variants: product.variants.map((each) => (each.id === variant.id ? variant : each)),
})

export const variantRoutes: Route<CatalogContext>[] = [
  post(
    '/api/admin/products/:id/variants',
    {
      summary: 'Adds a variant to a product.',
      access: 'staff',
      params: Type.Object({ id: Id }),
      body: NewVariant,
      headers: matching,
      reply: AdminProduct,
      statuses: [201],
      refuses: changeRefusals,
      example: { sku: 'MUG-ENA-SAND', optionValues: ['sand'] },
    },
    async (context: CatalogContext, { params, body, headers }) => {
      const { sku, optionValues = [], taxClass = 'standard', weightGrams, image } = body
      const change = await changeProduct(context, params.id, headers['if-match'], async (before, tx) => {
        const imageOf = await imagesOf(tx, image === undefined ? [] : [image], unknownImage)
        const variant: Variant = {
          id: context.ids.next(),
          sku,
          optionValues,
          taxClass,
          archived: false,
          ...(present({ weightGrams, image: image === undefined ? undefined : imageOf(image) }) as Partial<Variant>),
        }
        return { ...before, variants: [...before.variants, variant] }
      })
      return {
        ...shownChange(change, 201),
        headers: { ...shownChange(change).headers, location: `/api/admin/products/${params.id}` },
      }
    },
  ),
  patch(
    '/api/admin/products/:id/variants/:variantId',
    {
      summary: 'Changes a variant.',
      description:
        'JSON Merge Patch. A SKU stays with its variant for ever, because stock and orders know it by that name.',
      access: 'staff',
      params: ofVariant,
      body: VariantPatch,
      headers: matching,
      reply: AdminProduct,
      refuses: changeRefusals,
      example: { weightGrams: 310 },
    },
    async (context: CatalogContext, { params, body, headers }) =>
      shownChange(
        await changeProduct(context, params.id, headers['if-match'], async (before, tx) =>
          withVariant(
            before,
            await patchedVariant(tx, variantIn(before, params.variantId), body as Static<typeof VariantPatch>),
          ),
        ),
      ),
  ),
  del(
    '/api/admin/products/:id/variants/:variantId',
    {
      summary: 'Archives a variant.',
      description: 'It is no longer for sale; its SKU stays its own. `{ "archived": false }` brings it back.',
      access: 'staff',
      params: ofVariant,
      headers: matching,
      reply: AdminProduct,
      refuses: changeRefusals,
    },
    async (context: CatalogContext, { params, headers }) =>
      shownChange(
        await changeProduct(context, params.id, headers['if-match'], (before) =>
          withVariant(before, { ...variantIn(before, params.variantId), archived: true }),
        ),
      ),
  ),
]
