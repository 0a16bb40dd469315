/** What machines wait for from outside themselves, and what may become of it. */

/** `client`: a person asks a machine. `call`: a machine asks another. `provider`: a machine asks the payment provider. `webhook`: the provider tells. */
export type Kind = 'statement' | 'call' | 'client' | 'provider' | 'webhook'
export type Operation = {
  kind: Kind
  from: string
  to: string
  /** In words, for the history and for directions. */
  what: string
}

export type Fate = {
  /** Until it is done there, and until the answer is back, in ms. */
  thereMs: number
  backMs: number
  /**
   * `request`: it never gets there. `answer`: it is done, and nobody learns it. `late`: who asked has given up when it
   * is done. Each is told to who asked after `lossMs` at most.
   */
  loss: 'none' | 'request' | 'answer' | 'late'
  lossMs: number
  /** A copy gets there so many ms after the first; its answer goes nowhere. */
  copyMs: number | null
  /** Who asked dies: before it is done (`dropped`: and it never is), or after it and before he learns. */
  crash: 'none' | 'dropped' | 'before' | 'after'
  /** What the provider's front says instead of its answer: before it did anything, or after. */
  front: 'none' | 'error_before' | 'error_after' | 'busy' | 'page'
}

/** Nothing goes wrong, and everything takes a moment. */
export const plainly = (thereMs = 0.5, backMs = 0.5): Fate => ({
  thereMs,
  backMs,
  loss: 'none',
  lossMs: 1_000,
  copyMs: null,
  crash: 'none',
  front: 'none',
})

/** Statements that tell a story, by what they write. The first that fits names the statement. */
const steps: [RegExp, string][] = [
  [/^begin$/, 'begin'],
  [/^commit$/, 'commit'],
  [/^rollback$/, 'rollback'],
  [/insert into (\w+)\.inbox/, 'reaction'],
  [/insert into orders\.orders/, 'accept'],
  [/insert into orders\.claims/, 'keep refusal'],
  [/insert into orders\.ledger/, 'confirm'],
  [/set fence = fence \+ 1, attempts/, 'claim sagas'],
  [/update orders\.orders set status = 'CANCELLED'/, 'end order'],
  [/update orders\.orders set payment_status/, 'await payment'],
  [/delete from orders\.sagas/, 'end saga'],
  [/update orders\.sagas set wake_at/, 'put saga to sleep'],
  [/state in \('held', 'sold'\)/, 'release'],
  [/insert into inventory\.holds/, 'hold'],
  [/insert into payments\.payments/, 'keep payment'],
  [/insert into payments\.ended_orders/, 'note end of order'],
  [/insert into payments\.webhook_events/, 'keep webhook'],
  [/update payments\.webhook_events set tries/, 'claim webhooks'],
  [/insert into payments\.refunds/, 'reserve refund'],
  [/insert into payments\.captures/, 'reserve capture'],
  [/update payments\.refunds set/, 'settle refund'],
  [/update payments\.captures set/, 'settle capture'],
  [/update payments\.payments/, 'move payment'],
  [/outbox, held where/, 'read outbox'],
  [/outbox set sent_at/, 'mark sent'],
  [/exists \(select from \w+\.outbox/, 'look for facts'],
  [/update \w+\.waiting w set next_at/, 'claim waiting'],
  [/insert into \w+\.waiting/, 'put behind'],
  [/insert into \w+\.leases/, 'take lease'],
  [/insert into carts\.carts/, 'open cart'],
  [/from carts\.carts/, 'read cart'],
]
const names = new Map<string, string>()
/** The name of a statement: `accept`, `hold`, `reaction sell-held-stock` …; else its verb and its tables. */
export function stepOf(text: string, values: readonly unknown[] = []): string {
  let name = names.get(text)
  if (name === undefined) {
    name = steps.find(([shape]) => shape.test(text))?.[1]
    if (name === undefined) {
      const [verb = ''] = /^\s*(?:with|select|insert|update|delete)/i.exec(text) ?? []
      const tables = [...text.matchAll(/\b(?:from|into|update|join)\s+([a-z_]+\.[a-z_]+)/gi)].map(([, table]) => table)
      name = `${verb.trim().toLowerCase()} ${[...new Set(tables)].slice(0, 3).join(', ')}`.trim()
    }
    names.set(text, name)
  }
  // A reaction names its subscriber among its last values.
  return name === 'reaction' ? `reaction ${subscriberIn(values)}` : name
}

const subscriberIn = (values: readonly unknown[]): string =>
  String(values.at(-4) ?? values.find((each) => typeof each === 'string' && /^[a-z]+(-[a-z]+)+$/.test(each)) ?? '')
