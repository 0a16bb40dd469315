/** Requests without a socket, as a test writes them. */
import type { Principal } from '../../src/kernel/module.ts'

/** `as`: a principal that the test makes up; `payload`: bytes as they are, instead of a JSON `body`. */
export type HttpOptions = {
  body?: unknown
  headers?: Record<string, string>
  token?: string
  as?: Principal
  payload?: Buffer | string
  /** The address it comes from; default 127.0.0.1. */
  from?: string
}
export type Answer = { status: number; headers: Record<string, string>; body: any; text: string; bytes: Buffer }

/** Asks a server in the same process; answers status, headers and the parsed body. */
export async function httpOf(
  app: any,
  method: string,
  path: string,
  { body, headers = {}, token, as, payload, from }: HttpOptions,
): Promise<Answer> {
  const bearer = as === undefined ? token : `test:${Buffer.from(JSON.stringify(as)).toString('base64url')}`
  const response = await app.inject({
    method,
    url: path,
    ...(from === undefined ? {} : { remoteAddress: from }),
    payload: payload ?? (body === undefined ? undefined : JSON.stringify(body)),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
  })
  const text = response.body as string
  const json = /json/.test(String(response.headers['content-type'])) && text !== ''
  return {
    status: response.statusCode,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
    text,
    bytes: response.rawPayload,
  }
}
