import { type Static, Type } from 'typebox'
import { cursorOf, limitQuery, pageOf, readCursor } from '#http/paging.ts'
import { Refusal } from '#kernel/errors.ts'
import { type FilePart, type Request, get, post } from '#kernel/module.ts'
import { Id, Time } from '#commerce/scalars.ts'
import { type KeptFile, beginImport, importRefusals, takeFile } from './begin-import.ts'
import type { TasksContext } from './context.ts'
import { errorsCsv } from './errors-csv.ts'
import { cancelTask, resumeTask, steerRefusals, taskOf } from './steer-task.ts'
import type { Task } from './task.ts'
import { bytesMax, dropFile } from './task-file.ts'
import { readFindings, readTasks } from './task-store.ts'

const Count = Type.Integer({ minimum: 0 })
const Import = Type.Object(
  {
    id: Id,
    kind: Type.String(),
    state: Type.Enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    /** True: it stops after the batch in flight. */
    cancelling: Type.Optional(Type.Boolean()),
    filename: Type.String(),
    format: Type.String(),
    dryRun: Type.Boolean(),
    /** Bytes of the file. */
    progress: Type.Object({ done: Count, total: Count }),
    /** Products; `rows` are rows of the file. In a dry run: what would become of them. */
    counts: Type.Object({ rows: Count, created: Count, changed: Count, skipped: Count, failed: Count }),
    errors: Count,
    /** The errors as a CSV file, when there are any. */
    errorsUrl: Type.Optional(Type.String()),
    notices: Type.Array(
      Type.Object({
        code: Type.String(),
        column: Type.Optional(Type.String()),
        detail: Type.String(),
        count: Count,
        rows: Type.Array(Type.Integer()),
      }),
    ),
    reason: Type.Optional(Type.String()),
    detail: Type.Optional(Type.String()),
    startedBy: Type.String(),
    createdAt: Time,
    startedAt: Type.Optional(Time),
    finishedAt: Type.Optional(Time),
  },
  { title: 'Import' },
)
const byId = Type.Object({ id: Id })
const list = '/api/admin/imports'

/** A task as the back office sees it. */
export function importOf(task: Task): Static<typeof Import> {
  const {
    id,
    kind,
    state,
    cancelAsked,
    input,
    done,
    total,
    counts,
    errors,
    notices,
    reason,
    detail,
    startedBy,
    createdAt,
    startedAt,
    finishedAt,
  } = task
  return {
    id,
    kind,
    state,
    filename: input.filename,
    format: input.format,
    dryRun: input.dryRun,
    progress: { done, total },
    counts,
    errors,
    notices,
    startedBy,
    createdAt,
    ...(cancelAsked ? { cancelling: true } : {}),
    ...(errors > 0 ? { errorsUrl: `${list}/${id}/errors.csv` } : {}),
    ...(reason === null ? {} : { reason }),
    ...(detail === null ? {} : { detail }),
    ...(startedAt === null ? {} : { startedAt }),
    ...(finishedAt === null ? {} : { finishedAt }),
  }
}

const uploadRefusals = { file_missing: 422, ...importRefusals } as const
type Upload = Pick<Request<never, { dryRun?: boolean; format?: string }, never>, 'files' | 'query'>

/** The file of an upload becomes a task; `dryRun` and `format` come as fields, or in the query. */
async function take(context: TasksContext, { files, query }: Upload): Promise<Task> {
  let kept: { file: KeptFile; part: FilePart } | null = null
  try {
    for await (const part of files()) {
      if (part.name !== 'file' || kept !== null) throw fileMissing()
      kept = { part, file: await takeFile(context, part.stream) }
    }
  } catch (error) {
    if (kept !== null) await dropFile(context.settings.dataDir, kept.file.id)
    throw error
  }
  if (kept === null) throw fileMissing()
  const { filename, fields } = kept.part
  const { dryRun = '', format = '' } = fields()
  const options = {
    filename,
    format: query.format ?? (format || null),
    dryRun: query.dryRun ?? /^(true|1|on|yes)$/i.test(dryRun),
  }
  return beginImport(context, kept.file, options)
}

const fileMissing = (): Refusal =>
  new Refusal('file_missing', 422, { detail: 'Send one CSV file, in a part named "file".' })

/** What a file may be, for the API document. */
const aboutFiles = [
  'Multipart: the fields `dryRun` (true: checks everything, writes nothing) and `format` (`banyan` or `vendure`; else',
  'recognised by the header), and the `file`, at most 512 MB. The answer is the task that imports it; ask for it again to',
  'see how far it is. The own format: one row per variant, rows of a product next to each other; columns `handle`, `sku`,',
  '`title:en`, `description:en`, `status`, `brand`, `tags`, `categories`, `images`, `option:Colour`, `price:eu`,',
  '`compareAt:eu`, `stock:hamburg`, `taxClass`, `weightGrams`, `image`. Lists are separated by `|`, amounts are in major',
  "units. Vendure's product import is read as it is. The same file again changes nothing.",
].join(' ')

export const adminRoutes = [
  post(
    list,
    {
      summary: 'Imports products from a CSV file.',
      description: aboutFiles,
      access: 'staff',
      multipart: true,
      bodyLimit: bytesMax,
      deadlineMs: 600_000,
      query: Type.Object({
        dryRun: Type.Optional(Type.Boolean()),
        format: Type.Optional(Type.String({ maxLength: 40 })),
      }),
      reply: Import,
      statuses: [202],
      refuses: uploadRefusals,
    },
    async (context: TasksContext, request) => {
      const task = await take(context, request)
      const { filename, format, dryRun } = task.input
      return {
        status: 202,
        body: importOf(task),
        headers: { location: `${list}/${task.id}` },
        audit: { after: { filename, format, dryRun } },
      }
    },
  ),
  get(
    list,
    {
      summary: 'Lists imports, newest first.',
      access: 'staff',
      query: Type.Object(limitQuery),
      reply: Type.Object({ items: Type.Array(Import), next: Type.Optional(Type.String()) }),
    },
    async ({ db, secrets }: TasksContext, { query: { limit = 20, after } }) => {
      const before = after === undefined ? null : (readCursor(secrets, 'imports', after)[0] as string)
      const page = pageOf(await readTasks(db, 'import-products', before, limit + 1), limit, ({ id }) =>
        cursorOf(secrets, 'imports', [id]),
      )
      return { status: 200, body: { ...page, items: page.items.map(importOf) } }
    },
  ),
  get(
    `${list}/{id}`,
    { summary: 'Shows how far an import is.', access: 'staff', params: byId, reply: Import, refuses: steerRefusals },
    async (context: TasksContext, { params: { id } }) => ({ status: 200, body: importOf(await taskOf(context, id)) }),
  ),
  post(
    `${list}/{id}/cancel`,
    {
      summary: 'Stops an import after the batch in flight.',
      description: 'What was imported stays. `resume` goes on where it stopped.',
      access: 'staff',
      params: byId,
      reply: Import,
      refuses: steerRefusals,
    },
    async (context: TasksContext, { params: { id } }) => ({
      status: 200,
      body: importOf(await cancelTask(context, id)),
    }),
  ),
  post(
    `${list}/{id}/resume`,
    {
      summary: 'Lets a cancelled or failed import go on where it stopped.',
      access: 'staff',
      params: byId,
      reply: Import,
      statuses: [202],
      refuses: steerRefusals,
    },
    async (context: TasksContext, { params: { id } }) => ({
      status: 202,
      body: importOf(await resumeTask(context, id)),
    }),
  ),
  get(
    `${list}/{id}/errors.csv`,
    {
      summary: 'The rows that were not imported, with what to do, as a CSV file.',
      access: 'staff',
      params: byId,
      reply: Type.String({ format: 'binary' }),
      refuses: steerRefusals,
    },
    async (context: TasksContext, { params: { id } }) => {
      await taskOf(context, id)
      const body = errorsCsv(await readFindings(context.db, id, 100_000))
      const headers = {
        'content-disposition': `attachment; filename="import-${id}-errors.csv"`,
        'cache-control': 'private, no-store',
      }
      return { status: 200, body: Buffer.from(body), type: 'text/csv; charset=utf-8', headers }
    },
  ),
]
