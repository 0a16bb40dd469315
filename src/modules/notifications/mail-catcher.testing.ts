/** A real mail server for tests: it speaks SMTP on a port of its own and keeps what it is given. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'

export type Caught = {
  to: string[]
  /** Lower-case names, values unfolded, as they came. */
  headers: Record<string, string>
  /** Everything before the first empty line. */
  head: string
  subject: string
  text: string
  html: string
}
type Refusing = (recipient: string) => { code: number; text: string } | null
export type Catcher = { url: string; port: number; mails: Caught[]; refuse: Refusing; close(): Promise<void> }

/** Listens until the test ends. `refuse` may be set while it runs: it answers RCPT with its code. */
export async function openCatcher(t: Pick<TestContext, 'after'>, port = 0): Promise<Catcher> {
  const mails: Caught[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, answer) {
      const refused = catcher.refuse(address)
      answer(refused === null ? null : Object.assign(new Error(refused.text), { responseCode: refused.code }))
    },
    onData(stream, { envelope: { rcptTo } }, answer) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push(
          mailOf(
            Buffer.concat(chunks).toString('latin1'),
            rcptTo.map(({ address }) => address),
          ),
        )
        answer()
      })
    },
  })
  server.on('error', () => {})
  const listening = server.listen(port, '127.0.0.1')
  await once(listening, 'listening')
  const at = (listening.address() as AddressInfo).port
  let closing: Promise<void> | null = null
  const close = () => (closing ??= new Promise<void>((done) => server.close(() => done())))
  const catcher: Catcher = { url: `smtp://127.0.0.1:${at}`, port: at, mails, refuse: () => null, close }
  t.after(close)
  return catcher
}

/** A server that hangs up without a word when it has the recipient, or the whole message. Answers its address. */
export async function openBreakingServer(
  t: Pick<TestContext, 'after'>,
  when: 'recipient' | 'message',
): Promise<string> {
  const server = createServer((socket) => {
    let isMessage = false
    socket.on('error', () => {})
    socket.write('220 here\r\n')
    socket.on('data', (bytes) => {
      const said = bytes.toString()
      if (isMessage) return said.endsWith('\r\n.\r\n') ? socket.destroy() : undefined
      if (when === 'recipient' && said.startsWith('RCPT')) return socket.destroy()
      isMessage = said.startsWith('DATA')
      return socket.write(isMessage ? '354 go on\r\n' : '250 well\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Takes a message apart (RFC 5322, RFC 2046 multipart/alternative), as far as ours go. */
function mailOf(raw: string, to: string[]): Caught {
  const { head, headers, body } = partOf(raw)
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((each) => partOf(each.replace(/^\r\n/, '')))
  const textOf = (type: string): string => {
    const part = parts.find((each) => each.headers['content-type']?.startsWith(type))
    return part === undefined ? '' : decoded(part.body, part.headers['content-transfer-encoding'] ?? '7bit')
  }
  return {
    to,
    headers,
    head,
    subject: words(headers['subject'] ?? ''),
    text: textOf('text/plain'),
    html: textOf('text/html'),
  }
}

function partOf(raw: string): { head: string; headers: Record<string, string>; body: string } {
  const at = raw.indexOf('\r\n\r\n')
  const head = raw.slice(0, at)
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { head, headers, body: raw.slice(at + 4) }
}

function decoded(body: string, encoding: string): string {
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : Buffer.from(encoding === 'quoted-printable' ? unquoted(body) : body, 'latin1')
  return bytes.toString('utf8').replaceAll('\r\n', '\n')
}
const unquoted = (text: string): string =>
  text
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Encoded words (RFC 2047) as text. */
const words = (header: string): string =>
  header
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      (how.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64')
        : Buffer.from(unquoted(text.replaceAll('_', ' ')), 'latin1')
      ).toString('utf8'),
    )
