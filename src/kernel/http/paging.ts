/** Keyset pages: opaque signed cursors, never OFFSET. */
import { Type } from 'typebox'
import { Refusal } from '../errors.ts'
import type { Secrets } from '../secrets.ts'

/** `?limit=`: 1 to 100, default 20; more is refused. */
export const limitQuery = Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 }))

/** Where the next page begins: the sort values of the last row, signed, so that nobody can point it elsewhere. */
export function cursorOf(secrets: Secrets, kind: string, values: (string | number | null)[]): string {
  const text = Buffer.from(JSON.stringify(values)).toString('base64url')
  return `${text}.${secrets.sign(`cursor ${kind}`, text)}`
}

/** Reads what `cursorOf` wrote for the same kind. Refuses `cursor_invalid` (400) for anything else. */
export function readCursor(secrets: Secrets, kind: string, cursor: string): (string | number | null)[] {
  const [text = '', signature = ''] = cursor.split('.')
  if (!secrets.verify(`cursor ${kind}`, text, signature)) {
    throw new Refusal('cursor_invalid', 400, { detail: 'Take `next` of the page before as it is, or leave `after` out.' })
  }
  return JSON.parse(Buffer.from(text, 'base64url').toString())
}
