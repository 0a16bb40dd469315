/** A shop whose clock leaps a minute ahead with each SIGUSR2: what it keeps for a minute is old at once. */
import { runUntilSignal } from '../../src/start.ts'

const present = Date.now
let aheadMs = 0
Date.now = () => present() + aheadMs
process.on('SIGUSR2', () => void (aheadMs += 61_000))

await runUntilSignal()
