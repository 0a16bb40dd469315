import { createReadStream, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { requireLevel } from '#kernel/database/migrate.ts'
import { Refusal } from '#kernel/errors.ts'
import { system } from '#kernel/module.ts'
import { beginImport, takeFile } from '../modules/tasks/begin-import.ts'
import type { TasksContext } from '../modules/tasks/context.ts'
import { errorsCsv } from '../modules/tasks/errors-csv.ts'
import { formatNames } from '../modules/tasks/import/formats.ts'
import { runTask } from '../modules/tasks/run-tasks.ts'
import type { Task } from '../modules/tasks/task.ts'
import { bytesMax, dropFile } from '../modules/tasks/task-file.ts'
import { askToCancel, readFindings } from '../modules/tasks/task-store.ts'
import { modules } from '../modules.ts'
import type { Shop } from '../open-shop.ts'
import { type Command, UsageFailure, say, withShop } from './command.ts'

type Asked = { file: string; dryRun: boolean; format: string | null }

export const command: Command = {
  help: `Usage: banyan import FILE [--dry-run] [--format ${formatNames.join('|')}]

Imports products, prices and stock from a CSV file in UTF-8, into the shop of this folder, running or not. The same file again
changes nothing. Rows with mistakes are written to FILE.errors.csv (row, column, code, what to do); the exit code is 1 then.
  --dry-run   check everything, write nothing
  --format    do not recognise the format by the header

Banyan's own format: one row per variant, rows of one product next to each other. Columns: handle and sku (both required), title,
description, status, brand, tags, categories, images; option:Colour, price, compareAt, stock, taxClass, weightGrams, image. Suffixes
name a language (title:de), a market (price:eu), a location (stock:hamburg); without one the shop's first is meant. Lists are separated
by |, amounts are in major units with a point (12.99). An empty cell changes nothing. Stock is set when the file says another figure
than the file before it.
Vendure's product import is read as it is: facets become categories, the brand and tags; prices are of the default market.`,
  async run(words) {
    const asked = askedOf(words)
    const problem = fileProblem(asked.file)
    if (problem !== null) return fail(problem)
    return withShop(async (shop) => {
      await requireLevel(shop.databaseUrl, modules)
      try {
        return await importFile(shop, asked)
      } catch (error) {
        if (error instanceof Refusal) return fail(error.details.detail ?? error.message)
        throw error
      }
    })
  },
}

/** What the words ask for. Throws UsageFailure for what the command does not take. */
export function askedOf(words: string[]): Asked {
  const files: string[] = []
  const asked = { dryRun: false, format: null as string | null }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (word === '--dry-run') asked.dryRun = true
    else if (word === '--format') asked.format = words[++at] ?? ''
    else if (word.startsWith('--format=')) asked.format = word.slice('--format='.length)
    else if (word.startsWith('-')) throw new UsageFailure(`There is no option ${word}.`)
    else files.push(word)
  }
  if (asked.format !== null && !formatNames.includes(asked.format))
    throw new UsageFailure(`--format takes ${formatNames.join(' or ')}.`)
  if (files.length !== 1) throw new UsageFailure('Name one CSV file.')
  return { ...asked, file: files[0]! }
}

function fileProblem(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return `There is no file ${file}.`
  if (!found.isFile()) return `${file} is not a file.`
  return found.size > bytesMax ? `${file} is larger than 512 MB: split it.` : null
}

const fail = (sentence: string): number => {
  process.stderr.write(`${sentence}\n`)
  return 1
}

/** Runs the import to its end in this process. Killed in the middle, a running shop on the same folder goes on with it. */
async function importFile(shop: Shop, { file, dryRun, format }: Asked): Promise<number> {
  const kept = await takeFile(contextOf(shop), createReadStream(file))
  let task: Task | null = await beginImport(contextOf(shop), kept, { filename: basename(file), format, dryRun }, true)
  const { id } = task
  let isStopping = false
  const stop = () => void (isStopping = true)
  process.once('SIGINT', stop)
  while (task !== null && task.state === 'running') {
    const context = contextOf(shop)
    if (isStopping) await askToCancel(context.db, id)
    task = await runTask(context, task, { endsAt: context.clock.now() + sliceMs, keepsLease: true })
    if (task !== null) show(task)
  }
  if (process.stderr.isTTY) process.stderr.write('\n')
  process.off('SIGINT', stop)
  // What was imported is to be seen when the command ends.
  if (!dryRun) await shop.process.settle()
  if (task === null) return fail(`Another process goes on with this import (${id}).`)
  return tell(shop, task, file)
}

/** Between two looks at how far it is; and the time for that and one batch more, with plenty to spare. */
const sliceMs = 500
const contextMs = 60_000

function contextOf({ process: running }: Shop): TasksContext {
  const { clock, ids } = running.options
  const module =
    running.serves.find(({ contract }) => contract.name === 'tasks') ??
    modules.find(({ contract }) => contract.name === 'tasks')!
  const origin = {
    principal: system,
    deadline: clock.now() + contextMs,
    trace: { requestId: ids.next(), traceparent: null },
  }
  return running.contextFor(module, origin) as unknown as TasksContext
}

function show({ done, total, counts }: Task): void {
  if (!process.stderr.isTTY) return
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100)
  process.stderr.write(
    `\r${String(percent).padStart(3)} %  ${counts.rows} rows, ${counts.created} new, ${counts.changed} changed `,
  )
}

async function tell(shop: Shop, task: Task, file: string): Promise<number> {
  const { rows, created, changed, skipped, failed } = task.counts
  say(
    `${task.input.dryRun ? 'Dry run, nothing was written: ' : ''}${rows} rows; products: ${created} created, ` +
      `${changed} changed, ${skipped} as they were, ${failed} with errors.`,
  )
  for (const { column, detail, count } of task.notices)
    say(`  Notice${column === undefined ? '' : ` (${column})`}: ${detail}${count > 1 ? ` [${count} rows]` : ''}`)
  if (task.detail !== null) process.stderr.write(`${task.detail}\n`)
  if (task.state === 'cancelled')
    process.stderr.write('Stopped. What was imported stays; import the file again to go on.\n')
  if (task.state !== 'done') await dropFile(shop.process.options.settings.dataDir, task.id)
  if (task.errors === 0) return task.state === 'done' ? 0 : 1
  const errors = await readFindings(contextOf(shop).db, task.id, 100_000)
  writeFileSync(`${file}.errors.csv`, errorsCsv(errors))
  say(`${task.errors} ${task.errors === 1 ? 'error' : 'errors'}: see ${file}.errors.csv for rows and what to do.`)
  return 1
}
