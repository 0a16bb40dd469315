/**
 * Vendure's product import (its documentation, "Importing data"): one row per variant; a row without a name is another
 * variant of the product above. `name:en`, `name:de`, … for several languages; lists are separated by `|`. Prices are
 * of the default market. Facets become categories (`category:`), the brand (`brand:`) and tags (all others). Custom
 * fields have no place here.
 */
import type { Finding, Remark } from '../task.ts'
import { handleOf, isPicture, listOf, present } from './cell.ts'
import { facetsOf } from './facets.ts'
import { finishProduct } from './finish-product.ts'
import type { Format, Item, NewProduct, Opened, Parsed, Shop } from './format.ts'
import { cellOf, rowFinding } from './header.ts'
import { pricesOf, stockOf } from './item-cells.ts'
import type { Column, Row } from './row.ts'
import { optionsOf, skusOf } from './vendure-options.ts'
import { type Sheet, known, labels, sheetOf } from './vendure-sheet.ts'

export const vendureFormat: Format = {
  name: 'vendure',
  recognises(columns) {
    const names = new Set(columns.map(({ name }) => name))
    return (
      names.has('name') &&
      names.has('sku') &&
      !names.has('handle') &&
      ['optiongroups', 'optionvalues', 'taxcategory', 'facets'].some((each) => names.has(each))
    )
  },
  open,
}

function open(columns: Column[], shop: Shop): Opened {
  const { sheet, errors } = sheetOf(columns, shop)
  const { locales, column } = sheet
  return {
    reader: {
      beginsProduct: (row, first) => first === null || locales.some((each) => cellOf(row, column('name', each)) !== ''),
      parse: (rows) => parse(sheet, rows),
    },
    errors,
    remarks: columns
      .filter(({ name }) => !known.has(name))
      .map(({ label }) => ({
        code: 'column_ignored',
        column: label,
        row: 1,
        detail: 'This column has no place in this shop and was not read.',
      })),
  }
}

function parse(sheet: Sheet, all: Row[]): Parsed {
  const rows = withoutRepeats(sheet, all)
  const errors: Finding[] = rows.flatMap((row) => rowFinding(row, sheet.length) ?? [])
  const remarks: Remark[] = all
    .filter((row) => !rows.includes(row))
    .map(({ number }) => ({
      code: 'row_repeated',
      row: number,
      detail: 'The row repeats a variant that stands above it, and was left out.',
    }))
  const options = optionsOf(sheet, rows, errors)
  const skus = skusOf(sheet, rows, remarks)
  const items = rows.map((row, at): Item => itemOf(sheet, row, skus[at]!, errors, remarks))
  const product: NewProduct = {
    ...headOf(sheet, rows, remarks),
    options,
    variants: rows.map((row, at) => ({
      sku: skus[at]!,
      optionValues: listOf(cellOf(row, sheet.column('optionValues'))),
      ...present({
        taxClass: handleOf(cellOf(row, sheet.column('taxCategory'))) || undefined,
        image: picturesOf(sheet, row, 'variantAssets', remarks)[0],
      }),
    })),
  }
  return finishProduct({ rows, all, draft: { product, items }, errors, remarks, labels })
}

/** Vendure's exports hold a variant twice now and then: the same in all that is read here. */
function withoutRepeats(sheet: Sheet, rows: Row[]): Row[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const said = ['sku', 'optionValues', 'taxCategory', 'variantAssets', 'variantFacets'].map((name) =>
      cellOf(row, sheet.column(name)),
    )
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
      .map((locale) => ({
        locale,
        title: of('name', locale),
        ...present({ description: of('description', locale) || undefined, handle: handleIn(sheet, first, locale) }),
      })),
    ...(facets === null ? {} : { tags: facets.tags, categories: facets.categories }),
    ...present({ brand: facets?.brand, images: images.length > 0 ? images : undefined }),
  }
}

/** A language has a handle of its own only where the file gives it one (`slug:de`). */
function handleIn(sheet: Sheet, row: Row, locale: string): string | undefined {
  const own = sheet.column('slug', locale)
  return own === undefined || own.suffix === null || locale === sheet.locale
    ? undefined
    : handleOf(cellOf(row, own)) || undefined
}

function itemOf(sheet: Sheet, row: Row, sku: string, errors: Finding[], remarks: Remark[]): Item {
  const prices = pricesOf(row, sheet.shop, sheet.prices, new Map())
  const stock = stockOf(row, sheet.stock)
  errors.push(...prices.errors, ...stock.errors)
  const remark = (code: string, column: string, detail: string) =>
    remarks.push({ code, column, row: row.number, detail })
  if (prices.said.length + prices.errors.length === 0)
    remark('price_missing', 'price', 'Without a price a variant is not for sale.')
  if (/^(false|0)$/i.test(cellOf(row, sheet.column('trackInventory')))) {
    remark(
      'stock_is_counted',
      'trackInventory',
      'Stock is always counted here: what stockOnHand says can be sold, and no more.',
    )
  }
  if (stock.said.some(({ figure }) => figure < 0))
    remark('stock_below_zero', 'stockOnHand', 'Stock below 0 was taken as 0.')
  return {
    row: row.number,
    sku,
    prices: prices.said,
    stock: stock.said.map(({ location, figure }) => ({ location, figure: Math.max(0, figure) })),
  }
}

/** Files are named without the place where they are: only addresses on the web can be shown. */
function picturesOf(sheet: Sheet, row: Row, name: string, remarks: Remark[]): string[] {
  const column = sheet.column(name)
  const all = listOf(cellOf(row, column))
  if (all.some((each) => !isPicture(each))) {
    remarks.push({
      code: 'image_skipped',
      column: name,
      row: row.number,
      detail: 'Pictures that are no https address were skipped. Upload them, or give their addresses.',
    })
  }
  return all.filter(isPicture)
}
