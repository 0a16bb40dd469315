/**
 * The closed set of failures between modules. Anything else is a bug: 500, logged with its cause, never shown. Each stands on its
 * prototype by name, so that a stack in a log says which it was.
 */
import type { Call } from './contract.ts'

/** What a refusal tells beside its code: `detail` says what to do, `errors` point into the body, the rest are members of the code. */
export type RefusalDetails = { detail?: string; errors?: FieldError[] } & Record<string, unknown>
/** One thing wrong with the input; `pointer` is a JSON pointer (RFC 6901) into the body. */
export type FieldError = { pointer: string; code: string; detail: string }

/** A rule said no. Thrown by the callee, the same object for a caller here or over HTTP. */
export class Refusal extends Error {
  static {
    this.prototype.name = 'Refusal'
  }
  readonly code: string
  readonly status: number
  readonly details: RefusalDetails
  constructor(code: string, status: number, details: RefusalDetails = {}) {
    super(details.detail === undefined ? code : `${code}: ${details.detail}`)
    this.code = code
    this.status = status
    this.details = details
  }
}
/** Not executed: nobody answered, or no time was left to start. */
export class Unavailable extends Error {
  static {
    this.prototype.name = 'Unavailable'
  }
}
/** Not executed: too much to do; come back after `retryAfterMs`. */
export class Overloaded extends Error {
  static {
    this.prototype.name = 'Overloaded'
  }
  readonly retryAfterMs: number
  constructor(message: string, retryAfterMs = 1_000, options: ErrorOptions = {}) {
    super(message, options)
    this.retryAfterMs = retryAfterMs
  }
}
/** May have been executed: ask again with the same key. */
export class UnknownOutcome extends Error {
  static {
    this.prototype.name = 'UnknownOutcome'
  }
}

/** `throw refusal(inventory.commands.hold, 'out_of_stock', { … })`: only a declared code compiles. */
export function refusal<C extends Pick<Call, 'refuses'>>(
  call: C,
  code: keyof C['refuses'] & string,
  details: RefusalDetails = {},
): Refusal {
  return new Refusal(code, call.refuses[code] ?? 422, details)
}

/** A refusal that was kept with the thing refused, so that the same key gets the same answer. */
export type KeptRefusal = { code: string; status: number; details: RefusalDetails }
export const keptOf = ({ code, status, details }: Refusal): KeptRefusal => ({ code, status, details })
export const thrown = ({ code, status, details }: KeptRefusal): Refusal => new Refusal(code, status, details)

/** The answer's refusal, or null when the answer was yes. Every other failure is thrown on. */
export async function refusalOf(answer: Promise<unknown>): Promise<Refusal | null> {
  try {
    await answer
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
