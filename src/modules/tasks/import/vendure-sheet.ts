/** The columns of Vendure's product import. */
import type { Finding } from '../task.ts'
import type { Labels } from './finish-product.ts'
import type { Shop } from './format.ts'
import { byLocale, byPlace, missingColumns, repeatedColumns } from './header.ts'
import type { Column } from './row.ts'

const required = [
  'name',
  'slug',
  'description',
  'assets',
  'facets',
  'optionGroups',
  'optionValues',
  'sku',
  'price',
  'taxCategory',
  'stockOnHand',
  'trackInventory',
  'variantAssets',
  'variantFacets',
]
export const known = new Set(required.map((name) => name.toLowerCase()))
export const labels: Labels = {
  handle: 'slug',
  title: 'name',
  description: 'description',
  brand: 'facets',
  tags: 'facets',
  categories: 'facets',
  images: 'assets',
  options: 'optionGroups',
  values: 'optionValues',
  sku: 'sku',
  taxClass: 'taxCategory',
  weightGrams: 'sku',
  image: 'variantAssets',
  status: 'name',
}

export type Sheet = {
  shop: Shop
  length: number
  locale: string
  /** The column of a name in the language of a locale, or the one that stands for all. */
  column(name: string, locale?: string): Column | undefined
  locales: string[]
  prices: Map<string, Column>
  stock: Map<string, Column>
}

/** What the columns mean in this shop; with errors nothing can be read. */
export function sheetOf(columns: Column[], shop: Shop): { sheet: Sheet; errors: Finding[] } {
  const [market] = shop.markets
  const places = { known: market === undefined ? [] : [market.handle], kind: 'market', make: 'POST /api/admin/markets' }
  const price = byPlace(columns, 'price', places)
  const stock = byPlace(columns, 'stockonhand', {
    known: shop.locations.slice(0, 1),
    kind: 'location',
    make: 'PUT /api/admin/locations/main',
  })
  const spoken = new Map(
    [...known].map((name) => [
      name,
      byLocale(
        columns.filter((each) => !isPlaced(each)),
        name,
        shop,
      ),
    ]),
  )
  const locales = [...(spoken.get('name')?.locales.keys() ?? [])]
  const locale = locales.includes(shop.locale) ? shop.locale : (locales[0] ?? shop.locale)
  const column = (name: string, asked = locale): Column | undefined => {
    const there = spoken.get(name.toLowerCase())!.locales
    return there.get(asked) ?? (asked === locale ? [...there.values()][0] : undefined)
  }
  const length = (columns.at(-1)?.at ?? -1) + 1
  const sheet: Sheet = { shop, length, locale, column, locales, prices: price.places, stock: stock.places }
  return {
    sheet,
    errors: [
      ...missingColumns(columns, required),
      ...repeatedColumns(columns),
      ...price.errors,
      ...stock.errors,
      ...[...spoken.values()].flatMap(({ errors }) => errors),
    ],
  }
}

const isPlaced = ({ name }: Column): boolean => name === 'price' || name === 'stockonhand'
