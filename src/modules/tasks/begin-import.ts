import { Refusal } from '#kernel/errors.ts'
import type { TasksContext } from './context.ts'
import { formatFor, formatNames } from './import/formats.ts'
import { fromTheTop, readRows } from './import/read-rows.ts'
import { columnsOf, delimiterOf, isBroken } from './import/row.ts'
import { type Task, noCounts } from './task.ts'
import { dropFile, fileOf, headOf, keepFile } from './task-file.ts'
import { insertTask } from './task-store.ts'

/** Refusals of `beginImport`, for routes. */
export const importRefusals = {
  format_unknown: 422,
  file_empty: 422,
  encoding_unknown: 422,
  market_required: 422,
} as const

/** A file that lies on the disk, under the id of the task that it will be. */
export type KeptFile = { id: string; hash: string; size: number }

/**
 * Streams a file to the disk. Refuses `market_required`: prices need a currency. Throws what the stream throws; then
 * nothing is kept.
 */
export async function takeFile(
  { ids, pricing, settings }: TasksContext,
  bytes: AsyncIterable<Buffer>,
): Promise<KeptFile> {
  const markets = await pricing.markets({})
  if (markets.length === 0) {
    throw refused('market_required', 'Make a market first (POST /api/admin/markets): prices need a currency.')
  }
  const id = ids.next()
  return { id, ...(await keepFile(settings.dataDir, id, bytes)) }
}

const columnsMax = 2_000

export type ImportOptions = {
  filename: string
  /** Name of the format; null: recognised by the header. */
  format: string | null
  /** Checks everything and writes nothing. */
  dryRun: boolean
}

/**
 * Makes the task that imports a CSV file of products. With `held` the caller runs it himself (`runTask`) and has its
 * lease for 30 s. Refuses `file_empty`, `encoding_unknown`, `format_unknown`; then the file is gone.
 */
export async function beginImport(
  context: TasksContext,
  file: KeptFile,
  options: ImportOptions,
  held = false,
): Promise<Task> {
  const { db, principal, settings } = context
  const { id, hash, size } = file
  try {
    const { format, delimiter } = await recognised(fileOf(settings.dataDir, id, hash), options.format)
    const input = { filename: nameOf(options.filename), hash, format, delimiter, dryRun: options.dryRun }
    return await insertTask(
      db,
      { id, kind: 'import-products', startedBy: principal.id ?? 'guest', input, total: size, counts: noCounts },
      held,
    )
  } catch (error) {
    await dropFile(settings.dataDir, id)
    throw error
  }
}

const refused = (code: keyof typeof importRefusals, detail: string): Refusal =>
  new Refusal(code, importRefusals[code], { detail })

/** A name for people: without folders and control characters, at most 200 letters. */
const nameOf = (filename: string): string => filename.replaceAll(/^.*[/\\]|\p{Cc}/gsu, '').slice(0, 200) || 'import.csv'

async function recognised(path: string, name: string | null): Promise<{ format: string; delimiter: string }> {
  const head = await headOf(path, 64 * 1024)
  if (head.toString('latin1').trim() === '')
    throw refused('file_empty', 'The file is empty. Give it a header and at least one row.')
  if (/^(\xff\xfe|\xfe\xff)/.test(head.toString('latin1')) || head.includes(0)) {
    throw refused('encoding_unknown', 'The file is no text in UTF-8. Save it as "CSV UTF-8" and import it again.')
  }
  const delimiter = delimiterOf(head.toString('utf8').replace(/^\uFEFF/, ''))
  const header = await readRows(path, delimiter, fromTheTop).next()
  const row = header.done === true || isBroken(header.value) ? null : header.value
  if (row !== null && row.cells.length > columnsMax) {
    throw refused('format_unknown', `The header has more than ${columnsMax} columns. Keep those that are imported.`)
  }
  const format = row === null ? null : formatFor(columnsOf(row.cells), name)
  if (format !== null) return { format: format.name, delimiter }
  const known =
    'The first row must name columns: "handle" and "sku" (Banyan\'s own format), ' +
    'or those of Vendure\'s product import ("name", "sku", "optionGroups", …).'
  throw refused(
    'format_unknown',
    name !== null && !formatNames.includes(name)
      ? `There is no format "${name.slice(0, 40)}": say ${formatNames.join(' or ')}.`
      : known,
  )
}
