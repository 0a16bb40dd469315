/** A task: long work with progress that a person started. Its states, and what may follow which. */

export type State = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** Products, but for `rows`: rows of the file that were read. */
export type Counts = { rows: number; created: number; changed: number; skipped: number; failed: number }
export const noCounts: Counts = { rows: 0, created: 0, changed: 0, skipped: 0, failed: 0 }

/** What is wrong in a row, as a spreadsheet counts it (the header is row 1). `detail` says what to do. */
export type Finding = { row: number; column: string | null; code: string; detail: string }
/** What was done otherwise than the file says, and is no mistake: told once, with the first rows that it is about. */
export type Notice = { code: string; column?: string; detail: string; count: number; rows: number[] }

/** What an import was given. `hash`: SHA-256 of the file, which names it on the disk. */
export type Input = {
  filename: string
  hash: string
  format: string
  delimiter: string
  dryRun: boolean
}
/**
 * How long to work: until the clock passes `endsAt` (epoch milliseconds). `keepsLease`: the caller comes back at once
 * for more.
 */
export type Slice = { endsAt: number; keepsLease: boolean }

/** Where the next batch begins: the byte and the row before it, and its number. */
export type Checkpoint = { offset: number; row: number; batch: number }
/** What the batch of this number is about to do, by handle. */
export type Planned = { batch: number; created: string[]; changed: string[] }

export type Task = {
  id: string
  kind: string
  state: State
  startedBy: string
  input: Input
  done: number
  total: number
  counts: Counts
  notices: Notice[]
  errors: number
  checkpoint: Checkpoint | null
  planned: Planned | null
  reason: string | null
  detail: string | null
  cancelAsked: boolean
  fence: number
  attempts: number
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
}

export const isOpen = ({ state }: Pick<Task, 'state'>): boolean => state === 'queued' || state === 'running'
/** Faults of the file itself: it would fail again at the same place. */
const final = new Set(['row_too_long', 'too_many_errors'])
/** Done is final; what was cancelled, or failed for another reason than its file, goes on where it stopped. */
export const isResumable = ({ state, reason }: Pick<Task, 'state' | 'reason'>): boolean =>
  state === 'cancelled' || (state === 'failed' && !final.has(reason ?? ''))

/** Sums of two counts. */
export function plus(one: Counts, other: Counts): Counts {
  return {
    rows: one.rows + other.rows,
    created: one.created + other.created,
    changed: one.changed + other.changed,
    skipped: one.skipped + other.skipped,
    failed: one.failed + other.failed,
  }
}

const rowsShown = 20
const noticesMax = 100

/** A notice about one row. */
export type Remark = { code: string; column?: string; detail: string; row: number }

/**
 * Notices with more remarks among them: one per code, column and detail, with its first twenty rows. The hundredth is
 * the last that is told apart; later ones of its code are counted with the first of that code.
 */
export function withRemarks(notices: readonly Notice[], remarks: readonly Remark[]): Notice[] {
  const all = notices.map((notice) => ({ ...notice, rows: [...notice.rows] }))
  for (const { code, column, detail, row } of remarks) {
    const same = all.find((each) => each.code === code && each.column === column && each.detail === detail)
    const notice = same ?? (all.length < noticesMax ? undefined : all.find((each) => each.code === code))
    if (notice === undefined) {
      if (all.length < noticesMax * 2)
        all.push({ code, ...(column === undefined ? {} : { column }), detail, count: 1, rows: [row] })
      continue
    }
    notice.count++
    if (notice.rows.length < rowsShown) notice.rows.push(row)
  }
  return all
}
