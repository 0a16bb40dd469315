/** What each payment method of the test provider does. Shops choose the fate of a payment by its method. */

/** `charged`: done, and no answer comes. `untouched`: nothing done, no answer. `error`: 500. `busy`: 429. Each on the first try only. */
export type Fault = 'charged' | 'untouched' | 'error' | 'busy'
export type Method = {
  /** What the first answer says. `ok` is succeeded, or authorised when capture is later. */
  answer: 'ok' | 'declined' | 'action' | 'processing'
  /** Why it is declined: at once, or, behind `processing`, in the end; null there means that it will succeed. */
  code: string | null
  fault: Fault | null
  /** How captures and refunds of such a payment go; `silent`: done, but the first try gets no answer. */
  later: 'ok' | 'refund_declined' | 'refund_silent' | 'capture_declined' | 'capture_silent'
}

const method = (given: Partial<Method>): Method => ({ answer: 'ok', code: null, fault: null, later: 'ok', ...given })

export const methods: ReadonlyMap<string, Method> = new Map([
  ['test_ok', method({})],
  ['test_declined', method({ answer: 'declined', code: 'card_declined' })],
  ['test_insufficient_funds', method({ answer: 'declined', code: 'insufficient_funds' })],
  ['test_error_then_ok', method({ fault: 'error' })],
  ['test_busy_then_ok', method({ fault: 'busy' })],
  ['test_timeout_charged', method({ fault: 'charged' })],
  ['test_timeout_not_charged', method({ fault: 'untouched' })],
  ['test_requires_action', method({ answer: 'action' })],
  ['test_async_ok', method({ answer: 'processing' })],
  ['test_async_declined', method({ answer: 'processing', code: 'transfer_rejected' })],
  ['test_refund_declined', method({ later: 'refund_declined' })],
  ['test_refund_timeout', method({ later: 'refund_silent' })],
  ['test_capture_declined', method({ later: 'capture_declined' })],
  ['test_capture_timeout', method({ later: 'capture_silent' })],
])
