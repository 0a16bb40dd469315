/** The shop's mail server, over SMTP (RFC 5321). The only place that speaks it. */
import type { Readable } from 'node:stream'
import { type NodemailerError, createTransport } from 'nodemailer'

type Mail = {
  /** Without brackets; the same for each try of one letter, so that a repeat can be recognised. */
  messageId: string
  to: string
  subject: string
  text: string
  html: string
  language: string
  /** RFC 3339: when it was written. */
  date: string
}
/**
 * `refused`: this letter will never be taken. `later`: it is not taken now. `no_server`: no letter is taken now, so the others need
 * not try. `unknown`: the server was given it, and the connection broke before it said what became of it.
 */
export type Posted =
  | { outcome: 'sent' }
  | { outcome: 'refused' | 'later' | 'no_server' | 'unknown'; code: string; reason: string }
export type MailServer = { post(mail: Mail): Promise<Posted>; close(): void }

/** How many letters one process hands over at once, and how long one may take from connecting to the server's last word. */
export const connectionsMax = 5
export const postMs = 20_000

/**
 * Opens a pool to `smtp://` or `smtps://`; nothing is connected before the first letter. What comes after the address
 * (`?requireTLS=true`, `?tls.rejectUnauthorized=false`) is nodemailer's. STARTTLS is used where the server offers it.
 */
export function openMailServer(url: string, from: string): MailServer {
  const transport = createTransport({
    pool: true,
    url,
    maxConnections: connectionsMax,
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
    dnsTimeout: 5_000,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 15_000,
    socketCloseTimeout: 500,
  })
  const streams = streamsOf(transport)
  const domain = /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  return {
    async post({ messageId, to, language, date, ...mail }) {
      const id = `<${messageId}@${domain}>`
      try {
        await transport.sendMail({
          ...mail,
          from,
          to: { name: '', address: to },
          messageId: id,
          date: new Date(date),
          // RFC 3834: nobody's holiday note answers a letter of a machine.
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
          xMailer: false,
          signal: AbortSignal.timeout(postMs),
        })
        return { outcome: 'sent' }
      } catch (error) {
        return postedOf(error as NodemailerError, streams.get(id)?.readableDidRead === true)
      } finally {
        streams.delete(id)
      }
    },
    close: () => transport.close({ force: true }),
  }
}

/** The messages on their way by Message-ID: whether one was read tells whether the server was given any of it. */
function streamsOf(transport: ReturnType<typeof createTransport>): Map<string, Readable> {
  const streams = new Map<string, Readable>()
  transport.use('stream', ({ data, message }, done) => {
    const make = message!.createReadStream.bind(message)
    message!.createReadStream = (options) => {
      const stream = make(options)
      streams.set(String(data.messageId), stream)
      return stream
    }
    done()
  })
  return streams
}

/** Replies that speak of our log-in and not of the letter: RFC 4954 §6, RFC 3207 §4. */
const aboutUs = [530, 534, 535, 538]

/** What a failure says of the letter. RFC 5321 §4.2.1: 5yz is for ever, 4yz for now. */
function postedOf(
  { code = 'unknown', command, responseCode = 0, message, response }: NodemailerError,
  wasGiven: boolean,
): Posted {
  const isOfLetter = code === 'EENVELOPE' || code === 'EMESSAGE'
  const reason = String(response ?? message).slice(0, 500)
  const said = responseCode === 0 ? code : String(responseCode)
  if (wasGiven && responseCode === 0) return { outcome: 'unknown', code: said, reason }
  if (!isOfLetter || responseCode === 421 || aboutUs.includes(responseCode))
    return { outcome: 'no_server', code: said, reason }
  // `API`: nodemailer itself found that the address is none.
  const isForEver = (responseCode >= 500 && responseCode !== 503) || (responseCode === 0 && command === 'API')
  return { outcome: isForEver ? 'refused' : 'later', code: said, reason }
}
