/**
 * Vendure's product import (its documentation, "Importing data"): one row per variant; a row without a name is another variant of
 * the product above. `name:en`, `name:de`, … for several languages; lists are separated by `|`. Prices are of the default market.
 * Facets become categories (`category:`), the brand (`brand:`) and tags (all others). Custom fields have no place here.
 */
import type { Finding, Remark } from '../task.ts'
import { handleOf, isPicture, listOf, present } from './cell.ts'
import { facetsOf } from './facets.ts'
import { finishProduct, type Labels } from './finish-product.ts'
import type { Format, Item, NewProduct, Opened, Parsed, Shop } from './format.ts'
import { byLocale, byPlace, cellOf, lengthFinding, missingColumns, repeatedColumns } from './header.ts'
import { pricesOf, stockOf } from './item-cells.ts'
import type { Column, Row } from './row.ts'

const required = [
  'name', 'slug', 'description', 'assets', 'facets', 'optionGroups', 'optionValues', 'sku', 'price', 'taxCategory', 'stockOnHand',
  'trackInventory', 'variantAssets', 'variantFacets',
]
const known = new Set(required.map((name) => name.toLowerCase()))
const labels: Labels = {
  handle: 'slug', title: 'name', description: 'description', brand: 'facets', tags: 'facets', categories: 'facets', images: 'assets',
  options: 'optionGroups', values: 'optionValues', sku: 'sku', taxClass: 'taxCategory', weightGrams: 'sku', image: 'variantAssets',
  status: 'name',
}

export const vendureFormat: Format = {
  name: 'vendure',
  recognises(columns) {
    const names = new Set(columns.map(({ name }) => name))
    return names.has('name') && names.has('sku') && !names.has('handle') && ['optiongroups', 'optionvalues', 'taxcategory', 'facets'].some((each) => names.has(each))
  },
  open,
}

type Sheet = {
  shop: Shop
  length: number
  locale: string
  /** The column of a name in the language of a locale, or the one that stands for all. */
  column(name: string, locale?: string): Column | undefined
  locales: string[]
  prices: Map<string, Column>
  stock: Map<string, Column>
}

function open(columns: Column[], shop: Shop): Opened {
  const [market] = shop.markets
  const places = { known: market === undefined ? [] : [market.handle], kind: 'market', make: 'POST /api/admin/markets' }
  const price = byPlace(columns, 'price', places)
  const stock = byPlace(columns, 'stockonhand', { known: shop.locations.slice(0, 1), kind: 'location', make: 'PUT /api/admin/locations/main' })
  const spoken = new Map([...known].map((name) => [name, byLocale(columns.filter((each) => !isPlaced(each)), name, shop)]))
  const locales = [...(spoken.get('name')?.locales.keys() ?? [])]
  const locale = locales.includes(shop.locale) ? shop.locale : (locales[0] ?? shop.locale)
  const column = (name: string, asked = locale): Column | undefined => {
    const there = spoken.get(name.toLowerCase())!.locales
    return there.get(asked) ?? (asked === locale ? [...there.values()][0] : undefined)
  }
  const length = Math.max(0, ...columns.map(({ at }) => at + 1))
  const sheet: Sheet = { shop, length, locale, column, locales, prices: price.places, stock: stock.places }
  return {
    reader: {
      beginsProduct: (row, first) => first === null || locales.some((each) => cellOf(row, column('name', each)) !== ''),
      parse: (rows) => parse(sheet, rows),
    },
    errors: [
      ...missingColumns(columns, required), ...repeatedColumns(columns), ...price.errors, ...stock.errors,
      ...[...spoken.values()].flatMap(({ errors }) => errors),
    ],
    remarks: columns.filter(({ name }) => !known.has(name)).map(({ label }) => ({
      code: 'column_ignored', column: label, row: 1, detail: 'This column has no place in this shop and was not read.',
    })),
  }
}

const isPlaced = ({ name }: Column): boolean => name === 'price' || name === 'stockonhand'

function parse(sheet: Sheet, all: Row[]): Parsed {
  const rows = withoutRepeats(sheet, all)
  const errors: Finding[] = rows.flatMap((row) => lengthFinding(row, sheet.length) ?? [])
  const remarks: Remark[] = all.filter((row) => !rows.includes(row)).map(({ number }) => ({
    code: 'row_repeated', row: number, detail: 'The row repeats a variant that stands above it, and was left out.',
  }))
  const options = optionsOf(sheet, rows, errors)
  const skus = skusOf(sheet, rows, remarks)
  const items = rows.map((row, at): Item => itemOf(sheet, row, skus[at]!, errors, remarks))
  const product: NewProduct = {
    ...headOf(sheet, rows, remarks), options,
    variants: rows.map((row, at) => ({
      sku: skus[at]!,
      optionValues: listOf(cellOf(row, sheet.column('optionValues'))),
      ...present({ taxClass: handleOf(cellOf(row, sheet.column('taxCategory'))) || undefined, image: picturesOf(sheet, row, 'variantAssets', remarks)[0] }),
    })),
  }
  return finishProduct({ rows, all, draft: { product, items }, errors, remarks, labels })
}

/** Vendure's exports hold a variant twice now and then: the same in all that is read here. */
function withoutRepeats(sheet: Sheet, rows: Row[]): Row[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const said = ['sku', 'optionValues', 'taxCategory', 'variantAssets', 'variantFacets'].map((name) => cellOf(row, sheet.column(name)))
    const figures = [...sheet.prices.values(), ...sheet.stock.values()].map((column) => cellOf(row, column))
    const key = JSON.stringify([row.cells.length, said, figures])
    return !seen.has(key) && seen.add(key)
  })
}

/** What stands in the first row, and the facets of all. */
function headOf(sheet: Sheet, rows: Row[], remarks: Remark[]): Omit<NewProduct, 'variants'> {
  const first = rows[0]!
  const of = (name: string, locale?: string) => cellOf(first, sheet.column(name, locale))
  const facets = facetsOf([of('facets'), ...rows.map((row) => cellOf(row, sheet.column('variantFacets')))])
  const images = picturesOf(sheet, first, 'assets', remarks)
  const title = of('name')
  return {
    handle: handleOf(of('slug')) || handleOf(title) || handleOf(of('sku')),
    texts: sheet.locales
      .filter((locale) => of('name', locale) !== '' || locale === sheet.locale)
      .map((locale) => ({ locale, title: of('name', locale), ...present({ description: of('description', locale) || undefined, handle: handleIn(sheet, first, locale) }) })),
    tags: facets.tags, categories: facets.categories,
    ...present({ brand: facets.brand, images: images.length > 0 ? images : undefined }),
  }
}

/** A language has a handle of its own only where the file gives it one (`slug:de`). */
function handleIn(sheet: Sheet, row: Row, locale: string): string | undefined {
  const own = sheet.column('slug', locale)
  return own === undefined || own.suffix === null || locale === sheet.locale ? undefined : handleOf(cellOf(row, own)) || undefined
}

function optionsOf(sheet: Sheet, rows: Row[], errors: Finding[]): NonNullable<NewProduct['options']> {
  const names = (locale?: string) => listOf(cellOf(rows[0]!, sheet.column('optionGroups', locale)))
  const values = (row: Row, locale?: string) => listOf(cellOf(row, sheet.column('optionValues', locale)))
  const groups = names()
  for (const row of rows) {
    const { length } = values(row)
    if (length === groups.length) continue
    const detail = `There are ${length} option values for ${groups.length} option groups (row ${rows[0]!.number}). Give one value for each group, separated by |.`
    errors.push({ row: row.number, column: labels.values, code: 'option_values_mismatch', detail })
  }
  const others = sheet.locales.filter((locale) => locale !== sheet.locale)
  const spoken = (pick: (locale: string) => string | undefined): Record<string, string> | undefined => {
    const said = others.flatMap((locale) => (pick(locale) === undefined ? [] : [[locale, pick(locale)!]]))
    return said.length === 0 ? undefined : Object.fromEntries(said)
  }
  return groups.map((name, at) => {
    const rowOf = new Map(rows.toReversed().map((row) => [values(row)[at], row]))
    const used = [...new Set(rows.flatMap((row) => values(row)[at] ?? []))]
    return {
      name, ...present({ names: spoken((locale) => names(locale)[at]) }),
      values: used.map((value) => ({ value, ...present({ values: spoken((locale) => values(rowOf.get(value)!, locale)[at]) }) })),
    }
  })
}

/** In Vendure variants may share a SKU; here it is one thing for ever, so the others of a product get their values behind it. */
function skusOf(sheet: Sheet, rows: Row[], remarks: Remark[]): string[] {
  const taken = new Set<string>()
  const values = new Set<string>()
  return rows.map((row) => {
    const sku = cellOf(row, sheet.column('sku'))
    const own = cellOf(row, sheet.column('optionValues'))
    const behind = handleOf(own)
    const other = `${sku.slice(0, 63 - Math.min(behind.length, 40))}-${behind.slice(0, 40)}`
    const isTaken = taken.has(sku) && !values.has(own) && behind !== '' && !taken.has(other)
    const given = isTaken ? other : sku
    if (isTaken) {
      remarks.push({ code: 'sku_changed', column: labels.sku, row: row.number, detail: `Another variant of the product has the SKU ${sku}: this one became ${other}.` })
    }
    taken.add(given)
    values.add(own)
    return given
  })
}

function itemOf(sheet: Sheet, row: Row, sku: string, errors: Finding[], remarks: Remark[]): Item {
  const prices = pricesOf(row, sheet.shop, sheet.prices, new Map())
  const stock = stockOf(row, sheet.stock)
  errors.push(...prices.errors, ...stock.errors)
  const remark = (code: string, column: string, detail: string) => remarks.push({ code, column, row: row.number, detail })
  if (prices.said.length + prices.errors.length === 0) remark('price_missing', 'price', 'Without a price a variant is not for sale.')
  if (/^(false|0)$/i.test(cellOf(row, sheet.column('trackInventory')))) {
    remark('stock_is_counted', 'trackInventory', 'Stock is always counted here: what stockOnHand says can be sold, and no more.')
  }
  if (stock.said.some(({ figure }) => figure < 0)) remark('stock_below_zero', 'stockOnHand', 'Stock below 0 was taken as 0.')
  return { row: row.number, sku, prices: prices.said, stock: stock.said.map(({ location, figure }) => ({ location, figure: Math.max(0, figure) })) }
}

/** Files are named without the place where they are: only addresses on the web can be shown. */
function picturesOf(sheet: Sheet, row: Row, name: string, remarks: Remark[]): string[] {
  const column = sheet.column(name)
  const all = listOf(cellOf(row, column))
  if (all.some((each) => !isPicture(each))) {
    remarks.push({ code: 'image_skipped', column: name, row: row.number, detail: 'Pictures that are no https address were skipped. Upload them, or give their addresses.' })
  }
  return all.filter(isPicture)
}
