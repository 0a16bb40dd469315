/** SQL by hand. Every statement is named by a hash of its text, so it is planned once a connection and nobody names by hand. */
import { createHash } from 'node:crypto'
import type { BodyOf, Event } from '../contract.ts'
import type { FactHeaders, TrafficClass } from '../module.ts'
import { repeated } from './contention.ts'
import { type Gathered, gathererOf } from './gather.ts'
import type { Connection, Pool } from './pool.ts'
import { runOn } from './pool.ts'

export type Value = string | number | boolean | null | Date | Buffer | object | Value[] | undefined
/** `` sql<Row>`select …` ``: values become parameters. Rows have int8 as number, timestamptz as RFC 3339 text. */
export type Sql = <Row = Record<string, unknown>>(text: TemplateStringsArray, ...values: Value[]) => Promise<Row[]>

/** One statement, which is its own transaction, or several in one. */
export type Db = {
  sql: Sql
  /** Repeated as a whole, three times at most, when the database asks for it (`contention.ts`); so `work` must bear a repeat. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Asks together with all that ask the same at this time: one statement, one commit. Undefined when it gave no row for the question. */
  gather<Q extends object, A extends object>(statement: Gathered<Q, A>, question: Q): Promise<A | undefined>
  /** Puts a delayed job of this module off to `delayMs` from now. Asked again with the same id, it changes nothing. */
  later(name: string, id: string, payload: object, delayMs: number): Promise<void>
}
/** Lives until commit. What it publishes becomes true with it, or not at all. */
export type Tx = { sql: Sql; publish<E extends Event>(event: E, body: BodyOf<E>): Promise<void> }
/** For a reaction: takes one statement, in which the kernel also marks the event as seen. */
export type Once = { sql: Sql }

/** A list of columns that several statements read; where it stands in a statement it is text, not a value. */
export class Columns {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
/** `` columns`id, order_id as "orderId"` ``, once beside the statements that say `` select ${them} from … ``. */
export const columns = ([text]: TemplateStringsArray): Columns => new Columns(text!.trim())

const texts = new WeakMap<TemplateStringsArray, { text: string; hasColumns: boolean }>()
/** The statement's text with `$1 … $n`, kept per place in the source, and the values of its parameters. */
export function statementOf(strings: TemplateStringsArray, given: Value[]): [string, Value[]] {
  let known = texts.get(strings)
  if (known === undefined) {
    let parameters = 0
    const text = strings.reduce((left, right, at) => {
      const each = given[at - 1]
      return `${left}${each instanceof Columns ? each.text : `$${++parameters}`}${right}`
    })
    texts.set(strings, (known = { text: text.trim(), hasColumns: parameters < given.length }))
  }
  return [known.text, known.hasColumns ? given.filter((each) => !(each instanceof Columns)) : given]
}

const names = new Map<string, string>()
/** 27 characters: `pg` warns above 63. */
export function nameOf(text: string): string {
  let name = names.get(text)
  if (name === undefined) names.set(text, (name = createHash('sha1').update(text).digest('base64url')))
  return name
}

const tellers = new Map<string, boolean>()
/** True when a statement may write a fact: only then is the relay woken after its commit. */
export function tells(text: string): boolean {
  let does = tellers.get(text)
  if (does === undefined) tellers.set(text, (does = text.includes('.outbox')))
  return does
}

const withHeaders = new Map<string, string>()
/**
 * The statement with these headers beside its facts, and its values. Stores write `insert into x.outbox (aggregateid, type, payload)
 * select …` and cannot forget them; without headers the statement stays as it is.
 */
export function telling(text: string, values: Value[], headers: FactHeaders | null | undefined): [string, Value[]] {
  if (!headers || !tells(text)) return [text, values]
  let whole = withHeaders.get(text)
  if (whole === undefined) {
    const told = `.outbox (headers, aggregateid, type, payload) select $${values.length + 1}::json, `
    withHeaders.set(text, (whole = text.replaceAll(/\.outbox \(aggregateid, type, payload\)\s+select /g, told)))
  }
  return whole === text ? [text, values] : [whole, [...values, headers]]
}

/** What a context knows that its database needs: the headers of its facts, the time left, the class by which it waits for a connection, and a count of open transactions (a call to a neighbour is refused while it is not 0). */
export type Work = {
  deadline: number
  transactions: number
  traffic?: TrafficClass | undefined
  headers?: FactHeaders | null
}

/** The database as one module sees it, for one request, event or job. */
export function databaseOf(pool: Pool, schema: string, work: Work): Db {
  return {
    async sql<Row>(strings: TemplateStringsArray, ...values: Value[]) {
      const [text, all] = telling(...statementOf(strings, values), work.headers)
      const rows = await runOn(pool, work.deadline, text, all, work.traffic)
      if (tells(text)) pool.committed(schema)
      return rows as Row[]
    },
    gather: (statement, question) => gathererOf(pool).ask(schema, statement, question, work.deadline),
    async later(name, id, payload, delayMs) {
      const text = `insert into ${schema}.jobs (name, id, payload, wake_at)
        values ($1, $2, $3, banyan.now() + $4::bigint * interval '1 ms') on conflict (name, id) do nothing`
      await runOn(pool, work.deadline, text, [name, id, payload, delayMs], work.traffic)
    },
    transaction: (attempt) => repeated(() => transactionOn(pool, schema, work, attempt)),
  }
}

async function transactionOn<T>(pool: Pool, schema: string, work: Work, attempt: (tx: Tx) => Promise<T>): Promise<T> {
  const connection = await pool.take(work.deadline, work.traffic)
  work.transactions++
  try {
    await connection.run(work.deadline, 'begin', [])
    const result = await attempt(txOf(connection, schema, work))
    await connection.run(work.deadline, 'commit', [])
    connection.release()
    pool.committed(schema)
    return result
  } catch (error) {
    await connection.run(work.deadline + 1_000, 'rollback', []).then(connection.release, connection.destroy)
    throw error
  } finally {
    work.transactions--
  }
}

function txOf(connection: Connection, schema: string, work: Work): Tx {
  return {
    sql: async <Row>(strings: TemplateStringsArray, ...values: Value[]) =>
      (await connection.run(work.deadline, ...telling(...statementOf(strings, values), work.headers))) as Row[],
    async publish(event, body) {
      const text = `insert into ${schema}.outbox (aggregateid, type, payload) select $1::text, $2::text, $3::json`
      const values = [(body as Record<string, string>)[event.key], event.type, body]
      await connection.run(work.deadline, ...telling(text, values, work.headers))
    },
  }
}

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? ''
/** True when a unique constraint refused; with `constraint`, that one. */
export function isTaken(error: unknown, constraint?: string): boolean {
  return (
    codeOf(error) === '23505' &&
    (constraint === undefined || (error as { constraint?: string }).constraint === constraint)
  )
}

/** Runs it once more after a twin with the same key won the race. */
export async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isTaken(error)) throw error
    return work()
  }
}
