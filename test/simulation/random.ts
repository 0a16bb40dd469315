/** Chance of a seed in the forms that the code under simulation takes. */
import type { Random } from '../../src/kernel/chance.ts'
import { type Dice, diceOf, seedOf } from '../abuse/chance.ts'

/** Dice of its own for each concern of a seed, so that a new use of one does not change the others. */
export const diceFor = (seed: number, concern: string): Dice => diceOf(seedOf(`${seed} ${concern}`))

/** Bytes drawn from dice. */
export function randomOf(dice: Dice): Random {
  return {
    bytes(size) {
      const bytes = Buffer.alloc(size)
      for (let at = 0; at < size; at++) bytes[at] = dice.int(256)
      return bytes
    },
  }
}

/** True once in so many times. */
export const happens = (dice: Dice, probability: number): boolean => dice.next() < probability
