/**
 * A TCP proxy that spoils what passes through it, switched at run time: the faults of toxiproxy (github.com/Shopify/toxiproxy), so
 * that a test can put a bad network between any two processes of one machine.
 */
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { pump } from './fault-pump.ts'

/** A port of this machine, or a UNIX socket. */
export type Target = { port: number } | { path: string }
/** `up`: from who called to the target. */
export type Direction = 'up' | 'down'
/** `direction`: default both. `share`: the part of pieces that it hits, 0 to 1; default all. */
export type Fault = { direction?: Direction; share?: number } & FaultKind
type FaultKind =
  /** Every piece comes later, in order; `jitterMs` more or less. */
  | { kind: 'latency'; ms: number; jitterMs?: number }
  | { kind: 'bandwidth'; bytesPerSecond: number }
  /** Pieces of about `bytes`, with a pause behind each. */
  | { kind: 'slicer'; bytes: number; pauseMs?: number }
  /** The end of a connection is passed on late. */
  | { kind: 'slow_close'; ms: number }
  /** Nothing comes through, and nobody is told, until the fault is taken away; or until `closeMs`, when the connection is closed. */
  | { kind: 'timeout'; closeMs?: number }
  /** The connection is reset (RST). Without a `share` those that are open are reset at once. */
  | { kind: 'reset' }
  /** The connection is closed when so many bytes have passed. */
  | { kind: 'limit'; bytes: number }
  /** The test looks at each piece, and may change it, keep it (an empty buffer), or cut the connection. */
  | { kind: 'look'; look: (piece: Buffer, link: Link, direction: Direction) => Buffer }

/** One connection through the proxy. */
export type Link = {
  id: number
  /** Ends both sides with a reset, as when a machine on the way forgets them. */
  reset(): void
  /** Ends both sides in good order, when what is on its way has gone out. */
  close(): void
  /** The faults of this moment. */
  faults(direction: Direction): Fault[]
  /** Resolves at the next change of faults. */
  changed(): Promise<void>
  random(): number
}
export type FaultProxy = {
  port: number
  /** Adds a fault for all connections, present and future; answers what takes it away again. */
  add(fault: Fault): () => void
  /** Takes all faults away, and listens again. */
  heal(): Promise<void>
  /** Who is connected is cut, and who comes is refused. */
  down(): Promise<void>
  /** Resets every connection that is open now. */
  cut(): void
  /** From now on another target; who is connected to the old one is cut. */
  flip(to: Target): void
  /** How many connections are open, and how many there ever were. */
  open(): number
  accepted(): number
  close(): Promise<void>
}
/** `random`, 0 to 1, decides about jitter and shares; `port`: default any. */
export type FaultProxyOptions = { port?: number; random?: () => number }

/** Starts a proxy on loopback that passes everything on to the target, until it is told otherwise. */
export async function startFaultProxy(to: Target, options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const { random = Math.random } = options
  const faults = new Set<Fault>()
  const links = new Set<Link>()
  let target = to
  let accepted = 0
  let change = Promise.withResolvers<void>()

  const changed = () => {
    change.resolve()
    change = Promise.withResolvers()
  }
  const cut = () => [...links].forEach((link) => link.reset())
  const linkOf = (caller: Socket, callee: Socket): Link => ({
    id: ++accepted,
    reset: () => [caller, callee].forEach(reset),
    close: () => [caller, callee].forEach((socket) => socket.destroySoon()),
    faults: (direction) => [...faults].filter((each) => (each.direction ?? direction) === direction),
    changed: () => change.promise,
    random,
  })
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (caller) => {
    const callee = connect({ host: '127.0.0.1', ...target, allowHalfOpen: true, noDelay: true })
    const link = linkOf(caller, callee)
    links.add(link)
    callee.once('error', link.reset)
    caller.once('error', link.reset)
    for (const [socket, other] of [[caller, callee] as const, [callee, caller] as const]) {
      socket.once('close', () => {
        if (other.destroyed) links.delete(link)
        // An end is passed on by the pump, in its turn; a connection that is gone without one takes the other side with it.
        if (!socket.readableEnded) other.destroySoon()
      })
    }
    void pump(caller, callee, link, 'up')
    void pump(callee, caller, link, 'down')
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const stopListening = async () => {
    if (!server.listening) return cut()
    const closed = once(server, 'close')
    server.close()
    cut()
    await closed
  }
  const port = await listen(options.port ?? 0)

  return {
    port,
    add(fault) {
      faults.add(fault)
      if (fault.kind === 'reset' && fault.share === undefined) cut()
      changed()
      return () => {
        faults.delete(fault)
        changed()
      }
    },
    async heal() {
      faults.clear()
      changed()
      if (!server.listening) await listen(port)
    },
    down: stopListening,
    cut,
    flip(next) {
      target = next
      cut()
    },
    open: () => links.size,
    accepted: () => accepted,
    async close() {
      await stopListening()
      changed()
    },
  }
}

/**
 * RST where there is one: a UNIX socket knows none. Nor is one sent behind an end of ours: libuv refuses it while the end is on its way
 * (`uv_tcp_close_reset`), and Node 26 would keep the handle for ever.
 */
function reset(socket: Socket): void {
  if (socket.destroyed) return
  if (socket.remoteAddress === undefined || socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
