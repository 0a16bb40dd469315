/** Keyset paging: a cursor is where the last page ended, signed, so that nobody steers a query with it. */
import { Type } from 'typebox'
import type { Secrets } from '#kernel/secrets.ts'
import { kernelRefusal } from './problem.ts'

/** What a cursor carries: the sort values of a page's last row. */
export type CursorValue = string | number | boolean | null

/** For a route's query: `limit` 1 to 100 (default 20) and `after`. */
export const limitQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'How many items a page has.' }),
  ),
  after: Type.Optional(Type.String({ maxLength: 1_000, description: '`next` of the page before.' })),
}

const label = 'cursor'

/**
 * An opaque cursor. `kind` names the list and its order (`orders:createdAt`), so that a cursor of one list opens no
 * other.
 */
export function cursorOf(secrets: Secrets, kind: string, values: CursorValue[]): string {
  const text = Buffer.from(JSON.stringify(values)).toString('base64url')
  return `${text}.${secrets.sign(label, `${kind}\n${text}`)}`
}

/** The values again. Refuses `cursor_invalid` (400) what was forged, cut, or made for another list. */
export function readCursor(secrets: Secrets, kind: string, cursor: string): CursorValue[] {
  const at = cursor.indexOf('.')
  const text = cursor.slice(0, Math.max(at, 0))
  if (at < 1 || !secrets.verify(label, `${kind}\n${text}`, cursor.slice(at + 1))) throw kernelRefusal('cursor_invalid')
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as CursorValue[]
}

/**
 * A page from rows that were read with `limit + 1`: the row too many says that there is more. `nextOf` makes the cursor
 * of the last row that is shown; `next` is absent on the last page.
 */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  nextOf: (last: Row) => string,
): { items: Row[]; next?: string } {
  if (rows.length <= limit) return { items: rows }
  const items = rows.slice(0, limit)
  return { items, next: nextOf(items.at(-1)!) }
}
