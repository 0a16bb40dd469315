/** Cells that mean the same in every format: prices, stock. */
import type { Finding } from '../task.ts'
import { amountOf, wholeNumberOf } from './cell.ts'
import type { Item, Shop } from './format.ts'
import { cellOf } from './header.ts'
import type { Column, Row } from './row.ts'

type Said<T> = { said: T[]; errors: Finding[] }

/**
 * Prices of a row by market, in minor units. An empty price says nothing; an empty `compareAt` beside a price says that
 * there is none.
 */
export function pricesOf(
  row: Row,
  shop: Shop,
  prices: Map<string, Column>,
  compareAts: Map<string, Column>,
): Said<Item['prices'][number]> {
  const said: Item['prices'] = []
  const errors: Finding[] = []
  const amountIn = (column: Column, exponent: number): number | null => {
    const amount = amountOf(cellOf(row, column), exponent)
    if (amount === null) errors.push(wrongAmount(row, column, exponent))
    return amount
  }
  for (const { handle: market, exponent } of shop.markets) {
    const [price, compare] = [prices.get(market), compareAts.get(market)]
    if (price === undefined || cellOf(row, price) === '') continue
    const amount = amountIn(price, exponent)
    const compareAt =
      compare === undefined ? undefined : cellOf(row, compare) === '' ? null : amountIn(compare, exponent)
    if (amount !== null) said.push({ market, amount, ...(compareAt === undefined ? {} : { compareAt }) })
  }
  return { said, errors }
}

function wrongAmount({ number }: Row, { label }: Column, exponent: number): Finding {
  const example = exponent === 0 ? '1299' : `12.${'9'.repeat(exponent)}`
  const detail = `Write the amount as a number with a point and at most ${exponent} digits after it, without a currency sign: "${example}".`
  return { row: number, column: label, code: 'price_invalid', detail }
}

/** Stock of a row by location. An empty cell says nothing. */
export function stockOf(row: Row, columns: Map<string, Column>): Said<Item['stock'][number]> {
  const said: Item['stock'] = []
  const errors: Finding[] = []
  for (const [location, column] of columns) {
    const text = cellOf(row, column)
    if (text === '') continue
    const figure = wholeNumberOf(text)
    if (figure === null) errors.push(wrongStock(row, column))
    else said.push({ location, figure })
  }
  return { said, errors }
}

const wrongStock = ({ number }: Row, { label }: Column): Finding => ({
  row: number,
  column: label,
  code: 'stock_invalid',
  detail: 'Write the stock as a whole number from 0 to 10,000,000.',
})
