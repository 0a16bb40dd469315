/** One direction of one connection through the fault proxy: pieces wait in a queue and are spoiled one after the other. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Direction, Fault, Link } from './fault-proxy.ts'

type Piece = { data: Buffer | null; at: number }

/** So much may wait before the sender is told to wait too. */
const waitingBytesMax = 1_048_576

/** Carries everything from one socket to the other, as the faults of each moment have it. Ends with the connection; never throws. */
export async function pump(from: Socket, to: Socket, link: Link, direction: Direction): Promise<void> {
  const next = queueOf(from)
  let passed = 0
  for (;;) {
    const { data, at } = await next()
    if (to.destroyed) return
    if (data === null) {
      await pause(sum(link.faults(direction), (fault) => (fault.kind === 'slow_close' ? fault.ms : 0)))
      return void to.end()
    }
    const faults = link.faults(direction).filter(({ share }) => share === undefined || link.random() < share)
    await pause(Math.max(0, at + sum(faults, (fault) => latency(fault, link)) - performance.now()))
    if (faults.some(({ kind }) => kind === 'reset')) return link.reset()
    if (!(await getsThrough(faults, to, link, direction))) return
    const seen = faults.reduce(
      (piece, fault) => (fault.kind === 'look' ? fault.look(piece, link, direction) : piece),
      data,
    )
    const limit = Math.min(...faults.map((fault) => (fault.kind === 'limit' ? fault.bytes : Infinity)))
    const piece = seen.subarray(0, Math.max(0, limit - passed))
    passed += piece.length
    await send(to, piece, link, direction)
    if (passed >= limit) return link.close()
  }
}

/** What arrived, with its time, in order; `data` null is the end. */
function queueOf(from: Socket): () => Promise<Piece> {
  const waiting: Piece[] = []
  let bytes = 0
  let more = Promise.withResolvers<void>()
  const put = (data: Buffer | null) => {
    waiting.push({ data, at: performance.now() })
    bytes += data?.length ?? 0
    if (bytes > waitingBytesMax) from.pause()
    more.resolve()
  }
  from.on('data', put)
  from.once('end', () => put(null))
  from.once('close', () => put(null))
  return async () => {
    while (waiting.length === 0) {
      await more.promise
      more = Promise.withResolvers()
    }
    const piece = waiting.shift()!
    bytes -= piece.data?.length ?? 0
    if (bytes <= waitingBytesMax) from.resume()
    return piece
  }
}

const sum = (faults: Fault[], of: (fault: Fault) => number): number => faults.reduce((all, each) => all + of(each), 0)

const latency = (fault: Fault, link: Link): number =>
  fault.kind === 'latency' ? fault.ms + (fault.jitterMs ?? 0) * (2 * link.random() - 1) : 0

/** Stands still as long as the way is dead. What was sent is late then, never lost: TCP would send it again. False: it was closed. */
async function getsThrough(faults: Fault[], to: Socket, link: Link, direction: Direction): Promise<boolean> {
  const dead = faults.find(({ kind }) => kind === 'timeout')
  if (dead?.kind !== 'timeout') return true
  if (dead.closeMs !== undefined) {
    await pause(dead.closeMs)
    link.close()
    return false
  }
  while (!to.destroyed && link.faults(direction).includes(dead)) await link.changed()
  return !to.destroyed
}

/** Writes as fast, and in such pieces, as the faults of each moment allow. */
async function send(to: Socket, data: Buffer, link: Link, direction: Direction): Promise<void> {
  for (let rest = data; rest.length > 0 && to.writable;) {
    let size = rest.length
    let waitMs = 0
    for (const fault of link.faults(direction)) {
      if (fault.kind === 'bandwidth') size = Math.min(size, Math.max(1, Math.ceil(fault.bytesPerSecond / 20)))
      if (fault.kind !== 'slicer') continue
      size = Math.min(size, Math.max(1, Math.round(fault.bytes * (0.5 + link.random()))))
      waitMs += fault.pauseMs ?? 0
    }
    for (const fault of link.faults(direction))
      if (fault.kind === 'bandwidth') waitMs += (size / fault.bytesPerSecond) * 1_000
    if (!to.write(rest.subarray(0, size))) await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => {})
    rest = rest.subarray(size)
    if (waitMs > 0) await Promise.race([pause(waitMs), link.changed()])
  }
}
