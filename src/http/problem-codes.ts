/** The codes that the kernel itself may answer with, on any route; modules declare theirs in `refuses`. */

export type CodeText = {
  status: number
  /** What happened and what to do; stands in the document where the thrower said nothing nearer. */
  detail: string
}

export const kernelCodes: Record<string, CodeText> = {
  malformed_json: {
    status: 400,
    detail:
      'The body is not the JSON this API takes. Send one UTF-8 JSON text without duplicate keys, NUL or numbers beyond 2^53.',
  },
  malformed_request: {
    status: 400,
    detail: 'The request broke off or contradicts itself. Send it again as plain HTTP/1.1.',
  },
  malformed_url: {
    status: 400,
    detail: 'The address holds a wrong percent-code or a forbidden character. Encode it by RFC 3986.',
  },
  invalid: { status: 400, detail: 'Correct the input where the pointers say.' },
  cursor_invalid: { status: 400, detail: 'The cursor is not one of this list. Start again without "after".' },
  idempotency_key_required: {
    status: 400,
    detail: 'Send an Idempotency-Key: one new UUID for each thing you want done, the same one for each repeat.',
  },
  idempotency_key_invalid: {
    status: 400,
    detail: 'An Idempotency-Key has 1 to 255 visible ASCII characters; without a log-in it must be a UUID.',
  },
  unauthenticated: { status: 401, detail: 'Log in and send the access token as "Authorization: Bearer …".' },
  forbidden: { status: 403, detail: 'Your role does not open this. Ask an administrator for the role you need.' },
  not_found: {
    status: 404,
    detail:
      'There is nothing at this address, or it is not yours to see. Check the address and who you are logged in as.',
  },
  method_not_allowed: {
    status: 405,
    detail: 'This address does not know the method. The Allow header lists those it knows.',
  },
  request_timeout: { status: 408, detail: 'The request did not arrive in time. Send it again, faster.' },
  idempotency_in_flight: {
    status: 409,
    detail: 'The first request with this key still runs. Ask again after the time in Retry-After.',
  },
  precondition_failed: {
    status: 412,
    detail: 'Someone changed it since you read it. Read it again and repeat your change with the new ETag.',
  },
  body_too_large: { status: 413, detail: 'The body is larger than this address takes. Send less at once.' },
  url_too_long: { status: 414, detail: 'The address is longer than 8,000 bytes. Put less into the query.' },
  unsupported_media_type: { status: 415, detail: 'Send the body as application/json in UTF-8, not compressed.' },
  idempotency_key_reused: {
    status: 422,
    detail: 'This key was used for another request. Use a new key for each new request.',
  },
  rate_limited: { status: 429, detail: 'Too many requests from your network. Wait for the time in Retry-After.' },
  headers_too_large: { status: 431, detail: 'The headers are larger than 16 kB. Send fewer or shorter ones.' },
  internal: { status: 500, detail: 'A fault of ours. Nothing you sent is to blame; tell the shop the request id.' },
  overloaded: {
    status: 503,
    detail: 'The shop has too much to do and did not start on this. Ask again after the time in Retry-After.',
  },
  unavailable: { status: 503, detail: 'A part of the shop does not answer; nothing was done. Ask again in a moment.' },
  unknown_outcome: { status: 503, detail: 'Ask again with the same Idempotency-Key.' },
}

const titles = new Map<string, string>()
/** `out_of_stock` → `Out of stock`: the short, unchanging name of a code. */
export function titleOf(code: string): string {
  let title = titles.get(code)
  if (title === undefined) {
    const words = code.replaceAll('_', ' ')
    titles.set(code, (title = words.charAt(0).toUpperCase() + words.slice(1)))
  }
  return title
}
