/** Chance that never changes: what looks random in the demo shop is derived from names, so every start is the same. */

/** 32 bits from a text, well spread (FNV-1a with the final mix of MurmurHash3). Not for secrets. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

export type Dice = {
  /** A whole number from 0 to `below` − 1. */
  below(below: number): number
  /** One of the choices, each as likely as its weight among the others. */
  oneOf<T>(choices: readonly (readonly [T, weight: number])[]): T
}

/** A stream of numbers that is the same for the same seed (a counter through the mix above). */
export function diceFrom(seed: string): Dice {
  let rolled = 0
  const below = (limit: number): number => Math.floor((hashOf(`${seed}#${++rolled}`) / 2 ** 32) * limit)
  return {
    below,
    oneOf(choices) {
      let left = below(choices.reduce((sum, [, weight]) => sum + weight, 0))
      for (const [choice, weight] of choices) if ((left -= weight) < 0) return choice
      throw new Error('Nothing to choose from: every weight is 0.')
    },
  }
}
