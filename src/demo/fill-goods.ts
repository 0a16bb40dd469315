import { catalog } from '#modules/catalog/contract.ts'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { type CategoryNode, categories } from './categories.ts'
import { drawProduct } from './drawing.ts'
import type { Filling } from './fill-demo-shop.ts'
import { goods } from './goods.ts'
import type { Picture, Product, Variant } from './product.ts'

const batchSize = 100
const variants: readonly Variant[] = goods.flatMap((product) => product.variants)

/** Categories, pictures, products with texts in two languages, prices in three markets, stock in two places. Answers the variants' ids by SKU. */
export async function fillGoods(filling: Filling): Promise<Map<string, string>> {
  const { client, id } = filling
  await client(catalog).putCategories({ batchId: id('categories'), categories: flattened(categories, null) })
  const pictures = await drawAll(filling)
  const variantIds = new Map<string, string>()
  for (const [at, products] of batchesOf(goods, batchSize).entries()) {
    const made = await client(catalog).putProducts({
      batchId: id(`goods ${at}`),
      products: products.map((product) => productOf(product, pictures)),
    })
    for (const { variants: each } of made) for (const { sku, variantId } of each) variantIds.set(sku, variantId)
  }
  for (const [at, those] of batchesOf(variants, batchSize * 4).entries()) {
    await client(pricing).setPrices({
      changeId: id(`prices ${at}`),
      prices: those.flatMap((variant) => pricesOf(variant, variantIds)),
    })
    const adjustments = those.flatMap(({ sku, stock }) =>
      Object.entries(stock).map(([location, setTo]) => ({ sku, location, setTo, reason: 'opening stock' })),
    )
    await client(inventory).adjust({ batchId: id(`stock ${at}`), adjustments })
  }
  return variantIds
}

/** Parents before their children. */
function flattened(
  nodes: readonly CategoryNode[],
  parent: string | null,
): { handle: string; parent: string | null; position: number; texts: { locale: string; title: string }[] }[] {
  return nodes.flatMap(({ handle, position, title, children }) => [
    { handle, parent, position, texts: Object.entries(title).map(([locale, text]) => ({ locale, title: text })) },
    ...flattened(children, handle),
  ])
}

const nameOf = ({ kind, seed, look, palette }: Picture): string => [kind, seed, look, palette].join(' ')

/** Draws each picture once; answers their addresses by what they show. */
async function drawAll({ client, id }: Filling): Promise<Map<string, string>> {
  const wanted = new Map<string, { picture: Picture; title: string }>()
  for (const product of goods) {
    const title = product.texts.en.title
    wanted.set(nameOf(product.picture), { picture: product.picture, title })
    for (const { picture } of product.variants) wanted.set(nameOf(picture), { picture, title })
  }
  const urls = new Map<string, string>()
  for (const some of batchesOf([...wanted], 8)) {
    await Promise.all(
      some.map(async ([name, { picture, title }]) => {
        const svg = drawProduct(picture.kind, picture.seed, { ...picture, title })
        const { url } = await client(catalog).putPicture({
          uploadId: id(`picture ${name}`),
          base64: Buffer.from(svg).toString('base64'),
        })
        urls.set(name, url)
      }),
    )
  }
  return urls
}

function productOf(product: Product, pictures: Map<string, string>) {
  const { handle, texts, brand, tags, categories: within, options } = product
  return {
    handle,
    status: 'active' as const,
    brand,
    tags: [...tags],
    categories: [...within],
    images: imagesOf(product, pictures),
    texts: Object.entries(texts).map(([locale, { title, description, handle: own }]) => ({
      locale,
      title,
      description,
      handle: own,
    })),
    options: options.map(({ name, values }) => ({
      name: name.en,
      names: { ...name },
      values: values.map((value) => ({ value: value.en, values: { ...value } })),
    })),
    variants: product.variants.map(({ sku, optionValues, taxClass, weightGrams, picture }) => ({
      sku,
      optionValues: optionValues.map(({ en }) => en),
      taxClass,
      weightGrams,
      image: pictures.get(nameOf(picture))!,
    })),
  }
}

/** The product's own picture first, then those of its variants, each once. */
const imagesOf = ({ picture, variants: each }: Product, pictures: Map<string, string>): string[] => [
  ...new Set([picture, ...each.map((variant) => variant.picture)].map((one) => pictures.get(nameOf(one))!)),
]

function pricesOf({ sku, prices }: Variant, variantIds: Map<string, string>) {
  return Object.entries(prices).map(([market, { amountMinor, compareAtMinor }]) => ({
    variantId: variantIds.get(sku)!,
    market,
    amount: amountMinor,
    ...(compareAtMinor === undefined ? {} : { compareAt: compareAtMinor }),
  }))
}

function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}
