import { bringUpToDate } from './apply-webhooks.ts'
import { type PaymentsContext, portOf, providerDeadline, providersOf } from './context.ts'
import { type Span, nextSpan, noteDifference, noteReconciled, readBetween, readOfOrders } from './difference-store.ts'
import { type Payment, isReference, leastIdAt } from './payment.ts'
import type { PaymentPort, ProviderPayment } from './providers/payment-port.ts'

/** The provider has money that we know nothing of; we have a payment that it does not know; both know it, and differ. */
export type DifferenceKind = 'missing_here' | 'missing_there' | 'other_state'

/**
 * Compares our books with those of each provider, an hour of payments at a time, when that hour is an hour old: the job
 * `reconcile`. What differs is taken over when it is ours and allowed, and listed either way: none is hidden.
 */
export async function reconcileProviders(context: PaymentsContext): Promise<void> {
  for (const provider of providersOf(context)) {
    const span = await nextSpan(context.db, provider)
    if (span !== null) await reconcile(context, portOf(context, provider)!, span)
  }
}

async function reconcile(context: PaymentsContext, port: PaymentPort, span: Span): Promise<void> {
  const seen = await compareTheirs(context, port, span)
  if (seen === null || !(await compareOurs(context, port, span, seen))) {
    return context.log.warn(
      { provider: port.name, ...span },
      'a provider could not be reconciled and will be asked again',
    )
  }
  await noteReconciled(context.db, port.name, span.to)
}

/** Goes through what the provider has; answers the ids it listed, or null when it did not answer. */
async function compareTheirs(context: PaymentsContext, port: PaymentPort, span: Span): Promise<Set<string> | null> {
  const seen = new Set<string>()
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: Awaited<ReturnType<PaymentPort['list']>> = await port.list(
      { ...span, after },
      providerDeadline(context),
    )
    if (!('items' in page)) return null
    const orderIds = page.items.flatMap(({ reference }) =>
      reference !== null && isReference(reference) ? [reference.orderId] : [],
    )
    const rows = new Map((await readOfOrders(context.db, orderIds)).map((row) => [row.providerId, row]))
    for (const theirs of page.items) {
      seen.add(theirs.providerId!)
      await compare(context, port, theirs, rows.get(theirs.providerId) ?? null)
    }
    after = page.next
  }
  return seen
}

/** Goes through what we have of that hour; what the provider did not list is looked up, because its clock is not ours. */
async function compareOurs(
  context: PaymentsContext,
  port: PaymentPort,
  span: Span,
  seen: Set<string>,
): Promise<boolean> {
  const before = leastIdAt(Date.parse(span.to))
  for (let after = leastIdAt(Date.parse(span.from)); ;) {
    const rows = await readBetween(context.db, port.name, after, before)
    for (const ours of rows.filter(({ providerId }) => !seen.has(providerId!))) {
      const theirs = await port.lookup({ providerId: ours.providerId! }, providerDeadline(context))
      if (theirs?.status === 'unknown') return false
      if (theirs === null)
        await note(context, port, 'missing_there', ours.providerId!, ours.orderId, { ours: stateOf(ours) }, false)
      else await compare(context, port, theirs, ours)
    }
    if (rows.length < 100) return true
    after = rows.at(-1)!.id
  }
}

async function compare(
  context: PaymentsContext,
  port: PaymentPort,
  theirs: ProviderPayment,
  ours: Payment | null,
): Promise<void> {
  const providerId = theirs.providerId!
  // Without a row of ours a decline moved no money; something on its way is settled by `ask-again`.
  if (ours === null ? theirs.status === 'declined' || theirs.status === 'voided' : isSame(theirs, ours)) return
  const details = { theirs: stateOf(theirs), ...(ours === null ? {} : { ours: stateOf(ours) }) }
  const orderId =
    ours?.orderId ?? (theirs.reference !== null && isReference(theirs.reference) ? theirs.reference.orderId : null)
  const result = await bringUpToDate(context, port, providerId)
  await note(
    context,
    port,
    ours === null ? 'missing_here' : 'other_state',
    providerId,
    orderId,
    { ...details, result },
    result === 'done',
  )
}

async function note(
  context: PaymentsContext,
  port: PaymentPort,
  kind: DifferenceKind,
  providerId: string,
  orderId: string | null,
  details: object,
  resolved: boolean,
): Promise<void> {
  context.log.error(
    { provider: port.name, kind, providerId, orderId, resolved },
    'our books and those of a provider differ',
  )
  await noteDifference(context.db, { provider: port.name, providerId, kind, orderId, details, resolved })
}

function isSame(theirs: ProviderPayment, ours: Payment): boolean {
  if (ours.capturing > 0 || ours.refunding > 0) return true
  return JSON.stringify(stateOf(theirs)) === JSON.stringify(stateOf(ours))
}

const stateOf = ({ status, amount, currency, captured, refunded }: ProviderPayment | Payment) => ({
  status,
  amount,
  currency,
  captured,
  refunded,
})
