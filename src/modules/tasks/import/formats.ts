/** The formats that imports read. Another shop system's export is one more file like these, and a line here. */
import type { Format } from './format.ts'
import { ownFormat } from './own-format.ts'
import type { Column } from './row.ts'
import { vendureFormat } from './vendure-format.ts'

export const formats: readonly Format[] = [ownFormat, vendureFormat]
export const formatNames: readonly string[] = formats.map(({ name }) => name)

/** The format of a header, or null; with a name the one of that name. */
export function formatFor(columns: Column[], name: string | null): Format | null {
  return formats.find((format) => (name === null ? format.recognises(columns) : format.name === name)) ?? null
}
