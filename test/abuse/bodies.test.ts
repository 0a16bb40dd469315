/** Abuse of bodies: each class against every operation of the shop's own document (`campaign.ts`). */
import test from 'node:test'
import { assigned, broken, files, inherited, numbers, sized } from './body-attempts.ts'
import { everywhere } from './campaign.ts'

test('A01 a body that is no JSON, or JSON that says two things, is 400 at every address, and one of another type is 415', (t) =>
  everywhere(t, [broken]))

test('A02 keys that every object inherits are refused as keys and are text like any other elsewhere, at every address', (t) =>
  everywhere(t, [inherited]))

test('A06 a field that nobody may write is refused as unknown at every address', (t) => everywhere(t, [assigned]))

test('A14 numbers below, above and between those that are meant are refused or mean what they say, at every address', (t) =>
  everywhere(t, [numbers]))

test('A17 files that are something else than they say are refused or made harmless, and none fails', (t) =>
  everywhere(t, [files]))

test('A22 a hundred fields, a million items, texts and levels without end are refused at every address', (t) =>
  everywhere(t, [sized]))
