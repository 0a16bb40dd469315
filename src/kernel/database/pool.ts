/** Connections to one PostgreSQL: bounded, counted, and cancelled when a deadline passes. */
import pg from 'pg'
import { Overloaded, Unavailable, UnknownOutcome } from '../errors.ts'
import type { Log } from '../log.ts'
import { type Complaints, complaintsOf } from './complaints.ts'
import { repeated } from './contention.ts'
import type { TrafficClass } from '../module.ts'
import { poolQueueOf } from './pool-queue.ts'
import { type Value, nameOf } from './sql.ts'

/** One connection, taken for a transaction. `run` sends a named statement; `destroy` instead of `release` when its state is unknown. */
export type Connection = {
  run(deadline: number, text: string, values: Value[]): Promise<unknown[]>
  release(): void
  destroy(): void
}
/**
 * Gathered statements and reactions have connections of their own: few, so always warm, and never behind each other. `early`: a
 * gathered statement that a durable one follows before anything leaves the shop.
 */
export type Use = 'any' | 'gathered' | 'early' | 'heard'
export type Pool = {
  url: string
  /** Epoch milliseconds by the clock that deadlines are of. */
  now(): number
  /** Waits for a connection until the deadline, buyers before others. */
  take(deadline: number, traffic?: TrafficClass, use?: Use): Promise<Connection>
  /** Told the schema after each commit of a module; the relay hangs on it. */
  committed: (schema: string) => void
  /** Told each statement that the server executes, for budgets in tests and a counter in metrics. */
  counted: ((text: string) => void) | null
  waiting(): number
  /** True when the server said within ten seconds that its disk is full. */
  lacksRoom(): boolean
  end(): Promise<void>
}
export type PoolOptions = {
  url: string
  max: number
  queueMax?: number
  log: Log
  clock: { now(): number }
  user?: string
  /** All modules write to this server's log, so a durable commit flushes every earlier one: `early` and `heard` need not flush. */
  isOnlyServer?: boolean
}

const { builtins } = pg.types
/** timestamptz arrives as `2026-11-21 12:00:00.123456+00` (the session is UTC): RFC 3339 with milliseconds. `infinity` stays. */
const rfc3339 = (text: string) => {
  if (text.endsWith('infinity')) return text
  const [day, time = ''] = text.replace(/\+00$/, '').split(' ')
  const [seconds, fraction = ''] = time.split('.')
  return `${day}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
}
const safeInteger = (text: string) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('a bigint of the database is no safe integer')
  return value
}
const parsers: Record<number, (text: string) => unknown> = {
  [builtins.INT8]: safeInteger,
  [builtins.TIMESTAMPTZ]: rfc3339,
}
export const types = {
  getTypeParser: (oid: number, format?: any) => parsers[oid] ?? pg.types.getTypeParser(oid, format),
}

/** Connections of each kind that gathered statements and reactions have. Few are warm: plans and caches live in a connection. */
const warm = 2
/** Between two statements of a transaction nothing is waited for: who is silent for 10 s stands still, and others wait for what he locked. */
const session = '-c TimeZone=UTC -c idle_in_transaction_session_timeout=10000'
/**
 * A gathered statement finds its rows by key. Its plan is made once a connection, maybe while the tables are empty: then a
 * sequential scan or a hash over the whole table looks cheap and is kept for good. So these are not to be chosen.
 */
const byKey =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off'

const lazy = '-c synchronous_commit=off'

/**
 * Opens a pool. `max` connections for any statement, and a few of their own for gathered statements and for reactions; at most
 * `queueMax` (default 20 × max) wait for one, who comes then is told `Overloaded`. `statement_timeout` 5 s is the backstop behind
 * the deadlines.
 */
export function openPool(options: PoolOptions): Pool {
  const { url, max, queueMax = max * 20, log, clock, user, isOnlyServer = false } = options
  const complaints = complaintsOf(log, clock)
  const lost = (error: Error) => log.warn({ err: error.message }, 'a database connection was lost')
  const open = (most: number, settings: string) => {
    const opened = new pg.Pool({
      connectionString: url,
      max: most,
      types: types as any,
      statement_timeout: 5_000,
      options: settings,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      ...(user === undefined ? {} : { user }),
    })
    opened.on('error', lost)
    // While a connection is taken, nobody else listens: lost between two statements, it would end the whole process.
    opened.on('connect', (client) => client.on('error', () => {}))
    return { inner: opened, queue: poolQueueOf(most, queueMax, clock) }
  }
  const pools: Record<Use, ReturnType<typeof open>> = {
    any: open(max, session),
    gathered: open(warm, `${session} ${byKey}`),
    early: open(warm, `${session} ${byKey} ${isOnlyServer ? lazy : ''}`),
    heard: open(warm, `${session} ${byKey} ${isOnlyServer ? lazy : ''}`),
  }
  // Of their own, because a cancel must not queue behind the very statements that it is to end.
  const cancels = new pg.Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 1_000,
    allowExitOnIdle: true,
    ...(user === undefined ? {} : { user }),
  })
  cancels.on('error', lost)

  const pool: Pool = {
    url,
    now: () => clock.now(),
    committed: () => {},
    counted: null,
    waiting: pools.any.queue.waiting,
    lacksRoom: complaints.lacksRoom,
    async end() {
      await Promise.all([...Object.values(pools).map(({ inner }) => inner.end()), cancels.end()])
    },
    async take(deadline, traffic, use = 'any') {
      const { inner, queue } = pools[use]
      await queue.take(deadline, traffic)
      const asked = inner.connect()
      const inTime = inner.idleCount > 0 ? asked : beforeDeadline(asked, deadline - clock.now())
      const client = await inTime.catch((cause: Error) => {
        // A connection that comes too late goes to the next one in line.
        void asked.then((late) => late.release()).then(queue.give, queue.give)
        throw new Unavailable('the database cannot be reached', { cause })
      })
      return connectionOf({ client, pool, cancels, clock, complaints, give: queue.give })
    },
  }
  return pool
}

/** Opening a connection has a time-out of its own, 5 s; a caller with less time left waits no longer than that. */
function beforeDeadline<T>(asked: Promise<T>, leftMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const waitMs = Math.max(0, Math.min(leftMs, 10_000))
    const timer = setTimeout(() => reject(new Error('no connection in time')), waitMs)
    asked.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

type Taken = {
  client: pg.PoolClient
  pool: Pool
  cancels: pg.Pool
  clock: { now(): number }
  complaints: Complaints
  give: () => void
}

function connectionOf({ client, pool, cancels, clock, complaints, give }: Taken): Connection {
  let late = false
  const connection: Connection = {
    async run(deadline, text, values) {
      const leftMs = deadline - clock.now()
      if (leftMs <= 0) throw new Unavailable('no time left')
      pool.counted?.(text)
      // One that reaches the server before its statement does is forgotten there, so it is sent until the statement ends.
      let timer: NodeJS.Timeout | null = null
      const cancelAgain = () => {
        cancel()
        timer = setTimeout(cancelAgain, 200)
      }
      if (leftMs < 5_000) timer = setTimeout(cancelAgain, leftMs)
      try {
        return (await client.query({ name: nameOf(text), text, values })).rows
      } catch (error) {
        const { code = '', message } = error as pg.DatabaseError
        complaints.heard(text, code, message)
        throw failureOf(error as pg.DatabaseError)
      } finally {
        if (timer !== null) clearTimeout(timer)
      }
    },
    release: () => back(late),
    destroy: () => back(true),
  }
  function back(isSpoiled: boolean) {
    client.release(isSpoiled)
    give()
  }
  /** A late cancel would hit the next statement of a pooled connection, so this one is thrown away. */
  function cancel() {
    late = true
    const pid = (client as unknown as { processID: number }).processID
    cancels.query('select pg_cancel_backend($1)', [pid]).catch(() => {})
  }
  return connection
}

/** What the database said no to is thrown on as it is; what is not certain to have run, or certain not to, as such. */
function failureOf(error: pg.DatabaseError): Error {
  const { severity, code = '', message } = error
  if (severity === undefined) {
    const lost = code.startsWith('E') || /terminated|not queryable|timeout/i.test(message)
    return lost ? new UnknownOutcome('the database did not answer', { cause: error }) : error
  }
  if (code === '57014') return new Unavailable('a statement took too long and was cancelled', { cause: error })
  if (/^(08|57P|25P03)/.test(code)) return new UnknownOutcome('the database went away', { cause: error })
  // Another process works for that module now, and this one does not know it yet: nothing was executed.
  if (code === '42501') return new Overloaded(message, undefined, { cause: error })
  if (code.startsWith('53')) return new Unavailable(`the database lacks resources: ${message}`, { cause: error })
  return error
}

/** One statement that is its own transaction, on a connection of its own; repeated when the database asks for it (`contention.ts`). */
export const runOn = (
  pool: Pool,
  deadline: number,
  text: string,
  values: Value[],
  traffic?: TrafficClass,
  use: Use = 'any',
): Promise<unknown[]> => repeated(() => runOnce(pool, deadline, text, values, traffic, use))

/** As `runOn`, once: a deadlock is thrown as the database said it, so that a batch can be taken apart. */
export async function runOnce(
  pool: Pool,
  deadline: number,
  text: string,
  values: Value[],
  traffic?: TrafficClass,
  use: Use = 'any',
): Promise<unknown[]> {
  const connection = await pool.take(deadline, traffic, use)
  try {
    const rows = await connection.run(deadline, text, values)
    connection.release()
    return rows
  } catch (error) {
    // After an error that the database sent the connection is sound; when it did not answer, its state is unknown.
    if (error instanceof UnknownOutcome) connection.destroy()
    else connection.release()
    throw error
  }
}
