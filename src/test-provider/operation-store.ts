/** The SQL of captures, refunds and voids. Each is guarded by the payment's own row and kept under its key. */
import type { Row, Sql } from './books-database.ts'
import type { Operation, Payment } from './payment.ts'

const columns = `key, payment_id as "paymentId", body_hash as "bodyHash", kind, amount, status, code`

const guards = {
  capture: {
    set: `captured = captured + $3, status = 'succeeded'`,
    where: `status in ('authorised', 'succeeded') and not released and captured + $3 <= amount`,
  },
  refund: { set: 'refunded = refunded + $3', where: `status = 'succeeded' and refunded + $3 <= captured` },
  void: {
    set: `released = true, status = case when captured = 0 then 'voided' else status end`,
    where: `status in ('authorised', 'action', 'processing', 'succeeded') and captured < amount and $3 = 0`,
  },
}

/**
 * Moves the money of one operation and writes it into the books (`tell`: and news of it), or does nothing: null when the
 * payment does not allow it or the key is taken.
 */
export async function insertOperation(
  sql: Sql,
  operation: Operation,
  now: Date,
  tell: boolean,
): Promise<Operation | null> {
  const { key, paymentId, bodyHash, kind, amount } = operation
  const { set, where } = guards[kind]
  const text = `
    with moved as (
      update test_provider.payments set ${set}
      where id = $1 and ${where} and not exists (select from test_provider.operations where key = $2) returning id
    ), noted as (
      insert into test_provider.operations (key, payment_id, body_hash, kind, amount, status, created_at)
      select $2, id, $4, $5, $3, 'succeeded', $6 from moved returning ${columns}
    ), told as (
      insert into test_provider.webhooks (id, payment_id, type, created_at, next_at)
      select 'evt_' || gen_random_uuid(), id, 'payment.' || $7::text, $6, $6 from moved where $8::boolean
    )
    select key, "paymentId", "bodyHash", kind, amount, status, code from noted`
  const told = { capture: 'captured', refund: 'refunded', void: 'voided' }[kind]
  try {
    const [noted] = await sql<Operation & Row>(text, [paymentId, key, amount, bodyHash, kind, now, told, tell])
    return noted ?? null
  } catch (error) {
    if ((error as { code?: string }).code === '23505') return null
    throw error
  }
}

/** Writes down that an operation was declined; a key that is taken stays as it is. */
export async function insertDeclined(
  sql: Sql,
  { key, paymentId, bodyHash, kind, amount, code }: Operation,
  now: Date,
): Promise<void> {
  const text = `insert into test_provider.operations (key, payment_id, body_hash, kind, amount, status, code, created_at)
    values ($1, $2, $3, $4, $5, 'declined', $6, $7) on conflict (key) do nothing`
  await sql(text, [key, paymentId, bodyHash, kind, amount, code, now])
}

/** Reads one operation by its key, or null. */
export async function readOperation(sql: Sql, key: string): Promise<Operation | null> {
  const [found] = await sql<Operation & Row>(`select ${columns} from test_provider.operations where key = $1`, [key])
  return found ?? null
}

export type Books = {
  payments: Pick<
    Payment,
    'id' | 'key' | 'status' | 'amount' | 'currency' | 'captured' | 'refunded' | 'released' | 'metadata'
  >[]
  operations: Omit<Operation, 'bodyHash'>[]
}

/** Everything in the books, oldest first: for the checker of invariants. */
export async function readBooks(sql: Sql): Promise<Books> {
  const payments = `select id, key, status, amount, currency, captured, refunded, released, metadata
    from test_provider.payments order by created_at, id`
  const operations = `select key, payment_id as "paymentId", kind, amount, status, code
    from test_provider.operations order by created_at, key`
  return {
    payments: await sql<Books['payments'][number]>(payments),
    operations: await sql<Books['operations'][number]>(operations),
  }
}
