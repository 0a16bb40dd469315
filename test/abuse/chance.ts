/** Chance with a seed: the same seed makes the same requests, so that what failed once can be seen again. */
export type Dice = {
  /** 0 ≤ n < 1. */
  next(): number
  /** An integer, 0 ≤ n < `below`. */
  int(below: number): number
  pick<T>(from: readonly T[]): T
  /** `count` different ones, or all where there are fewer. */
  some<T>(from: readonly T[], count: number): T[]
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough to choose inputs. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number) => Math.floor(next() * below)
  return {
    next,
    int,
    pick: (from) => from[int(from.length)]!,
    some(from, count) {
      const left = [...from]
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(int(left.length), 1)[0]!)
    },
  }
}

/** A seed from a word, so that each operation has dice of its own and a new route does not change those of the others. */
export const seedOf = (word: string): number =>
  [...word].reduce((sum, letter) => (Math.imul(sum, 31) + letter.codePointAt(0)!) >>> 0, 20_261_121)
