/** Abuse of addresses, headers and queries: each class against every operation of the shop's own document (`campaign.ts`). */
import test from 'node:test'
import { cursors, hosted, injected, keyed, overridden, telltale } from './address-attempts.ts'
import { everywhere } from './campaign.ts'

test('A03 SQL, scripts and paths in every text, query, header and path are text: nothing runs, nothing is told', (t) =>
  everywhere(t, [injected]))

test('A12 a header that names another method, and methods that no address knows, open nothing', (t) =>
  everywhere(t, [overridden]))

test('A13 an Idempotency-Key that is too long, in two words or not ASCII is 400 at every POST', (t) =>
  everywhere(t, [keyed]))

test('A20 no answer repeats the host, the origin or the address that a request made up', (t) => everywhere(t, [hosted]))

test('A23 a cursor that nobody gave is 400 at every list', (t) => everywhere(t, [cursors]))

test('A27 secrets in headers, queries and bodies of every address are afterwards in no log and in no table', (t) =>
  everywhere(t, [telltale]))
