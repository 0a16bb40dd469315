/** Signatures of webhooks in the form that the test provider and Stripe share: `t=<unix s>,v1=<HMAC-SHA-256, hex>`. */
import { createHmac, timingSafeEqual } from 'node:crypto'

const toleranceMs = 5 * 60_000

/** True when one of the `v1` values is the HMAC of `t + '.' + raw bytes` and `t` is at most 5 minutes away. Constant time. */
export function isSignedBy(secret: string, header: string | undefined, rawBody: Buffer, nowMs: number): boolean {
  const parts = (header ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((part) => part.split('='))
  const seconds = parts.find(([name]) => name === 't')?.[1] ?? ''
  if (!/^\d{1,12}$/.test(seconds) || Math.abs(nowMs - Number(seconds) * 1_000) > toleranceMs) return false
  const right = createHmac('sha256', secret).update(`${seconds}.`).update(rawBody).digest()
  return parts.some(
    ([name, value = '']) =>
      name === 'v1' && /^[0-9a-f]{64}$/.test(value) && timingSafeEqual(right, Buffer.from(value, 'hex')),
  )
}
