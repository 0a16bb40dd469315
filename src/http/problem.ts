/** Failures as RFC 9457 problem documents: a stable code, what happened, and what to do. */
import { describe } from '#kernel/compose.ts'
import { Overloaded, Refusal, UnknownOutcome, Unavailable } from '#kernel/errors.ts'
import type { Log } from '#kernel/log.ts'
import { kernelCodes, titleOf } from './problem-codes.ts'

/** An answer as it goes to the socket: nothing is decided after this. */
export type Sent = { status: number; headers: Record<string, string>; body: string | Buffer }

export type ProblemOptions = {
  /** Start of every `type`; without a slash at the end. */
  publicUrl: string
  log: Log
}

/**
 * The answer to whatever was thrown. Takes the id of the request, which stands in the document and in the log.
 * A failure outside the closed set is a bug: it is logged with its causes and shown to nobody.
 */
export function problemOf(options: ProblemOptions, error: unknown, requestId: string): Sent {
  const refusal = asRefusal(error)
  if (refusal.code === 'internal') options.log.error({ requestId, err: describe(error) }, 'a request failed')
  const { code, status, details } = refusal
  const { detail = kernelCodes[code]?.detail, errors, retryAfterMs: _inHeader, ...members } = details
  const document = {
    ...members,
    type: `${options.publicUrl}/problems/${code}`,
    title: titleOf(code),
    status,
    ...(detail === undefined ? {} : { detail }),
    code,
    requestId,
    ...(errors === undefined ? {} : { errors }),
  }
  return { status, headers: problemHeaders(refusal), body: JSON.stringify(document) }
}

function problemHeaders({ code, status, details }: Refusal): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  const retryAfterMs = details['retryAfterMs']
  if (typeof retryAfterMs === 'number') headers['retry-after'] = secondsOf(retryAfterMs)
  if (status === 401) headers['www-authenticate'] = code === 'unauthenticated' ? 'Bearer realm="banyan"' : 'Bearer'
  return headers
}

/** Whole seconds, at least one (RFC 9110 §10.2.3). */
export const secondsOf = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1_000)))

/** The same four failures as a code and a status; what comes from Fastify and Node in words of ours. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof Overloaded) return kernelRefusal('overloaded', { retryAfterMs: error.retryAfterMs })
  if (error instanceof Unavailable) return kernelRefusal('unavailable', { retryAfterMs: 1_000 })
  if (error instanceof UnknownOutcome) return kernelRefusal('unknown_outcome', { retryAfterMs: 1_000 })
  const { code = '', statusCode = 500 } = (error ?? {}) as { code?: string; statusCode?: number }
  const isTheirs = code.startsWith('FST_') && statusCode >= 400 && statusCode < 500
  return kernelRefusal(frameworkCodes[code] ?? (isTheirs ? 'malformed_request' : 'internal'))
}

/** What Fastify and its multipart plug-in throw while a request is read. */
const frameworkCodes: Record<string, string> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_BAD_URL: 'malformed_url',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_REQ_FILE_TOO_LARGE: 'body_too_large',
  FST_FILES_LIMIT: 'body_too_large',
  FST_PARTS_LIMIT: 'body_too_large',
  FST_FIELDS_LIMIT: 'body_too_large',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported_media_type',
  FST_PROTO_VIOLATION: 'malformed_request',
  ECONNRESET: 'malformed_request',
}

/** A refusal of the kernel itself, by its code. */
export function kernelRefusal(code: string, details: Refusal['details'] = {}): Refusal {
  return new Refusal(code, kernelCodes[code]!.status, details)
}
