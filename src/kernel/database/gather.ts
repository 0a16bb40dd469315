/**
 * Gathering: what is asked while a statement runs is asked together by the next one, so that many orders share one message, one
 * commit and one flush. The batch forms by itself under load; an idle system adds no delay. Source: group commit (DeWitt et al.,
 * "Implementation techniques for main memory database systems", SIGMOD 1984), applied to whole statements.
 */
import { Overloaded, Unavailable } from '../errors.ts'
import type { Pool } from './pool.ts'
import { runOn, runOnce } from './pool.ts'
import { type Value, tells } from './sql.ts'

/** A statement over any number of rows `given`, each a question; a question and its answer are paired by the field `by`. */
export type Gathered<Q extends object = any, _A extends object = any> = {
  columns: { name: keyof Q & string; isJson: boolean }[]
  by: string
  /** For one question, with plain parameters: arrays of one cost more to plan and to send than the row. */
  one: string
  /** For more, with an array a column. */
  many: string
  most: number
  isEarly: boolean
}
export type GatheredOptions = {
  /** At most so many questions in one statement. Default 128. */
  most?: number
  /**
   * A later step of the same act commits durably before anything leaves the shop: no answer, no call to a provider. Where all
   * modules share one server, that commit flushes this one, too.
   */
  isEarly?: boolean
}

/** Writes the relation `given` of the questions, with these fields as its columns; with all when none is named. */
export type Given<Q extends object> = (...fields: (keyof Q & string)[]) => string

/** JSON never holds a raw control character (RFC 8259 §7), so documents can be joined by one, and need no quoting. */
const separator = '\x1e'
const manyOf = (type: string, parameter: string) =>
  type === 'json' ? `string_to_array(${parameter}, E'\\x1e', '')::json[]` : `${parameter}::${type}[]`
const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * Declares a gathered statement. `columns`: the fields of a question with their SQL types; in the text they are columns of `given`,
 * in snake_case. An array of a question is a `text` that `arrayLiteral` made, cast where it is used. `text` gets a function that
 * writes the relation to name in `from`, as often as needed, with the fields that are used there: PostgreSQL makes rows of all that
 * are named, each time, and documents are long. Write no joins between two such inputs: hash and merge joins are off (see pool.ts).
 * The statement answers at most one row a question, which carries its `by`; at most `most` are asked at once.
 */
export function gathered<Q extends object, A extends object>(
  columns: { [K in keyof Q & string]: string },
  by: keyof Q & keyof A & string,
  text: (given: Given<Q>) => string,
  { most = 128, isEarly = false }: GatheredOptions = {},
): Gathered<Q, A> {
  const names = Object.keys(columns) as (keyof Q & string)[]
  const parameter = (name: keyof Q & string) => `$${names.indexOf(name) + 1}`
  const one: Given<Q> = (...fields) => {
    const used = fields.length > 0 ? fields : names
    return `(select ${used.map((name) => `${parameter(name)}::${columns[name]} as ${snakeCase(name)}`).join(', ')}) as given`
  }
  const many: Given<Q> = (...fields) => {
    const used = fields.length > 0 ? fields : names
    const arrays = used.map((name) => manyOf(columns[name], parameter(name)))
    return `unnest(${arrays.join(', ')}) as given (${used.map(snakeCase).join(', ')})`
  }
  return {
    columns: names.map((name) => ({ name, isJson: columns[name] === 'json' })),
    by,
    one: text(one).trim(),
    many: text(many).trim(),
    most,
    isEarly,
  }
}

let asked = 0
/** A number for a question that may equal another: with one of its own it is answered beside its twin, not after it. */
export const questionNumber = (): number => (asked = (asked + 1) % 2 ** 31)

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
/** Objects go as JSON; by itself the driver would make PostgreSQL arrays of lists. */
const plain = (value: Value): string | number | boolean | null =>
  value === undefined || value === null ? null : typeof value === 'object' ? JSON.stringify(value) : value
/** An array as PostgreSQL reads it (§8.15.2 of its manual): texts quoted, objects as JSON, null as NULL. */
export function arrayLiteral(values: readonly Value[]): string {
  const elements = values.map((value) => {
    const element = plain(value)
    return typeof element === 'string' ? quoted(element) : element === null ? 'NULL' : String(element)
  })
  return `{${elements.join(',')}}`
}

type Waiting = { question: any; deadline: number; resolve(answer: unknown): void; reject(error: unknown): void }
type Lane = { statement: Gathered; schema: string; waiting: Waiting[]; busy: boolean }

/** At most so many gathered statements at once in a process and pool: fewer, fuller statements. Two let one be prepared while the other runs. */
const inFlightMost = 2
const waitingMost = 4_096

export type Gatherer = {
  /** Asks; answers the question's row, or undefined when the statement gave none. Throws what the statement throws for this row. */
  ask<Q extends object, A extends object>(
    schema: string,
    statement: Gathered<Q, A>,
    question: Q,
    deadline: number,
  ): Promise<A | undefined>
}

const gatherers = new WeakMap<Pool, Gatherer>()
/** The gatherer of a pool; one lane a statement, one batch of a lane at a time. */
export function gathererOf(pool: Pool): Gatherer {
  let gatherer = gatherers.get(pool)
  if (gatherer === undefined) gatherers.set(pool, (gatherer = makeGatherer(pool)))
  return gatherer
}

function makeGatherer(pool: Pool): Gatherer {
  const lanes = new Map<Gathered, Lane>()
  const ready = new Set<Lane>()
  let inFlight = 0
  let isScheduled = false

  // All that is asked in this turn of the event loop is in the batch.
  const schedule = () => {
    if (isScheduled || ready.size === 0 || inFlight >= inFlightMost) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      // In turn, so that no lane starves behind a busier one.
      for (const lane of ready) {
        if (inFlight >= inFlightMost) break
        ready.delete(lane)
        void start(lane)
      }
    })
  }
  const start = async (lane: Lane) => {
    lane.busy = true
    inFlight++
    await runBatch(pool, lane, batchOf(lane))
    inFlight--
    lane.busy = false
    if (lane.waiting.length > 0) ready.add(lane)
    schedule()
  }

  return {
    ask(schema, statement, question, deadline) {
      let lane = lanes.get(statement)
      if (lane === undefined) lanes.set(statement, (lane = { statement, schema, waiting: [], busy: false }))
      if (lane.waiting.length >= waitingMost) return Promise.reject(new Overloaded('too many wait for the database'))
      const { promise, resolve, reject } = Promise.withResolvers<any>()
      lane.waiting.push({ question, deadline, resolve, reject })
      if (!lane.busy) ready.add(lane)
      schedule()
      return promise
    },
  }
}

/** The first that wait, each `by` once: a twin in one statement would meet itself, so it comes with the next. */
function batchOf(lane: Lane): Waiting[] {
  const { by, most } = lane.statement
  const taken = new Map<unknown, Waiting>()
  const left: Waiting[] = []
  for (const each of lane.waiting) {
    const key = each.question[by]
    if (taken.size >= most || taken.has(key)) left.push(each)
    else taken.set(key, each)
  }
  lane.waiting = left
  return [...taken.values()]
}

/** Never throws: whatever happens is told to who asked. */
async function runBatch(pool: Pool, lane: Lane, batch: Waiting[]): Promise<void> {
  const { statement, schema } = lane
  const now = pool.now()
  const inTime = batch.filter(({ deadline }) => deadline > now)
  for (const each of batch) if (each.deadline <= now) each.reject(new Unavailable('no time left'))
  if (inTime.length === 0) return
  const isOne = inTime.length === 1
  const use = statement.isEarly ? 'early' : 'gathered'
  const [text, run] = isOne ? [statement.one, runOn] : [statement.many, runOnce]
  try {
    const deadline = Math.max(...inTime.map((each) => each.deadline))
    const rows = (await run(pool, deadline, text, valuesOf(statement, inTime), undefined, use)) as Record<
      string,
      unknown
    >[]
    const answers = new Map(rows.map((row) => [row[statement.by], row]))
    for (const { question, resolve } of inTime) resolve(answers.get(question[statement.by]))
    if (tells(text)) pool.committed(schema)
  } catch (error) {
    if (isOne || !isOfOneRow(error)) return inTime.forEach(({ reject }) => reject(error))
    // The statement undid itself as a whole; halved, the row that is to blame ends up alone.
    const middle = inTime.length >> 1
    await runBatch(pool, lane, inTime.slice(0, middle))
    await runBatch(pool, lane, inTime.slice(middle))
  }
}

function valuesOf({ columns }: Gathered, batch: Waiting[]): Value[] {
  if (batch.length === 1) return columns.map(({ name }) => plain(batch[0]!.question[name]))
  return columns.map(({ name, isJson }) => {
    const values = batch.map(({ question }) => question[name])
    return isJson ? values.map((value) => plain(value) ?? '').join(separator) : arrayLiteral(values)
  })
}

/** Data exception, integrity constraint, rollback, a lock not had in time (PostgreSQL, appendix A): one row of the batch may be the cause. */
const isOfOneRow = (error: unknown): boolean =>
  /^(22|23|40|55P03)/.test((error as { code?: string } | null)?.code ?? '')
