/** How bytes reach another machine and come back: HTTP in a shop, a network of its own in a simulation. */
import { Pool } from 'undici'

export type Asked = {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body: string | null
  /** From the first byte sent to the last byte of the answer. */
  timeoutMs: number
}
export type Answered = { status: number; headers: Record<string, string | string[] | undefined>; text: string }
export type Wire = {
  /** Rejects when there is no whole answer in time; `code` says how the connection failed, where it did. */
  ask(request: Asked): Promise<Answered>
  close(): Promise<void>
}

/** A bounded pool of HTTP/1.1 connections to one address. */
export function httpWire(url: string, options: Pool.Options): Wire {
  const pool = new Pool(url, options)
  return {
    async ask({ timeoutMs, ...request }) {
      const { statusCode, headers, body } = await pool.request({ ...request, signal: AbortSignal.timeout(timeoutMs) })
      return { status: statusCode, headers, text: await body.text() }
    },
    close: () => pool.destroy(),
  }
}

/** Requests that wait for a machine of somebody else, now: admission does not count them as work of ours. */
export const outside = { waiting: 0 }

/** A wire to somebody else's machine, as `httpWire` makes it; who waits for its answer is counted in `outside`. */
export function outsideWire(url: string, options: Pool.Options): Wire {
  const wire = httpWire(url, options)
  return {
    close: wire.close,
    ask(request) {
      outside.waiting++
      return wire.ask(request).finally(() => outside.waiting--)
    },
  }
}
