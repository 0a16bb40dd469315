/**
 * Banyan's own format: one row per variant, rows of one product next to each other. `handle` and `sku` are required. Of
 * the product: `title`, `description`, `status` (draft, active, archived), `brand`, `tags`, `categories` (handles),
 * `images`; of the variant: `sku`, `option:Colour`, `price`, `compareAt`, `stock`, `taxClass`, `weightGrams`, `image`.
 * Suffixes: `title:de` (language), `price:eu` (market), `stock:hamburg` (location), `option:Colour:de` (the value in a
 * language); without one: the first that the shop has. Lists are separated by `|`. Amounts are in major units with a
 * point. An empty cell changes nothing; an empty `compareAt` beside a price takes the old one away. Rows below the
 * first of a product may leave the product's cells empty, or repeat them.
 */
import type { Finding, Remark } from '../task.ts'
import { isPicture, listOf, localeOf, present, wholeNumberOf } from './cell.ts'
import { finishProduct, type Labels } from './finish-product.ts'
import type { Format, Item, NewProduct, Opened, Parsed, Shop } from './format.ts'
import { byLocale, byPlace, cellOf, rowFinding, missingColumns, repeatedColumns } from './header.ts'
import { pricesOf, stockOf } from './item-cells.ts'
import type { Column, Row } from './row.ts'

const labels: Labels = {
  handle: 'handle',
  title: 'title',
  description: 'description',
  brand: 'brand',
  tags: 'tags',
  categories: 'categories',
  images: 'images',
  options: 'option',
  values: 'option',
  sku: 'sku',
  taxClass: 'taxClass',
  weightGrams: 'weightGrams',
  image: 'image',
  status: 'status',
}
const ofProduct = ['title', 'description', 'status', 'brand', 'tags', 'categories', 'images']
const ofVariant = ['sku', 'option', 'price', 'compareat', 'stock', 'taxclass', 'weightgrams', 'image']
const known = new Set(['handle', ...ofProduct, ...ofVariant])

export const ownFormat: Format = {
  name: 'banyan',
  recognises: (columns) =>
    ['handle', 'sku'].every((name) => columns.some((each) => each.name === name && each.suffix === null)),
  open,
}

type Option = { name: string; column: Column; translations: Map<string, Column> }
type Sheet = {
  shop: Shop
  length: number
  columns: Column[]
  one(name: string): Column | undefined
  titles: Map<string, Column>
  descriptions: Map<string, Column>
  handles: Map<string, Column>
  options: Option[]
  prices: Map<string, Column>
  compareAts: Map<string, Column>
  stock: Map<string, Column>
}

function open(columns: Column[], shop: Shop): Opened {
  const markets = { known: shop.markets.map(({ handle }) => handle), kind: 'market', make: 'POST /api/admin/markets' }
  const locations = { known: shop.locations, kind: 'location', make: 'PUT /api/admin/locations/{handle}' }
  const [titles, descriptions] = [byLocale(columns, 'title', shop), byLocale(columns, 'description', shop)]
  const handles = byLocale(
    columns.filter(({ suffix }) => suffix !== null),
    'handle',
    shop,
  )
  const [prices, compareAts, stock] = [
    byPlace(columns, 'price', markets),
    byPlace(columns, 'compareat', markets),
    byPlace(columns, 'stock', locations),
  ]
  const one = (name: string) => columns.find((each) => each.name === name && each.suffix === null)
  const sheet: Sheet = {
    shop,
    columns,
    one,
    length: (columns.at(-1)?.at ?? -1) + 1,
    titles: titles.locales,
    descriptions: descriptions.locales,
    handles: handles.locales,
    options: optionColumns(columns),
    prices: prices.places,
    compareAts: compareAts.places,
    stock: stock.places,
  }
  const handle = one('handle')
  return {
    reader: {
      beginsProduct: (row, first) =>
        first === null || (cellOf(row, handle) !== '' && cellOf(row, handle) !== cellOf(first, handle)),
      parse: (rows) => parse(sheet, rows),
    },
    errors: [
      ...missingColumns(columns, ['handle', 'sku']),
      ...repeatedColumns(columns),
      ...[titles, descriptions, handles, prices, compareAts, stock].flatMap(({ errors }) => errors),
    ],
    remarks: columns
      .filter(({ name }) => !known.has(name))
      .map(({ label }) => ({
        code: 'column_ignored',
        column: label,
        row: 1,
        detail: 'This column is not one of the format and was not read.',
      })),
  }
}

/** `option:Colour` names an option, `option:Colour:de` what its values are called in a language. */
function optionColumns(columns: Column[]): Option[] {
  const all = columns.filter(({ name, suffix }) => name === 'option' && suffix !== null)
  const options = all
    .filter(({ suffix }) => !isTranslation(suffix!, all))
    .map((column): Option => ({ name: column.suffix!, column, translations: new Map() }))
  for (const column of all) {
    const colon = column.suffix!.lastIndexOf(':')
    const option = options.find(({ name }) => colon > 0 && name === column.suffix!.slice(0, colon).trim())
    const locale = localeOf(column.suffix!.slice(colon + 1).trim())
    if (option !== undefined && locale !== null) option.translations.set(locale, column)
  }
  return options
}
const isTranslation = (suffix: string, all: Column[]): boolean => {
  const colon = suffix.lastIndexOf(':')
  return (
    colon > 0 &&
    localeOf(suffix.slice(colon + 1).trim()) !== null &&
    all.some((each) => each.suffix === suffix.slice(0, colon).trim())
  )
}

function parse(sheet: Sheet, rows: Row[]): Parsed {
  const remarks: Remark[] = []
  const errors: Finding[] = rows.flatMap((row) => rowFinding(row, sheet.length) ?? [])
  errors.push(...differing(sheet, rows))
  const used = sheet.options.filter(({ column }) => rows.some((row) => cellOf(row, column) !== ''))
  errors.push(...withoutValue(used, rows))
  picturesOf(sheet, rows[0]!, 'images', errors)
  const items = rows.map((row): Item => {
    const [prices, stock] = [pricesOf(row, sheet.shop, sheet.prices, sheet.compareAts), stockOf(row, sheet.stock)]
    errors.push(...prices.errors, ...stock.errors, ...belowZero(row, sheet, stock.said))
    return { row: row.number, sku: cellOf(row, sheet.one('sku')), prices: prices.said, stock: stock.said }
  })
  const product: NewProduct = {
    ...headOf(sheet, rows[0]!),
    ...optionsOf(used, rows),
    variants: rows.map((row) => ({
      sku: cellOf(row, sheet.one('sku')),
      ...(used.length === 0 ? {} : { optionValues: used.map(({ column }) => cellOf(row, column)) }),
      ...present({
        taxClass: cellOf(row, sheet.one('taxclass')) || undefined,
        weightGrams: weightOf(sheet, row, errors),
        image: picturesOf(sheet, row, 'image', errors)[0],
      }),
    })),
  }
  return finishProduct({ rows, draft: { product, items }, errors, remarks, labels })
}

function headOf(sheet: Sheet, row: Row): Omit<NewProduct, 'variants'> {
  const of = (name: string) => cellOf(row, sheet.one(name)) || undefined
  const list = (name: string) => (of(name) === undefined ? undefined : listOf(of(name)!))
  const texts = [...sheet.titles].flatMap(([locale, column]) => {
    const title = cellOf(row, column)
    const rest = {
      description: cellOf(row, sheet.descriptions.get(locale)) || undefined,
      handle: cellOf(row, sheet.handles.get(locale)) || undefined,
    }
    return title === '' ? [] : [{ locale, title, ...present(rest) }]
  })
  return {
    handle: cellOf(row, sheet.one('handle')),
    texts,
    ...present({
      status: of('status') as NewProduct['status'],
      brand: of('brand'),
      tags: list('tags'),
      categories: list('categories'),
      images: list('images'),
    }),
  } as Omit<NewProduct, 'variants'>
}

/** Rows without a value of any option leave the options of a product as they are. */
function optionsOf(used: Option[], rows: Row[]): Pick<NewProduct, 'options'> {
  if (used.length === 0) return {}
  const options = used.map(({ name, column, translations }) => {
    const values = new Map(rows.toReversed().map((row) => [cellOf(row, column), row]))
    const order = [...new Set(rows.map((row) => cellOf(row, column)))].filter((value) => value !== '')
    return {
      name,
      values: order.map((value) => {
        const said = [...translations].flatMap(([locale, each]) => {
          const text = cellOf(values.get(value)!, each)
          return text === '' ? [] : [[locale, text] as const]
        })
        return { value, ...(said.length === 0 ? {} : { values: Object.fromEntries(said) }) }
      }),
    }
  })
  return { options }
}

/** Rows of one product that contradict its first one. */
function differing(sheet: Sheet, [first, ...others]: Row[]): Finding[] {
  const columns = sheet.columns.filter(
    ({ name, suffix }) => ofProduct.includes(name) || (name === 'handle' && suffix !== null),
  )
  return others.flatMap((row) =>
    columns
      .filter((column) => cellOf(row, column) !== '' && cellOf(row, column) !== cellOf(first!, column))
      .map(({ label }) => ({
        row: row.number,
        column: label,
        code: 'differs_from_first_row',
        detail: `The first row of the product (row ${first!.number}) says something else. Make them equal, or leave this cell empty.`,
      })),
  )
}

function withoutValue(used: Option[], rows: Row[]): Finding[] {
  return rows.flatMap((row) =>
    used
      .filter(({ column }) => cellOf(row, column) === '')
      .map(({ column: { label }, name }) => ({
        row: row.number,
        column: label,
        code: 'option_value_missing',
        detail: `Other variants of the product have a value of "${name}". Give this one a value too.`,
      })),
  )
}

function belowZero({ number }: Row, { stock }: Sheet, said: Item['stock']): Finding[] {
  return said
    .filter(({ figure }) => figure < 0)
    .map(({ location }) => ({
      row: number,
      column: stock.get(location)!.label,
      code: 'stock_invalid',
      detail: 'Write the stock as a whole number from 0 to 10,000,000.',
    }))
}

function weightOf(sheet: Sheet, row: Row, errors: Finding[]): number | undefined {
  const column = sheet.one('weightgrams')
  const text = cellOf(row, column)
  if (text === '') return undefined
  const weight = wholeNumberOf(text)
  if (weight !== null && weight >= 0) return weight
  errors.push({
    row: row.number,
    column: column!.label,
    code: 'weight_invalid',
    detail: 'Write the weight in grams, as a whole number.',
  })
  return undefined
}

/** Pictures that a cell names; one that nobody could see is a mistake. */
function picturesOf(sheet: Sheet, row: Row, name: string, errors: Finding[]): string[] {
  const column = sheet.one(name)
  const all = listOf(cellOf(row, column))
  if (all.every(isPicture)) return all
  const detail = 'Give the https address of a picture, or upload it and give its /media/… address.'
  errors.push({ row: row.number, column: column!.label, code: 'image_invalid', detail })
  return []
}
