/**
 * Batches of products: always the same for the same file and start, so that a repeated batch has the same key and the
 * same content.
 */
import type { Parsed } from './format.ts'
import type { Group } from './group-rows.ts'
import { type Broken, isBroken } from './row.ts'

/**
 * `number`: of the batch, from 0. `endsAt`, `lastRow`: where the next one begins. `broken`: what could not be read
 * behind it.
 */
export type Batch = { number: number; parsed: Parsed[]; broken: Broken | null; endsAt: number; lastRow: number }

const productsMax = 100
const rowsMax = 500

/** Cuts groups into batches of at most 100 products, and of at most 500 rows unless one product alone has more. */
export async function* batchGroups(
  groups: AsyncIterable<Group>,
  start: { offset: number; row: number; batch: number },
): AsyncGenerator<Batch> {
  let number = start.batch
  let parsed: Parsed[] = []
  let rows = 0
  let [endsAt, lastRow] = [start.offset, start.row]
  const taken = (broken: Broken | null): Batch => {
    const batch = { number: number++, parsed, broken, endsAt, lastRow }
    parsed = []
    rows = 0
    return batch
  }
  for await (const group of groups) {
    if (isBroken(group as Broken)) {
      yield taken(group as Broken)
      continue
    }
    const product = group as Parsed
    if (parsed.length > 0 && (parsed.length >= productsMax || rows + product.rows.length > rowsMax)) yield taken(null)
    parsed.push(product)
    rows += product.rows.length
    endsAt = product.endsAt
    lastRow = product.rows.at(-1)!
  }
  if (parsed.length > 0) yield taken(null)
}
