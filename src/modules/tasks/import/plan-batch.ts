/**
 * What a batch would change: the file's products beside what catalog, pricing and earlier imports know. Writes nothing
 * to the shop.
 */
import type { TasksContext } from '../context.ts'
import { readFigures } from '../stock-figure-store.ts'
import type { Finding, Task } from '../task.ts'
import { meetKeys } from '../task-store.ts'
import { type KnownProduct, completed, isSameProduct } from './compare-product.ts'
import { forEveryRow, variantTwice } from './finish-product.ts'
import type { Draft, Item, NewProduct, Parsed } from './format.ts'

/**
 * A product to import. `isSame`: nothing of it differs in catalog; `isPriced`: its prices and stock are as the file
 * says, too.
 */
export type Wanted = Draft & {
  rows: number[]
  known: KnownProduct | null
  isSame: boolean
  prices: PriceChange[]
  stock: StockChange[]
}
export type PriceChange = { sku: string; market: string; amount: number; compareAt?: number }
export type StockChange = { sku: string; location: string; figure: number }
export type Plan = { wanted: Wanted[]; failed: { rows: number[]; errors: Finding[] }[] }

/** Plans a batch. Products with a key that stood in an earlier row, or a SKU of another product, fail as a whole. */
export async function planBatch(context: TasksContext, task: Pick<Task, 'id'>, batch: Parsed[]): Promise<Plan> {
  const failed = batch.filter(({ draft }) => draft === null).map(({ rows, errors }) => ({ rows, errors }))
  const drafts = batch.flatMap(({ draft, rows }) => (draft === null ? [] : [{ ...draft, rows }]))
  const fail = (rows: number[], errors: Finding[]) => void failed.push({ rows, errors: forEveryRow(rows, errors) })
  const once = await withoutRepeats(context, task, drafts, fail)
  if (once.length === 0) return { wanted: [], failed }

  const skus = once.flatMap(({ items }) => items.map(({ sku }) => sku))
  const { products, owners } = await readKnown(
    context,
    once.map(({ product }) => product.handle),
    skus,
  )
  const wanted: Wanted[] = []
  for (const draft of once) {
    const known = products.get(draft.product.handle)
    const errors = knownFindings(draft, known, owners)
    if (errors.length > 0) fail(draft.rows, errors)
    else wanted.push(wantedOf(draft, known))
  }
  await addChanges(context, wanted)
  return { wanted, failed }
}

type Told = Draft & { rows: number[] }

/** A handle or SKU that stands twice in a file would be written twice, the second time over the first. */
async function withoutRepeats(
  { db }: TasksContext,
  { id }: Pick<Task, 'id'>,
  drafts: Told[],
  fail: (rows: number[], errors: Finding[]) => void,
): Promise<Told[]> {
  const keysOf = ({ product, items, rows }: Told) => [
    { key: `handle ${product.handle}`, row: rows[0]!, column: 'handle' },
    ...items.map(({ sku, row }) => ({ key: `sku ${sku}`, row, column: 'sku' })),
  ]
  const firsts = new Map<string, number>()
  for (const { key, row } of drafts.flatMap(keysOf)) if (!firsts.has(key)) firsts.set(key, row)
  const met =
    firsts.size === 0
      ? firsts
      : await meetKeys(
          db,
          id,
          [...firsts].map(([key, row]) => ({ key, row })),
        )
  return drafts.filter((draft) => {
    const errors = keysOf(draft)
      .filter(({ key, row }) => met.get(key) !== row)
      .map(({ key, row, column }) => ({
        row,
        column,
        code: `${column}_twice`,
        detail:
          column === 'sku'
            ? `The SKU stands in row ${met.get(key)} already. Give each variant a SKU of its own.`
            : `The product "${draft.product.handle}" stands in row ${met.get(key)} already. ` +
              'Put its rows next to each other, or give this one another handle.',
      }))
    if (errors.length > 0) fail(draft.rows, errors)
    return errors.length === 0
  })
}

const skusMax = 5_000
async function readKnown({ catalog }: TasksContext, handles: string[], skus: string[]) {
  const products = new Map<string, KnownProduct>()
  const owners = new Map<string, string>()
  for (let at = 0; at === 0 || at < skus.length; at += skusMax) {
    const known = await catalog.productsOf({ handles: at === 0 ? handles : [], skus: skus.slice(at, at + skusMax) })
    for (const product of known.products) products.set(product.handle, product)
    for (const { sku, productId } of known.owners) owners.set(sku, productId)
  }
  return { products, owners }
}

function knownFindings(
  { product, items, rows }: Told,
  known: KnownProduct | undefined,
  owners: Map<string, string>,
): Finding[] {
  const taken: Finding[] = items
    .filter(({ sku }) => owners.has(sku) && owners.get(sku) !== known?.productId)
    .map(({ sku, row }) => ({
      row,
      column: 'sku',
      code: 'sku_taken',
      detail: `The SKU ${sku} belongs to another product of the shop. Give this variant another one.`,
    }))
  if (known !== undefined) return taken
  const [first, ...others] = items
  const alike = product.variants.every(({ optionValues }) => optionValues === undefined) ? others : []
  taken.push(...alike.map(({ row }) => variantTwice(row, first!.row, 'option')))
  if (product.texts.length > 0) return taken
  return [
    ...taken,
    {
      row: rows[0]!,
      column: 'title',
      code: 'title_missing',
      detail: `There is no product "${product.handle}" yet. Give it a title, or correct the handle.`,
    },
  ]
}

function wantedOf({ product, items, rows }: Told, known: KnownProduct | undefined): Wanted {
  const whole: NewProduct = completed(product, known)
  return {
    product: whole,
    items,
    rows,
    known: known ?? null,
    isSame: known !== undefined && isSameProduct(whole, known),
    prices: [],
    stock: [],
  }
}

/** Compares prices and stock; those of variants that do not exist yet are all new. */
async function addChanges({ db, pricing }: TasksContext, wanted: Wanted[]): Promise<void> {
  const ids = new Map(
    wanted.flatMap(({ known }) => known?.variants ?? []).map(({ sku, variantId }) => [sku, variantId]),
  )
  const asked = wanted.flatMap(({ items }) => items).flatMap(({ sku }) => ids.get(sku) ?? [])
  const prices = new Map<string, { amount: number; compareAt?: number }>()
  const figures = new Map<string, number>()
  for (let at = 0; at < asked.length; at += skusMax) {
    const variantIds = asked.slice(at, at + skusMax)
    for (const price of await pricing.pricesOf({ variantIds })) prices.set(`${price.variantId} ${price.market}`, price)
    for (const { variantId, location, figure } of await readFigures(db, variantIds))
      figures.set(`${variantId} ${location}`, figure)
  }
  for (const each of wanted) {
    each.prices = each.items.flatMap((item) =>
      priceChanges(item, (market) => prices.get(`${ids.get(item.sku)} ${market}`)),
    )
    each.stock = each.items.flatMap(({ sku, stock }) =>
      stock
        .filter(({ location, figure }) => figures.get(`${ids.get(sku)} ${location}`) !== figure)
        .map((said) => ({ sku, ...said })),
    )
  }
}

/** A file without a column for it leaves `compareAt` as it is. */
function priceChanges(
  { sku, prices }: Item,
  knownIn: (market: string) => { amount: number; compareAt?: number } | undefined,
): PriceChange[] {
  return prices.flatMap(({ market, amount, compareAt }) => {
    const known = knownIn(market)
    const after = compareAt === undefined ? known?.compareAt : (compareAt ?? undefined)
    if (known !== undefined && known.amount === amount && known.compareAt === after) return []
    return [{ sku, market, amount, ...(after === undefined ? {} : { compareAt: after }) }]
  })
}

/** What a product becomes by the plan. */
export const fateOf = ({ known, isSame, prices, stock }: Wanted): 'created' | 'changed' | 'skipped' =>
  known === null ? 'created' : isSame && prices.length === 0 && stock.length === 0 ? 'skipped' : 'changed'
