/** What is checked: a shop's databases, read and never written, the books of its provider, and what opens its kept answers. */
import type { Module } from '#kernel/module.ts'
import type { Secrets } from '#kernel/secrets.ts'
import { modules } from '../modules.ts'
import { testProviderBooks } from './test-provider-books.ts'

/** Runs one statement on the database that has `schema`. */
export type Read = <Row = Record<string, unknown>>(schema: string, text: string, values?: unknown[]) => Promise<Row[]>
/** One database, asked by text and values; what `pg` answers. */
export type Query = (text: string, values: unknown[]) => Promise<{ rows: object[] }>

/** A payment as the provider has it, under the key that we chose. Amounts in minor units. */
export type BookPayment = {
  id: string
  key: string
  status: 'succeeded' | 'authorised' | 'declined' | 'action' | 'processing' | 'voided'
  amount: number
  currency: string
  captured: number
  refunded: number
  /** What was not captured is let go. */
  released: boolean
  /** It changed, and the shop was not told yet. */
  isNews: boolean
}
/** The provider's own books. Keys of payments are `<order>:<attempt>`. */
export type Books = {
  /** Payments whose key names one of these orders. */
  ofOrders(read: Read, orderIds: string[]): Promise<BookPayment[]>
  /** Keys of payments in the order in which they were made, from behind the cursor `after` (null: the first), at most `limit`. */
  keys(read: Read, after: string | null, limit: number): Promise<{ cursor: string; key: string }[]>
  /** The cursor before what was made at that time; without it all is gone through. */
  cursorAt?(since: Date): string
}

export type ShopToCheck = {
  /** The modules of the shop: whose facts there are, and who hears them. */
  modules: Module[]
  /** Schemas by the database that has them. */
  databases: string[][]
  /** Runs `work` with a way to read that sees one moment of each database, as far as the database allows. */
  look<T>(work: (read: Read) => Promise<T>): Promise<T>
  /** Null: kept answers are not opened. */
  secrets: Secrets | null
  books: Books
  /** The role that a module logs in as, where each has its own. */
  roleOf?: (schema: string) => string
}

const schemas = modules.map(({ contract }) => contract.name)

/** A shop whose schemas, and the test provider's, are in one database. Takes the way to ask it; `more` overrides any part. */
export function shopIn(query: Query, more: Partial<ShopToCheck> = {}): ShopToCheck {
  const read: Read = async (_schema, text, values = []) => (await query(text, values)).rows as never[]
  return {
    modules,
    databases: [schemas],
    look: (work) => work(read),
    secrets: null,
    books: testProviderBooks,
    ...more,
  }
}

/** Books that somebody has in memory: a provider that a test plays itself. */
export function booksOf(payments: () => BookPayment[]): Books {
  const orderOf = ({ key }: BookPayment) => key.split(':')[0]!
  return {
    async ofOrders(_read, orderIds) {
      const wanted = new Set(orderIds)
      return payments().filter((each) => wanted.has(orderOf(each)))
    },
    async keys(_read, after, limit) {
      const from = after === null ? 0 : Number(after) + 1
      const page = payments().slice(from, from + limit)
      return page.map(({ key }, at) => ({ cursor: String(from + at), key }))
    },
  }
}
