/** Writes the page of promises: what each says, what keeps it, what a checker asks, and the faults that try it. */
import { notYet, promisesOf } from '../src/check/invariants.ts'
import { modules } from '../src/modules.ts'
import { cases } from '../test/cases.ts'

type Words = { promise: string; keptBy: string }

/** The invariants of the design, in words for people; a test asks that each promise of the checker has its invariant here. */
export const invariants: Record<string, Words> = {
  I1: {
    promise: 'an order that was acknowledged exists after any crash, and reaches a final state',
    keptBy: 'the order and its saga are written before anything else; any process goes on with it',
  },
  I2: {
    promise: 'an order is charged at most once, for its total; nothing stays charged for one that ended',
    keptBy: 'the provider’s key is order and attempt; an ended order is written down before its payments are undone',
  },
  I3: {
    promise: 'never more is held and sold than there is, at any moment',
    keptBy: 'one guarded statement, and `check (held <= on_hand)` behind it',
  },
  I4: {
    promise: 'every unit that was held is sold or given back',
    keptBy: 'a hold is ended by its order, never by the clock; its row outlives it',
  },
  I5: {
    promise: 'the ledger balances, booking by booking, and what is booked stays',
    keptBy: 'a booking is written with the change that it books; nothing updates a row',
  },
  I6: {
    promise: 'every fact reaches every subscriber and takes effect once',
    keptBy: 'the outbox row commits with the change, the inbox row with the effect',
  },
  I7: {
    promise: 'no subscriber sees what happened to one thing in another order',
    keptBy: 'one relay at a time an outbox, one fact at a time a thing; what follows a failed one waits behind it',
  },
  I8: {
    promise: 'the same key gets the same answer, byte for byte once it is final',
    keptBy: 'the answer is kept by the statement that concludes the order',
  },
  I9: { promise: 'what is limited is not passed', keptBy: '' },
  I10: {
    promise: 'what lists and pages show is what pricing and inventory say, once they are told',
    keptBy: 'each fact carries all that is so now, and replaces what was known',
  },
  I11: {
    promise: 'amounts are whole minor units, totals add up, no more is given back than was captured',
    keptBy: 'only pricing adds up; guarded updates and checks for the rest',
  },
  I12: {
    promise: 'a module touches its own tables only',
    keptBy: 'in tests each module logs in as a role that may touch no other',
  },
  I13: {
    promise: 'nobody gets what is somebody else’s',
    keptBy: 'every route says who may; what is not theirs is not found; answers are cut to their schema',
  },
  I14: {
    promise: 'memory, queues and connections are bounded, and who is let in is served in time',
    keptBy: 'admission before the body is read, a bounded pool, deadlines down to the statement',
  },
  I15: {
    promise: 'only declared changes of state occur',
    keptBy: 'one table of transitions, and the same guards in the statements',
  },
  I16: {
    promise: 'the results are the same however the modules are spread',
    keptBy: 'calls carry JSON and a key, facts arrive at least once, in every stage',
  },
}

/** The page; `written` says by which command. */
export function promisesText(written: string): string {
  const asked = promisesOf(modules)
  const sections = Object.entries(invariants).map(([id, words]) => sectionOf(id, words, asked))
  return `# Promises

${written} What a shop promises, what keeps it, what the checker asks of its databases and of the provider's books (\`npx --no banyan check\`,
and after every test that runs a whole shop), and the [cases](cases.md) that try it, with the tests that show them. Each question of the
checker has a breach planted by SQL that only it finds: \`src/check/plants.fixture.ts\`.

${sections.join('\n\n')}
`
}

function sectionOf(id: string, { promise, keptBy }: Words, asked: { id: string; promise: string }[]): string {
  const absent = notYet.find((each) => each.id === id)
  const questions = asked.filter((each) => each.id === id).map((each) => `- ${each.promise}`)
  const tried = cases.filter(({ tries }) => tries.includes(id)).map((each) => each.id)
  return [
    `## ${id}: ${promise}`,
    absent === undefined ? `Kept by: ${keptBy}.` : `Not yet: ${absent.why}.`,
    ...(questions.length === 0 ? [] : [questions.join('\n')]),
    ...(tried.length === 0 ? [] : [`Tried by ${tried.join(', ')}.`]),
  ].join('\n\n')
}
