import { catalog } from '#modules/catalog/contract.ts'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import type { Filling } from './fill-demo-shop.ts'
import { goods } from './goods.ts'
import type { Product, Variant } from './product.ts'

const batchSize = 100
const variants: readonly Variant[] = goods.flatMap((product) => product.variants)

/** Products with texts in two languages, prices in three markets, stock in two places. Answers the variants' ids by SKU. */
export async function fillGoods({ client, id }: Filling): Promise<Map<string, string>> {
  const variantIds = new Map<string, string>()
  for (const [at, products] of batchesOf(goods, batchSize).entries()) {
    const made = await client(catalog).putProducts({ batchId: id(`goods ${at}`), products: products.map(productOf) })
    for (const { variants: each } of made) for (const { sku, variantId } of each) variantIds.set(sku, variantId)
  }
  for (const [at, those] of batchesOf(variants, batchSize * 4).entries()) {
    await client(pricing).setPrices({ changeId: id(`prices ${at}`), prices: those.flatMap((variant) => pricesOf(variant, variantIds)) })
    const adjustments = those.flatMap(({ sku, stock }) =>
      Object.entries(stock).map(([location, setTo]) => ({ sku, location, setTo, reason: 'opening stock' })))
    await client(inventory).adjust({ batchId: id(`stock ${at}`), adjustments })
  }
  return variantIds
}

function productOf(product: Product) {
  const { handle, texts, brand, tags, categories, options } = product
  return {
    handle, status: 'active' as const, brand, tags: [...tags], categories: [...categories],
    texts: Object.entries(texts).map(([locale, { title, description, handle: own }]) => ({ locale, title, description, handle: own })),
    options: options.map(({ name, values }) => ({
      name: name.en, names: { ...name }, values: values.map((value) => ({ value: value.en, values: { ...value } })),
    })),
    variants: product.variants.map(({ sku, optionValues, taxClass, weightGrams }) => ({
      sku, optionValues: optionValues.map(({ en }) => en), taxClass, weightGrams,
    })),
  }
}

function pricesOf({ sku, prices }: Variant, variantIds: Map<string, string>) {
  return Object.entries(prices).map(([market, { amountMinor, compareAtMinor }]) => ({
    variantId: variantIds.get(sku)!, market, amount: amountMinor, ...(compareAtMinor === undefined ? {} : { compareAt: compareAtMinor }),
  }))
}

function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}
