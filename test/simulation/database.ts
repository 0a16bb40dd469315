/**
 * The one real database under a simulation. Statements come one at a time, at the time that the world has; who waits for
 * a lock is told, so that the world goes on with whoever holds it.
 */
import pg from 'pg'
import { types } from '../../src/kernel/database/pool.ts'
import { type Value, nameOf } from '../../src/kernel/database/sql.ts'

export type Outcome = { rows: unknown[] } | { error: unknown }
/** `blocked`: the statement waits for a lock; `outcome` comes when somebody lets go of it. */
export type Execution = { blocked: boolean; outcome: Promise<Outcome> }
/** A connection; `open` while it is in a transaction. */
export type Session = { client: pg.Client; atMs: number; open: boolean; pid: number }
export type Database = {
  /** Runs a statement at `atMs`, on `session` or on one that is free. */
  execute(statement: { text: string; values: Value[]; atMs: number; session?: Session | undefined }): Promise<Execution>
  /** True when this outcome has come or comes without anybody's help; false while its lock is held. */
  isFree(execution: Execution): Promise<boolean>
  /** A connection for one transaction, taken from the free ones. */
  borrow(): Promise<Session>
  /** Gives it back; what is open is rolled back. */
  giveBack(session: Session): Promise<void>
  /** For looking at the database from outside: the checker and the tests. */
  query(text: string, values?: unknown[], atMs?: number): Promise<{ rows: any[] }>
  /** Tables that were written since the last `forget`. */
  touched: Set<string>
  /** Empties tables, fills some of them from their pristine copies, and sets sequences back. */
  rewind(tables: string[], filled: { name: string; columns: string }[], settings: string[]): Promise<void>
  end(): Promise<void>
}

/** Generic plans by index alone: the same rows come in the same order, whatever the planner has seen before. */
const options = [
  'TimeZone=UTC',
  'synchronous_commit=off',
  'plan_cache_mode=force_generic_plan',
  'jit=off',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'deadlock_timeout=20ms',
].map((each) => `-c ${each}`)

const writes = /\b(?:insert into|update|delete from)\s+(?:only\s+)?([a-z_]+\.[a-z_]+)/gi
const written = new Map<string, string[]>()
/** Tables that a statement writes, in the order in which it names them. */
export function tablesWritten(text: string): string[] {
  let tables = written.get(text)
  if (tables === undefined)
    written.set(text, (tables = [...new Set([...text.matchAll(writes)].map(([, table]) => table!.toLowerCase()))]))
  return tables
}

/** Opens the database at `url`, which has the world's `banyan.now()`. */
export async function openDatabase(url: string): Promise<Database> {
  const free: Session[] = []
  const all: Session[] = []
  const touched = new Set<string>()
  const running = new Map<Execution, number>()
  const monitor = await connected(url)
  let open = 0

  const borrow = async (): Promise<Session> => {
    const known = free.shift()
    if (known !== undefined) return known
    const session = await connected(url)
    all.push(session)
    return session
  }
  const isWaiting = async (pid: number): Promise<boolean> => {
    const text = 'select exists (select from pg_locks where pid = $1 and not granted) as waits'
    return (await monitor.client.query({ name: 'waits', text, values: [pid] })).rows[0].waits
  }

  return {
    touched,
    borrow,
    async execute({ text, values, atMs, session }) {
      for (const table of tablesWritten(text)) touched.add(table)
      const on = session ?? (await borrow())
      if (text === 'begin') open++
      const ends = text === 'commit' || text === 'rollback'
      // Inside a transaction time stands still, as now() does.
      if (!on.open) setTime(on, atMs)
      if (text === 'begin') on.open = true
      let done = false
      const outcome = on.client
        .query({ name: nameOf(text), text, values, types: types as any })
        .then(
          ({ rows }): Outcome => ({ rows }),
          (error: unknown): Outcome => ({ error }),
        )
        .then((result) => {
          done = true
          running.delete(execution)
          if (ends && on.open) [on.open, open] = [false, open - 1]
          if (session === undefined) free.unshift(on)
          return result
        })
      const execution: Execution = { blocked: false, outcome }
      running.set(execution, on.pid)
      const others = open - (on.open ? 1 : 0) + (running.size - 1)
      if (others === 0) await outcome
      while (!done && !execution.blocked) {
        await Promise.race([outcome, soon()])
        if (!done) execution.blocked = await isWaiting(on.pid)
      }
      return execution
    },
    async isFree(execution) {
      const pid = running.get(execution)
      for (;;) {
        if (pid === undefined || !running.has(execution)) return true
        if (await isWaiting(pid)) return false
        await Promise.race([execution.outcome, soon()])
      }
    },
    async giveBack(session) {
      if (session.open) {
        await session.client.query('rollback')
        session.open = false
        open--
      }
      free.unshift(session)
    },
    async query(text, values = [], atMs = monitor.atMs) {
      setTime(monitor, atMs)
      return monitor.client.query({ name: nameOf(text), text, values, types: types as any })
    },
    async rewind(tables, filled, settings) {
      const { client } = monitor
      await client.query(tables.map((name) => `delete from ${name};`).join('\n'))
      // Empty pages go back too, so that the rows of each seed lie as those of the first.
      if (tables.length > 0) await client.query(`vacuum (truncate) ${tables.join(', ')}`)
      const copies = filled.map(
        ({ name, columns }) =>
          `insert into ${name} (${columns}) overriding system value select ${columns} from pristine.${name.replace('.', '__')};`,
      )
      await client.query(`${copies.join('\n')} select ${settings.join(', ')}`)
    },
    async end() {
      await Promise.all([monitor, ...all].map(({ client }) => client.end()))
    },
  }
}

async function connected(url: string): Promise<Session> {
  // Pipelined, so that the time goes ahead of a statement without a wait of its own.
  const client = new pg.Client({ connectionString: url, options: options.join(' '), pipeline: true } as pg.ClientConfig)
  client.on('error', () => {})
  await client.connect()
  return { client, atMs: Number.NaN, open: false, pid: (client as unknown as { processID: number }).processID }
}

function setTime(session: Session, atMs: number): void {
  if (session.atMs === atMs || Number.isNaN(atMs)) return
  session.atMs = atMs
  const values = [new Date(atMs).toISOString()]
  // A failure here is one of the connection, and the statement behind it tells it.
  session.client.query({ name: 'time', text: `select set_config('banyan.time', $1, false)`, values }).catch(() => {})
}

const realTimeout = globalThis.setTimeout
const soon = (): Promise<void> => new Promise((awake) => realTimeout(awake, 1))
