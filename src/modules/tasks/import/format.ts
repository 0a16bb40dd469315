/** What a format of files is: a header that it recognises, and a reader that makes products of rows. */
import type { InputOf } from '#kernel/contract.ts'
import type { catalog } from '#modules/catalog/contract.ts'
import type { Finding, Remark } from '../task.ts'
import type { Column, Row } from './row.ts'

export type NewProduct = InputOf<typeof catalog.commands.putProducts>['products'][number]

/**
 * What a reader must know of the shop. The default market and the first location come first. `locale`: of texts
 * without one.
 */
export type Shop = {
  markets: { handle: string; currency: string; exponent: number }[]
  locations: string[]
  locale: string
}

/** One variant with what it costs and what is there of it. `compareAt` null: the file says that there is none. */
export type Item = {
  row: number
  sku: string
  prices: { market: string; amount: number; compareAt?: number | null }[]
  stock: { location: string; figure: number }[]
}
export type Draft = { product: NewProduct; items: Item[] }
/** Rows of one product: a draft, or what is wrong with them. Each row of a product with an error has a finding. */
export type Parsed = { rows: number[]; endsAt: number; draft: Draft | null; errors: Finding[]; remarks: Remark[] }

export type Reader = {
  /** True when the row begins another product than the one that began with `first` (null: none did yet). */
  beginsProduct(row: Row, first: Row | null): boolean
  /** Makes a product of its rows; never throws. The same rows give the same product. */
  parse(rows: Row[]): Parsed
}

/** What the header means in this shop. With errors nothing can be imported. */
export type Opened = { reader: Reader; errors: Finding[]; remarks: Remark[] }

export type Format = {
  name: string
  /** True when a file with these columns is of this format. At most one format says so. */
  recognises(columns: Column[]): boolean
  open(columns: Column[], shop: Shop): Opened
}
