/** What a provider has to be able to do, whoever it is. Its adapter speaks the provider's protocol and knows no table. */

/** Which attempt of ours a payment is; `tag` proves that this shop made it, with that amount, and not another user of the account. */
export type Reference = { orderId: string; attempt: number; tag: string }

/** A payment as the provider has it. Amounts in minor units; `expiresAt` RFC 3339. */
export type ProviderPayment = {
  status: 'succeeded' | 'authorised' | 'declined' | 'action' | 'processing' | 'voided'
  /** The provider's own id; null when it declined without making one. */
  providerId: string | null
  code: string | null
  capture: 'now' | 'later'
  amount: number
  currency: string
  captured: number
  refunded: number
  nextAction: { type: string; url: string } | null
  expiresAt: string | null
  /** Null: nobody, or somebody else, wrote ours on it. */
  reference: Reference | null
}
/** May have been executed, or not: ask again with the same key. */
export type Unknown = { status: 'unknown' }
export const unknown: Unknown = { status: 'unknown' }
/** What became of a capture or a refund. `processing`: the provider has it and will tell. */
export type Settled =
  | { status: 'succeeded' }
  | { status: 'processing' }
  | { status: 'declined'; code: string }
  | Unknown

export type PayRequest = {
  key: string
  amount: number
  currency: string
  method: string
  capture: 'now' | 'later'
  returnUrl: string
  reference: Reference
}
export type MoveRequest = { key: string; providerId: string; amount: number; currency: string }
/** News of a payment. What it says is not believed: the provider is asked by `providerId`. */
export type WebhookEvent = { eventId: string; type: string; providerId: string; payload: object }

/**
 * Every request carries our key, and a key that the provider knows changes nothing: that is how one attempt is charged once.
 * No method throws for what the provider or the network does: time-outs and lost answers are `unknown`. `deadline` is
 * epoch milliseconds; an adapter waits at most 4 s, and never past it.
 */
export type PaymentPort = {
  readonly name: string
  /** Makes the payment of a key, or tells what it was told for that key before (which may be older than the present state). */
  pay(request: PayRequest, deadline: number): Promise<ProviderPayment | Unknown>
  /** The payment as it is now, by the provider's id or by our key; null when the provider has none. */
  lookup(by: { providerId: string } | { key: string }, deadline: number): Promise<ProviderPayment | Unknown | null>
  capture(request: MoveRequest, deadline: number): Promise<Settled>
  /** Gives back what was refunded of a captured amount. */
  refund(request: MoveRequest, deadline: number): Promise<Settled>
  /** Lets go of what is not captured; answers the payment as it is then, which is `succeeded` when it was captured before. */
  void(request: { key: string; providerId: string }, deadline: number): Promise<ProviderPayment | Unknown>
  /**
   * The news in a webhook; null when its signature is wrong or older than 5 minutes, `no_payment` when it is of another
   * matter. Takes the raw bytes and lower-case header names.
   */
  parseWebhook(rawBody: Buffer, headers: Record<string, string | undefined>): WebhookEvent | 'no_payment' | null
  /** For reconciliation: payments made from `from` until `to` (RFC 3339), from behind `after`; `next` is absent on the last page. */
  list(
    span: { from: string; to: string; after?: string },
    deadline: number,
  ): Promise<{ items: ProviderPayment[]; next?: string } | Unknown>
}
