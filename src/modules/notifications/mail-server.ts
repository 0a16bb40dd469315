/** The shop's mail server, over SMTP (RFC 5321). The only place that speaks it. */
import { type NodemailerError, createTransport } from 'nodemailer'

export type Mail = {
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
 * `refused`: this letter will never be taken. `later`: this letter is not taken now. `no_server`: no letter is taken now, so the
 * others need not try. Both of the last two may also mean that it was taken, and the connection broke before the server said so.
 */
export type Posted = { outcome: 'sent' } | { outcome: 'refused' | 'later' | 'no_server'; code: string; reason: string }
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
    pool: true, url, maxConnections: connectionsMax, maxRequeues: 0, disableFileAccess: true, disableUrlAccess: true,
    dnsTimeout: 5_000, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000, socketCloseTimeout: 500,
  })
  const domain = /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  return {
    async post({ messageId, to, language, date, ...mail }) {
      try {
        await transport.sendMail({
          ...mail, from, to: { name: '', address: to }, messageId: `<${messageId}@${domain}>`, date: new Date(date),
          // RFC 3834: nobody's holiday note answers a letter of a machine.
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
          xMailer: false, signal: AbortSignal.timeout(postMs),
        })
        return { outcome: 'sent' }
      } catch (error) {
        return postedOf(error as NodemailerError)
      }
    },
    close: () => transport.close({ force: true }),
  }
}

/** Replies that speak of our log-in and not of the letter: RFC 4954 §6, RFC 3207 §4. */
const aboutUs = [530, 534, 535, 538]

/** What a failure says of the letter. RFC 5321 §4.2.1: 5yz is for ever, 4yz for now. */
function postedOf({ code = 'unknown', command, responseCode = 0, message, response }: NodemailerError): Posted {
  const isOfLetter = code === 'EENVELOPE' || code === 'EMESSAGE'
  const reason = String(response ?? message).slice(0, 500)
  const said = responseCode === 0 ? code : String(responseCode)
  if (!isOfLetter || responseCode === 421 || aboutUs.includes(responseCode)) return { outcome: 'no_server', code: said, reason }
  // `API`: nodemailer itself found that the address is none.
  const isForEver = (responseCode >= 500 && responseCode !== 503) || (responseCode === 0 && command === 'API')
  return { outcome: isForEver ? 'refused' : 'later', code: said, reason }
}
