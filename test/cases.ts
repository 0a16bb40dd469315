/**
 * The register of cases: every fault, attack and change of topology that the shop has to stand, with what must show it.
 * A test shows a case when its name begins with the case's id; `scripts/cases.ts` finds it, and the kind of proof by its folder.
 */

/** S: seeded simulation (test/simulation). R: real processes (test/chaos). A: abuse (test/abuse). P: property, race or model, elsewhere. */
export type Kind = 'S' | 'R' | 'P' | 'A'
export type Case = {
  id: string
  words: string
  kinds: Kind[]
  /** Invariants that it tries most (src/check/invariants.ts has what is asked of each). */
  tries: string[]
}
type Group = { title: string; cases: Case[] }

const one = (id: string, kinds: string, tries: string, words: string): Case => ({
  id,
  kinds: [...kinds] as Kind[],
  tries: tries === '' ? [] : tries.split(' '),
  words,
})

/** Groups in the order of the page that is generated from them. */
export const register: Group[] = [
  {
    title: 'A process dies, stalls or is replaced',
    cases: [
      one(
        'F01',
        'SR',
        'I1 I8',
        'killed before the order is written: nothing is there, and the same key makes one order',
      ),
      one(
        'F02',
        'SR',
        'I1 I8',
        'killed after the order is written and before the answer: the same key answers that order',
      ),
      one(
        'F03',
        'SR',
        'I3 I4',
        'killed between the hold and what orders knows of it: asked again by the order, it is one hold',
      ),
      one('F04', 'SR', 'I2', "killed between the provider's yes and our row: asked again by the key, it is one charge"),
      one('F05', 'SR', 'I4', 'killed between a decline and the release: the goods come back all the same'),
      one(
        'F06',
        'SR',
        'I6',
        'killed after an order is confirmed and before it is told: the fact is told after the restart',
      ),
      one('F07', 'SR', 'I6', 'a relay killed between delivery and mark: delivered twice, applied once'),
      one('F08', 'SR', 'I6', 'a subscriber killed after its effect and before its yes: delivered again, dropped'),
      one(
        'F09',
        'SR',
        'I6',
        'an effect without its inbox row, or the other way round: impossible, they are one statement',
      ),
      one(
        'F10',
        'SR',
        'I2 I15',
        'a holder of a lease stopped for a minute: when it goes on, its fence keeps it from writing',
      ),
      one('F11', 'SR', 'I2 I4', 'two sweepers at one order: one has it, no step is done twice'),
      one('F12', 'R', 'I1', 'killed while migrating: the next run finishes it, and nobody starts on half a level'),
      one(
        'F13',
        'R',
        'I1',
        'told to stop, once and twice: what was accepted is finished; the second time it ends at once',
      ),
      one(
        'F14',
        'R',
        'I1 I8',
        'equal processes replaced one after another under load: no keyed request fails, no order is lost',
      ),
      one(
        'F17',
        'R',
        'I1',
        'a bug throws where nobody catches: that process ends and is started again, the others go on',
      ),
      one(
        'F18',
        'R',
        'I1',
        'code that never ends: the process is killed by its liveness, and its orders are finished elsewhere',
      ),
      one('F19', 'S', 'I6', 'a process whose modules are not there yet: it runs no reaction'),
      one('F20', 'SR', 'I6', 'facts that an earlier incarnation was about to tell: each takes effect once'),
    ],
  },
  {
    title: 'The database',
    cases: [
      one(
        'F21',
        'R',
        'I1 I2 I3 I4 I5 I6 I7 I8',
        'PostgreSQL dies every few seconds under thousands of orders: every promise holds',
      ),
      one('F22', 'R', 'I1', 'a synchronous standby takes over: no acknowledged order is lost'),
      one('F25', 'SR', 'I1 I8', 'cut after COMMIT was sent: what became of it is read by the key'),
      one(
        'F26',
        'PR',
        'I3',
        'deadlock, serialization failure, lock time-out: repeated whole, three times at most, then 503',
      ),
      one('F27', 'R', 'I14', 'slow queries fill the pool: its queue is bounded, checkout is served first'),
      one('F28', 'R', 'I1 I5', 'the disk of the database is full: writes are 503, reads go on, with room it heals'),
      one('F30', 'R', 'I6', 'a forgotten transaction: it is ended, and later facts are told meanwhile'),
      one('F32', 'R', 'I14', 'an index is missing under a million rows: the statement is ended, the log names it'),
      one('F34', 'R', 'I4 I15', "the database's clock jumps ten minutes: leases and expiry go by the database alone"),
    ],
  },
  {
    title: 'Events and the network',
    cases: [
      one(
        'F38',
        'SP',
        'I6 I7',
        'facts three times each, shuffled across aggregates: applied once, in order per aggregate',
      ),
      one(
        'F39',
        'SP',
        'I6 I7',
        'a fact that its reaction cannot bear: eight tries, parked, nobody else waits; a retry goes on',
      ),
      one('F40', 'S', 'I6', 'a fact of a version that does not exist yet: put aside, not lost, and nothing else waits'),
      one(
        'F43',
        'R',
        'I1 I2 I4',
        'a bad line between processes (slow, lossy, cut, in single bytes): deadlines hold, nothing is done twice',
      ),
      one('F44', 'S', 'I1 I2', 'a line that carries one way only: the outcome is unknown, and is asked for by the key'),
      one('F46', 'R', 'I2', 'half an answer, a wrong length, a page of a proxy: unknown, never a yes'),
      one('F47', 'R', 'I14', 'who asked gives up: who answers stops, down to its statement'),
      one(
        'F48',
        'S',
        'I14',
        'half of all calls fail for a minute: a tenth more load at most, and well again in ten seconds',
      ),
    ],
  },
  {
    title: 'Payment and its news',
    cases: [
      one('F49', 'SRP', 'I2', 'the provider does not answer, having charged or not: exactly one charge'),
      one('F50', 'SRP', 'I2', "the provider's 500, and 429 with Retry-After: waited for, one charge"),
      one(
        'F51',
        'PSR',
        'I2 I15',
        'news before our own answer, twice, a hundred at once, in the wrong order: one effect, the right state',
      ),
      one('F52', 'A', 'I2', 'news with a bad, old or repeated signature: 400, nothing of it is kept'),
      one(
        'F53',
        'PAR',
        'I2',
        'news of what is not ours, or of another amount: put aside with an alarm, nothing changes',
      ),
      one(
        'F54',
        'SP',
        'I2 I4',
        'a capture fails after the goods were sold: tried again, then left to a person; the stock stays sold',
      ),
      one('F55', 'PR', 'I5 I11', 'refunds in parts and at once: never more than was captured'),
      one('F56', 'P', 'I2', "the provider's list lacks payments or has more: every difference is listed"),
    ],
  },
  {
    title: 'Stock, carts and time',
    cases: [
      one('F57', 'RP', 'I2 I3 I4', 'a thousand buyers, one unit: one order is paid, the others are told cleanly'),
      one('F58', 'PR', 'I3', 'carts with the same goods in any order: no deadlock, no unit sold twice'),
      one(
        'F59',
        'SP',
        'I2 I4',
        'an order expires while it is paid: closed first, then the money goes back, then the goods',
      ),
      one('F60', 'PR', 'I3', 'an operator counts less than is held: refused'),
      one('F61', 'SR', 'I3 I4', 'killed while holds are gathered, and all sent again: each counts once'),
      one(
        'F63',
        'PR',
        'I11',
        'price or tax moves between cart and pay: told, never a total that the buyer did not see',
      ),
      one('F66', 'PR', 'I8', 'a guest logs in twice, in two tabs: no line is lost, none is there twice'),
    ],
  },
  {
    title: 'Overload and resources',
    cases: [
      one('F67', 'R', 'I14', 'ten times what it can do: nine tenths of its best stay good answers, checkout first'),
      one('F68', 'AR', 'I14', 'slow senders and idle sockets: cut, others are served'),
      one(
        'F69',
        'AR',
        'I14',
        '100 MB of body, a million keys, a hundred thousand levels: refused at once, memory is flat',
      ),
      one('F70', 'R', 'I1 I14', '256 MB and a load: it sheds before it is killed; killed, it loses nothing'),
      one('F71', 'R', 'I14', '256 file descriptors: it waits, and goes on'),
      one(
        'F72',
        'PR',
        'I14',
        'the event loop stands still for three seconds: the guard sheds; no pattern of ours is slow',
      ),
      one('F74', 'PR', 'I14', 'a hot page expires under a crowd: one query a process'),
      one(
        'F75',
        'R',
        'I14',
        'four processes start under load: none is asked before it is ready, the database bears it',
      ),
    ],
  },
  {
    title: 'Abuse',
    cases: [
      one(
        'A01',
        'A',
        '',
        'bytes that are no JSON, no UTF-8, or no number that a double holds: 400, one shape, never 500',
      ),
      one('A02', 'A', '', 'keys that change what objects inherit, at every depth: refused'),
      one('A03', 'A', '', 'SQL in every text, sort, filter, cursor and header: no error text, no row'),
      one('A04', 'A', 'I13', "somebody else's id on every route that takes one: as if it were not there"),
      one('A05', 'A', 'I13', 'the back office for guests, customers and staff below: 401, 403'),
      one('A06', 'A', 'I11 I13', 'fields that nobody may write: refused as unknown'),
      one('A07', 'A', 'I13', 'answers hold what the role may see, field by field'),
      one('A08', 'A', 'I13', 'forged, foreign, expired and huge tokens: 401'),
      one('A09', 'A', 'I13', 'a refresh token that comes again ends its family; two honest tabs both go on'),
      one('A10', 'A', 'I13', 'log-out and a new password end every session within a minute, in every process'),
      one('A11', 'A', 'I13', 'guessing passwords and addresses: bounded, and the answers are alike in text and time'),
      one('A12', 'A', 'I14', 'ways round a limit: forwarded addresses, spellings, one network of IPv6: one counter'),
      one('A13', 'A', 'I8 I13', "somebody else's key, a huge one, one for another body: isolated, 400, 422"),
      one('A14', 'A', 'I11', 'amounts that are negative, zero, broken, enormous or of another currency: 400'),
      one('A17', 'A', '', 'uploads that are something else than their name says: refused, or made harmless'),
      one('A20', 'A', 'I13', 'smuggled headers, two lengths, a strange Host: 400, and links lead to the shop'),
      one('A22', 'A', 'I14', 'pages and lists without end: 400'),
      one('A23', 'A', 'I13', 'cursors that are forged, cut or of another list: 400'),
      one('A24', 'A', 'I13', 'calls between our machines on the public port: 404; unsigned on their own: 401'),
      one('A25', 'A', 'I6', 'a fact without a signature: 401'),
      one('A27', 'A', 'I13', 'secrets that were sent to be found again: in no log, no error, no letter'),
      one('A28', 'A', 'I13', 'ids and numbers that tell nothing and cannot be guessed'),
      one('A29', 'A', 'I13', 'an address in other letters or unproven: takes over nothing'),
      one('A32', 'A', '', 'every operation under seeded nonsense: no 5xx but a declared 503, answers as declared'),
    ],
  },
  {
    title: 'Topology',
    cases: [
      one('T03', 'R', 'I12', 'a process that was left behind on another topology: what it writes is refused'),
      one('T04', 'P', 'I12 I16', 'each module on an empty database of its own: it starts, and buys and sells'),
      one('T05', 'P', 'I16', 'contracts against those of the last release: methods only gained optional fields'),
      one('T06', 'P', '', 'a topology that cannot run: refused at start, with the line'),
      one('T07', 'P', 'I8 I16', 'everything through JSON and every command sent twice: the same results'),
    ],
  },
]

/** Every case, in the order of the register. */
export const cases: Case[] = register.flatMap((group) => group.cases)
