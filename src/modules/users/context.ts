import type { Context } from '#kernel/module.ts'
import { carts } from '#modules/carts/contract.ts'
import { type HashGate, hashGateOf } from './password/hash-gate.ts'
import type { Signer } from './session/signing-key.ts'

export const needs = { carts }
/** What a process keeps for users: the bound on hashes at once, and the key it signs with. */
export type UsersMemory = { gate: HashGate; signer: Signer | null }
export type UsersContext = Context<typeof needs, UsersMemory>

/** Two hashes at once are 38 MiB and two of the four threads of the pool; 40 may wait, which is about a second. */
export const memory = (): UsersMemory => ({ gate: hashGateOf({ atOnce: 2, queueMax: 40 }), signer: null })
