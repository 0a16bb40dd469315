/** Counts what is asked of a database on the line to it: the processes know nothing of it, and neither does the database. */
import type { FaultProxy } from '../world/fault-proxy.ts'

/**
 * Counts how often `word`, a value that a statement carries, goes over the line. Answers what tells the count since it was asked
 * last.
 */
export function askedOf(line: FaultProxy, word: string): () => number {
  const tails = new Map<number, Buffer>()
  let count = 0
  line.add({
    kind: 'look',
    direction: 'up',
    look(piece, { id }) {
      // A value may be cut in two by the line.
      const bytes = Buffer.concat([tails.get(id) ?? Buffer.alloc(0), piece])
      let end = 0
      for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, end)) {
        count++
        end = at + word.length
      }
      tails.set(id, bytes.subarray(Math.max(end, bytes.length - word.length + 1)))
      return piece
    },
  })
  return () => {
    const counted = count
    count = 0
    return counted
  }
}
