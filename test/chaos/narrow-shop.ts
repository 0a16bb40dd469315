/** A shop that joins the control group of its test before it does anything, so that all its memory counts. */
import { writeFileSync } from 'node:fs'

for (const door of process.env['TEST_GROUP']!.split(':')) writeFileSync(door, String(process.pid))

const { runUntilSignal } = await import('../../src/start.ts')
await runUntilSignal()
