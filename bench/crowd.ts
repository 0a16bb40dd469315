/**
 * Load by a schedule: requests are sent when their time has come, whether or not earlier ones were answered, as a crowd does.
 * Latency counts from the planned time, so that a server that stands still is not measured as fast ("coordinated omission").
 * Over raw sockets with ready bytes, because a client library would take more CPU than the server that is measured.
 */
import { once } from 'node:events'
import { type Socket, connect } from 'node:net'

export type Asked = {
  /** Names what is counted together. */
  kind: string
  bytes: Buffer
}
export type Answer = {
  kind: string
  /** Of HTTP; 0: no answer within `patienceMs`, or the connection broke. */
  status: number
  /** When it was to be sent, in ms since the beginning. */
  plannedMs: number
  /** From the planned time to the last byte of the answer. */
  tookMs: number
}
export type OpenLoop = {
  url: string
  /** Requests a second; a function of the seconds since the beginning where it changes. */
  rate: number | ((seconds: number) => number)
  seconds: number
  next(): Asked | null
  ended?(asked: Asked, status: number): void
  connections?: number
  /** Who is not answered by then gives up, and hangs up. */
  patienceMs?: number
}
/** `lateMs`: how late requests left at the worst, by the generator's own fault; a run with much of it says nothing. */
export type Crowd = { answers: Answer[]; lateMs: number }

/** Sends a crowd by its schedule, and waits for its last answers. */
export async function openLoop(options: OpenLoop): Promise<Crowd> {
  const { rate, seconds, next, connections = 1_000, patienceMs = 10_000 } = options
  const lines = await linesTo(options.url, connections)
  const answers: Answer[] = []
  const began = performance.now()
  let [planned, lateMs, open] = [0, 0, 0]
  const send = (asked: Asked, plannedMs: number): void => {
    open++
    lines.ask(asked.bytes, began + plannedMs + patienceMs, (status) => {
      open--
      options.ended?.(asked, status)
      answers.push({ kind: asked.kind, status, plannedMs, tookMs: performance.now() - began - plannedMs })
    })
  }
  await new Promise<void>((resolve) => {
    const turn = () => {
      const now = performance.now() - began
      while (planned <= now && planned < seconds * 1_000) {
        lateMs = Math.max(lateMs, now - planned)
        const asked = next()
        if (asked !== null) send(asked, planned)
        planned += 1_000 / (typeof rate === 'number' ? rate : rate(planned / 1_000))
      }
      lines.giveUp()
      if (planned >= seconds * 1_000 && open === 0) resolve()
      else setTimeout(turn, 1)
    }
    turn()
  })
  lines.close()
  return { answers, lateMs }
}

export type ClosedLoop = Pick<OpenLoop, 'url' | 'next' | 'ended' | 'patienceMs'> & {
  seconds: number
  connections: number
}

/** So many at once, each sends its next request when its last one is answered; one that is turned away waits 50 ms first. */
export async function closedLoop(options: ClosedLoop): Promise<Crowd> {
  const { url, seconds, connections, next, ended, patienceMs = 10_000 } = options
  const lines = await linesTo(url, connections)
  const answers: Answer[] = []
  const began = performance.now()
  const watch = setInterval(lines.giveUp, 50)
  const walk = async (): Promise<void> => {
    for (let asked = next(); asked !== null && performance.now() - began < seconds * 1_000; asked = next()) {
      const plannedMs = performance.now() - began
      const { kind, bytes } = asked
      const status = await new Promise<number>((done) => lines.ask(bytes, began + plannedMs + patienceMs, done))
      ended?.(asked, status)
      answers.push({ kind, status, plannedMs, tookMs: performance.now() - began - plannedMs })
      if (status === 503) await new Promise((later) => setTimeout(later, 50))
    }
  }
  await Promise.all(Array.from({ length: connections }, walk))
  clearInterval(watch)
  lines.close()
  return { answers, lateMs: 0 }
}

type Question = { bytes: Buffer; until: number; done: (status: number) => void }
type Line = { socket: Socket; question: Question | null; heard: Buffer[] }

/**
 * So many connections, open before the crowd comes, as a load balancer has them; one that breaks is opened again. Who finds
 * none free waits in a line of our own, and the time counts.
 */
async function linesTo(url: string, most: number) {
  const { hostname: host, port: portText } = new URL(url)
  const port = Number(portText)
  const idle: Line[] = []
  const busy = new Set<Line>()
  const waiting: Question[] = []

  const open = (): Line => {
    const socket = connect({ host, port, noDelay: true })
    const line: Line = { socket, question: null, heard: [] }
    const gone = () => {
      const at = idle.indexOf(line)
      if (at >= 0) idle.splice(at, 1)
      settle(line, 0)
    }
    socket.on('error', gone).on('close', gone)
    socket.on('data', (bytes: Buffer) => {
      line.heard.push(bytes)
      const answer = wholeAnswer(line.heard)
      if (answer === null) return
      line.heard = []
      settle(line, answer.status)
      if (answer.closes) return void socket.destroy()
      const next = waiting.shift()
      if (next === undefined) idle.push(line)
      else put(line, next)
    })
    return line
  }
  for (let made = 0; made < most; made += 50) {
    const fresh = Array.from({ length: Math.min(50, most - made) }, open)
    await Promise.all(fresh.map(({ socket }) => once(socket, 'connect')))
    idle.push(...fresh)
  }
  const put = (line: Line, question: Question) => {
    line.question = question
    busy.add(line)
    line.socket.write(question.bytes)
  }
  const settle = (line: Line, status: number) => {
    const { question } = line
    line.question = null
    busy.delete(line)
    question?.done(status)
  }
  return {
    ask(bytes: Buffer, until: number, done: (status: number) => void): void {
      const question = { bytes, until, done }
      const line = idle.pop() ?? (idle.length + busy.size < most ? open() : null)
      if (line === null) waiting.push(question)
      else put(line, question)
    },
    giveUp(): void {
      const now = performance.now()
      for (const line of busy) {
        if (line.question!.until > now) continue
        line.socket.destroy()
        settle(line, 0)
      }
      while (waiting.length > 0 && waiting[0]!.until <= now) waiting.shift()!.done(0)
    },
    close(): void {
      for (const { socket } of [...idle, ...busy]) socket.destroy()
    },
  }
}

/** Null until the answer is whole. Our answers say how long they are. */
function wholeAnswer(heard: Buffer[]): { status: number; closes: boolean } | null {
  const bytes = heard.length === 1 ? heard[0]! : Buffer.concat(heard)
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = bytes.toString('latin1', 0, end).toLowerCase()
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0)
  if (bytes.length < end + 4 + length) return null
  return { status: Number(head.slice(9, 12)), closes: head.includes('\r\nconnection: close') }
}
