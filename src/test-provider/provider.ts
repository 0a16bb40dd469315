/** What the acts of the provider are given, and what they may answer over HTTP. */
import type { Sql } from './books-database.ts'

export type ProviderLog = { warn(fields: object, message: string): void; error(fields: object, message: string): void }
export type Provider = {
  sql: Sql
  clock: { now(): number }
  log: ProviderLog
  /** The provider's own address, without a slash at the end. */
  base(): string
  /** How long a payment behind `processing` takes to end. */
  asyncDelayMs: number
  /** `news`: the shop is told what it did not get as an answer. `everything`: also what it did, as most providers do. */
  tells: 'news' | 'everything'
  /** Something may be due: look soon. */
  wake(): void
}
/** An answer, or silence: the connection stays open until the shop gives up. */
export type Answer = { status: number; body: unknown; headers?: Record<string, string> } | 'silence'

export const nowOf = ({ clock }: Provider): Date => new Date(clock.now())
export const silence: Answer = 'silence'
