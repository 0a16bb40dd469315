/** The process of `open-loop.ts`: sends what is due on whatever connection is free, one request on each at a time. */
import { readFileSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { quantile } from './figure.ts'

type Plan = { url: string; rate: number; seconds: number; connections: number; requests: string[] }

const plan = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Plan
const { hostname, port } = new URL(plan.url)
const requests = plan.requests.map((each) => Buffer.from(each))
const total = Math.round(plan.rate * plan.seconds)
const free: Socket[] = []
const due: number[] = []
const tookMs: number[] = []
let refused = 0
let sent = 0

let open = 0
for (let at = 0; at < plan.connections; at++) free.push(await opened())
const cpuBefore = process.cpuUsage()
const began = performance.now()
const plannedAt = (at: number) => began + (at * 1_000) / plan.rate
let planned = 0
const timer = setInterval(() => {
  while (planned < total && plannedAt(planned) <= performance.now()) due.push(plannedAt(planned++))
  while (due.length > 0 && free.length > 0) send(free.pop()!, due.shift()!)
  // A server closes connections that were idle for long: as many as are waited for are opened again.
  for (let most = due.length; most > 0 && open < plan.connections; most--)
    void opened().then((fresh) => free.push(fresh))
}, 1)

function send(socket: Socket, plannedMs: number): void {
  Object.assign(socket, { plannedMs })
  socket.write(requests[sent++ % requests.length]!)
}

/** A connection that is read by the length which each answer names. */
async function opened(): Promise<Socket> {
  open++
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise((done, failed) => socket.once('connect', done).once('error', failed))
  socket.on('close', () => {
    open--
    const at = free.indexOf(socket)
    if (at >= 0) free.splice(at, 1)
    else if (tookMs.length < total) throw new Error('a connection was closed before its answer')
  })
  let got = ''
  socket.setEncoding('latin1').on('data', (piece: string) => {
    got += piece
    const end = got.indexOf('\r\n\r\n')
    if (end < 0 || got.length < end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(got)?.[1] ?? 0)) return
    if (Number(got.slice(9, 12)) >= 400) refused++
    got = ''
    tookMs.push(performance.now() - (socket as Socket & { plannedMs: number }).plannedMs)
    if (tookMs.length === total) return report()
    const next = due.shift()
    if (next === undefined) free.push(socket)
    else send(socket, next)
  })
  return socket
}

function report(): void {
  clearInterval(timer)
  const { user, system } = process.cpuUsage(cpuBefore)
  const maxMs = tookMs.reduce((most, each) => Math.max(most, each), 0)
  const figures = { p50Ms: quantile(tookMs, 0.5), p99Ms: quantile(tookMs, 0.99), maxMs }
  console.log(`BENCH ${JSON.stringify({ ...figures, answered: total, refused, generatorUs: (user + system) / total })}`)
  process.exit(0)
}
