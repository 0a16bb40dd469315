/** What a batch changes, written through the neighbours' commands, each keyed by the task and the batch. */
import { Refusal } from '#kernel/errors.ts'
import type { TasksContext } from '../context.ts'
import { keepFigures } from '../stock-figure-store.ts'
import type { Finding, Task } from '../task.ts'
import { batchIdOf } from './batch-id.ts'
import { forEveryRow } from './finish-product.ts'
import type { Wanted } from './plan-batch.ts'

/** What one command takes of prices or of stock. */
const atOnce = 2_000
export type Failed = { wanted: Wanted; errors: Finding[] }
/** Products that were refused and not written; and what else is wrong with written ones. */
export type Written = { failed: Failed[]; findings: Finding[] }

/**
 * Puts products, then prices, then stock. What is the same is not sent. Sent again with the same task and batch it
 * changes nothing. A product that catalog refuses is not written, all others are; stock that orders hold is not counted
 * away, and told.
 */
export async function writeBatch(
  context: TasksContext,
  task: Pick<Task, 'id'>,
  batch: number,
  wanted: Wanted[],
): Promise<Written> {
  const keyOf = (what: string) => batchIdOf(task.id, batch, what)
  const ids = new Map(
    wanted.flatMap(({ known }) => known?.variants ?? []).map(({ sku, variantId }) => [sku, variantId]),
  )
  const failed = await putProducts(
    context,
    wanted.filter(({ isSame }) => !isSame),
    ids,
    keyOf,
  )
  const refused = new Set(failed.map((each) => each.wanted))
  const written = wanted.filter((each) => !refused.has(each))
  await setPrices(context, written, ids, keyOf)
  return { failed, findings: await setStock(context, written, ids, keyOf) }
}

type KeyOf = (what: string) => string

async function putProducts(
  { catalog }: TasksContext,
  changed: Wanted[],
  ids: Map<string, string>,
  keyOf: KeyOf,
): Promise<Failed[]> {
  if (changed.length === 0) return []
  const put = async (batchId: string, those: Wanted[]) => {
    const made = await catalog.putProducts({ batchId, products: those.map(({ product }) => product) })
    for (const { variants } of made) for (const { sku, variantId } of variants) ids.set(sku, variantId)
  }
  try {
    await put(keyOf('products'), changed)
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  // One of them is refused, and all with it: alone each of them is told what is wrong with it.
  const failed: Failed[] = []
  for (const each of changed) {
    try {
      await put(keyOf(`product ${each.product.handle}`), [each])
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      failed.push({ wanted: each, errors: forEveryRow(each.rows, [findingOf(each, error)]) })
    }
  }
  return failed
}

function findingOf({ rows, items }: Wanted, { code, message, details }: Refusal): Finding {
  const row = items.find(({ sku }) => sku === details['sku'])?.row ?? rows[0]!
  const [first] = details.errors ?? []
  const detail = first === undefined ? (details.detail ?? message) : `${first.pointer} ${first.detail}`
  return { row, column: details['sku'] === undefined ? null : 'sku', code, detail }
}

async function setPrices(
  { pricing }: TasksContext,
  written: Wanted[],
  ids: Map<string, string>,
  keyOf: KeyOf,
): Promise<void> {
  const prices = written
    .flatMap((each) => each.prices)
    .map(({ sku, ...price }) => ({ variantId: ids.get(sku)!, ...price }))
  for (let at = 0; at < prices.length; at += atOnce) {
    await pricing.setPrices({ changeId: keyOf(`prices ${at}`), prices: prices.slice(at, at + atOnce) })
  }
}

/** Stock that orders hold cannot be counted away: that SKU is told, the others are booked. */
async function setStock(
  { inventory, db }: TasksContext,
  written: Wanted[],
  ids: Map<string, string>,
  keyOf: KeyOf,
): Promise<Finding[]> {
  const findings: Finding[] = []
  let left = written.flatMap((wanted) => wanted.stock.map((change) => ({ wanted, ...change })))
  for (let at = 0; left.length > 0; at++) {
    const those = left.slice(0, atOnce)
    const adjustments = those.map(({ sku, location, figure }) => ({ sku, location, setTo: figure, reason: 'import' }))
    try {
      await inventory.adjust({ batchId: keyOf(`stock ${at}`), adjustments })
    } catch (error) {
      const sku = error instanceof Refusal && error.code === 'below_held' ? error.details['sku'] : undefined
      const below = those.filter((each) => each.sku === sku)
      if (below.length === 0) throw error
      findings.push({ ...findingOf(below[0]!.wanted, error as Refusal), column: 'stock' })
      left = left.filter((each) => each.sku !== sku)
      continue
    }
    await keepFigures(
      db,
      those.map(({ sku, location, figure }) => ({ variantId: ids.get(sku)!, location, figure })),
    )
    left = left.slice(atOnce)
  }
  return findings
}
