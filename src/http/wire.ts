/** What Node and Fastify are told about sockets, headers and broken requests. */
import { STATUS_CODES, type Server, createServer } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyHttpOptions } from 'fastify'
import { exchangeOf } from './exchange.ts'
import { kernelRefusal, problemOf } from './problem.ts'
import { send } from './replies.ts'
import type { Kernel } from './request-pipeline.ts'

/** Of a body, and of each file of a multipart body, where the route says nothing else. */
export const bodyLimitBytes = 256 * 1024

const socketOptions = {
  // Longer than the 60 s of common load balancers, so that they close first and no request meets a closing socket.
  keepAliveTimeout: 72_000,
  // From the first byte to the last of a request.
  requestTimeout: 15_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
  // Node would refuse what names no host without a word; the gate refuses it with a document.
  requireHostHeader: false,
}

/**
 * Where the shop is reached by https, browsers are told to come by nothing else (RFC 6797): not by a link of old, nor over somebody
 * else's network. Of other names below the shop's own nothing is said, since they may be somebody else's.
 */
const secureForAYear = 'max-age=31536000'

/** Limits on what arrives; each is there for somebody who would hold a socket for nothing. */
export function serverOptions(kernel: Kernel): FastifyHttpOptions<Server> {
  const isSecure = kernel.problems.publicUrl.startsWith('https:')
  return {
    logger: false,
    bodyLimit: bodyLimitBytes,
    serverFactory: (handle) =>
      createServer(socketOptions, (request, response) => {
        if (isSecure) response.setHeader('strict-transport-security', secureForAYear)
        if (!kernel.door.turnsAway(request, response)) handle(request, response)
      }),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // Parsed later, strictly, and only where a route runs.
    routerOptions: { maxParamLength: 500, querystringParser: () => ({}) },
    genReqId: () => '',
    frameworkErrors(error, request, reply) {
      request.exchange = exchangeOf(request, null, kernel)
      send(request, reply as never, problemOf(kernel.problems, error, request.exchange.requestId))
    },
  }
}

const codes: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
}

/**
 * What is no HTTP at all never becomes a request; it gets its problem document straight on the socket, which then
 * closes.
 */
export function answerBrokenRequests(server: Server, publicUrl: string): void {
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const sentFor = (code: string) => problemOf({ publicUrl, log: silent }, kernelRefusal(code), '')
  server.on('checkExpectation', (_request, response) => {
    const { status, headers, body } = sentFor('malformed_request')
    response.writeHead(status, { ...headers, connection: 'close', 'content-length': Buffer.byteLength(body) }).end(body)
  })
  server.removeAllListeners('clientError')
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) return void socket.destroy()
    const { status, body } = sentFor(codes[error.code ?? ''] ?? 'malformed_request')
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json\r\nconnection: close\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body.toString()}`,
    )
  })
}
