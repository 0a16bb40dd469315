/** Bodies that are still arriving and are not small: so many bytes of them at once, and no more, whoever sends them how slowly. */
import type { IncomingMessage } from 'node:http'
import { totalmem } from 'node:os'

export type LargeBodies = {
  /** Makes room for the body of a request until it has arrived, or its sender is gone. False when there is none left. */
  admits(request: IncomingMessage, bodyLimitBytes: number): boolean
  /** Bytes that room is kept for. */
  readonly bytes: number
}

/** An order, a line of a cart, a log-in fit in: who sends these is never kept out by those who send much. */
const smallMaxBytes = 16 * 1024

/**
 * An eighth of the memory that this process may have (a control group's limit, else the machine's), at most 64 MB: beside it a
 * process that has 256 MB still has its code, its heap and its answers.
 */
export const roomOf = (memoryBytes: number): number => Math.min(memoryBytes / 8, 64 * 2 ** 20)

/**
 * Keeps the room. A body counts with the length that it declares, or with its route's limit where it declares none: what was
 * promised may come at any moment. 2,000 sockets that each send 250 kB but for the last byte would take half a gigabyte.
 */
export function largeBodiesOf(roomBytes = roomOf(process.constrainedMemory() || totalmem())): LargeBodies {
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    admits(request, bodyLimitBytes) {
      const { headers } = request
      const declared = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Infinity
      if (declared <= smallMaxBytes) return true
      // More than the limit is refused before it is read.
      const size = Math.min(declared, bodyLimitBytes)
      if (bytes + size > roomBytes) return false
      bytes += size
      let isKept = true
      const give = () => {
        if (isKept) bytes -= size
        isKept = false
      }
      request.once('end', give).once('close', give)
      return true
    },
  }
}
