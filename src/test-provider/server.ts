/** The test provider as a server of its own: who takes the money in development and tests, spoken to only over HTTP. */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { openBooks } from './books-database.ts'
import { type Books, readBooks } from './operation-store.ts'
import { ProviderRefusal } from './payment.ts'
import { workerOf } from './news-worker.ts'
import type { Answer, Provider, ProviderLog } from './provider.ts'
import { answerTo } from './provider-face.ts'
import { type Deliver, type Telling, deliverTo } from './tell-shop.ts'

export type TestProviderOptions = {
  /** A PostgreSQL on which it may make its own schema, `test_provider`. */
  url: string
  /** Default 127.0.0.1 and any free port. */
  host?: string
  port?: number
  clock: { now(): number }
  log: ProviderLog
  /** Where the shop takes webhooks; a function when that is known later. Null: nobody is told until it is not null. */
  webhookUrl: string | null | (() => string | null)
  webhookSecret: string
  /** How long each answer takes. Default 0. */
  latencyMs?: number
  /** How long `test_async_…` stay `processing`. Default 300. */
  asyncDelayMs?: number
  /** Default `news`: only what the shop did not get as an answer. */
  tells?: 'news' | 'everything'
}
export type TestProvider = {
  url: string
  books(): Promise<Books>
  /** For tests, which do not wait: ends what is `processing` and tells all news once. */
  settle(): Promise<void>
  /** How long `test_async_…` stay `processing` from now on: a test that wants to decide when says long, and calls `settle`. */
  delayAsync(ms: number): void
  /** Webhooks go this way instead of a POST to `webhookUrl`: for tests whose shop has no socket. */
  tellBy(deliver: Deliver): void
  close(): Promise<void>
}

const bodyMax = 64 * 1024

/** Starts the provider: brings its schema up to date, listens, and goes on telling what an earlier process left untold. */
export async function startTestProvider(options: TestProviderOptions): Promise<TestProvider> {
  const { clock, log, webhookUrl, latencyMs = 0 } = options
  const books = await openBooks(options.url, (error) =>
    log.warn({ err: error.message }, 'the provider lost its database'),
  )
  let base = ''
  const provider: Provider = {
    sql: books.sql,
    clock,
    log,
    base: () => base,
    asyncDelayMs: options.asyncDelayMs ?? 300,
    tells: options.tells ?? 'news',
    wake: () => worker.wake(),
  }
  const urlOf = () => (typeof webhookUrl === 'function' ? webhookUrl() : webhookUrl)
  const telling: Telling = {
    provider,
    secret: options.webhookSecret,
    deliver: deliverTo(urlOf),
    hasAddress: () => urlOf() !== null,
  }
  const worker = workerOf(telling)

  const server = createServer({ requestTimeout: 15_000 }, (request, response) => {
    respond({ provider, telling, latencyMs }, request, response).catch((error) => {
      log.error({ err: String((error as Error).stack) }, 'the provider could not answer')
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve)
  })
  base = `http://${options.host ?? '127.0.0.1'}:${(server.address() as AddressInfo).port}`
  worker.wake()

  return {
    url: base,
    books: () => readBooks(provider.sql),
    settle: () => worker.settle(),
    delayAsync: (ms) => void Object.assign(provider, { asyncDelayMs: ms }),
    tellBy(deliver) {
      Object.assign(telling, { deliver, hasAddress: () => true })
    },
    async close() {
      await worker.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await books.close()
    },
  }
}

type Setting = { provider: Provider; telling: Telling; latencyMs: number }

async function respond(
  { provider, telling, latencyMs }: Setting,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (latencyMs > 0) await pause(latencyMs)
  const url = new URL(request.url ?? '/', 'http://provider')
  let answer: Answer
  try {
    const body = await bodyOf(request)
    answer = await answerTo(request.method ?? 'GET', { provider, telling, url, headers: request.headers, body })
  } catch (error) {
    if (!(error instanceof ProviderRefusal))
      provider.log.error({ err: String((error as Error).stack) }, 'the provider failed')
    const { status, code, message } =
      error instanceof ProviderRefusal ? error : { status: 500, code: 'internal', message: 'Something broke.' }
    answer = { status, body: { code, message } }
  }
  if (answer === 'silence') return void request.socket.setTimeout(60_000, () => request.socket.destroy())
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(text)
}

/** JSON or a form, at most 64 KiB; null without a body. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyMax) throw new ProviderRefusal(413, 'too_large', 'At most 64 KiB.')
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text === '') return null
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text)
  } catch {
    throw new ProviderRefusal(400, 'malformed_json', 'Send JSON.')
  }
}
