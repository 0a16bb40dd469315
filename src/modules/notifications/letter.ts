/** A letter: which there are, in which state one is, how long its link lives, and when it is tried again. Pure rules. */
import type { OrderSummary } from './order-summary.ts'

export const letterNames = [
  'welcome',
  'verify-address',
  'reset-password',
  'staff-invitation',
  'order-confirmation',
  'payment-awaited',
  'payment-failed',
  'order-cancelled',
  'order-fulfilled',
  'order-refunded',
] as const
export type LetterName = (typeof letterNames)[number]

/** `kept`: written while the shop had no mail server, shown to staff, and sent only when staff says so. */
export const letterStates = ['waiting', 'kept', 'sent', 'failed'] as const
export type LetterState = (typeof letterStates)[number]

/** What a letter tells beside what its template says; each template takes what it needs. Without secrets: see `token`. */
export type Payload = {
  firstName?: string
  isAdministrator?: boolean
  order?: OrderSummary
  /** RFC 3339: until when the goods are set aside. */
  until?: string
  reason?: 'out_of_stock' | 'expired' | 'by_customer' | 'by_staff'
  wasPaid?: boolean
  carrier?: string
  trackingNumber?: string
  /** Minor units in the order's currency: given back now, and in all. */
  amount?: number
  refunded?: number
}

/** A letter as far as its text is concerned. `token` goes into its link; null: there is none, or it is dead. */
export type Written = {
  template: LetterName
  recipient: string
  locale: string
  payload: Payload
  token: string | null
}

const hourMs = 3_600_000
/** How long the link of a letter works, by the contract of users; letters that are not here have no end. */
export const linkLifeMs: Partial<Record<LetterName, number>> = {
  welcome: 24 * hourMs,
  'verify-address': 24 * hourMs,
  'reset-password': hourMs,
  'staff-invitation': 24 * hourMs,
}

/**
 * How often a letter is tried whose fate the mail server did not tell, and how long after: a server may work ten minutes on what
 * it was given (RFC 5321 §4.5.3.2.6). More would fill a mailbox with copies when a server takes everything and says nothing.
 */
export const doubtsMax = 3
export const doubtMs = 600_000

/** Eleven tries in the first hour, then one an hour: three days, so that a mail server may be away from Friday to Monday. */
export const attemptsMax = 84

/**
 * How long to wait after try number `attempts`: 1 s, doubled up to 1 h, less up to a quarter by the letter's id, so that
 * the letters of an outage do not march in step.
 */
export function waitMs(attempts: number, id: string): number {
  const jitter = (Number.parseInt(id.slice(-4), 16) || 0) / 0xffff / 4
  return Math.round(Math.min(1_000 * 2 ** (attempts - 1), hourMs) * (1 - jitter))
}

/**
 * A name as a letter may call its reader. A name that holds an address of the web or of a person is left out (null):
 * anybody can register anybody, so that a name is a way to put one's own words into a letter of the shop.
 */
export function callName(name: string | undefined): string | null {
  const clean = (name ?? '').replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()
  return clean === '' || /:\/\/|www\.|@|\p{L}{2,}\.\p{L}{2,}/iu.test(clean) ? null : clean
}

/** Answers of orders come within 8 s: who was refused later than this has left the page and is told by a letter. */
const answeredMs = 10_000

/**
 * Whether a cancelled order is worth a letter. All are, but those that were refused for stock while their buyer waited:
 * the answer told them, and in a rush there are thousands. Takes both times in RFC 3339.
 */
export function tellsCancelled(reason: NonNullable<Payload['reason']>, placedAt: string, at: string): boolean {
  return reason !== 'out_of_stock' || Date.parse(at) - Date.parse(placedAt) > answeredMs
}
