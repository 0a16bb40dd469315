import { Type } from 'typebox'
import { Refusal } from '#kernel/errors.ts'
import { post } from '#kernel/module.ts'
import { type PaymentsContext, portOf } from './context.ts'
import { keepWebhook } from './webhook-store.ts'

const refuses = { signature_invalid: 400, provider_unknown: 404 } as const

export const routes = [
  post(
    '/api/webhooks/test',
    {
      summary: 'News from the test provider',
      description:
        'Signed on the raw body: `Test-Signature: t=<unix s>,v1=<HMAC-SHA-256>`. Kept and answered at once, applied within seconds.',
      access: 'anyone',
      traffic: 'checkout',
      raw: true,
      idempotency: 'none',
      bodyLimit: 256 * 1024,
      headers: { 'Test-Signature': 'Time and signature of the raw body, at most 5 minutes old.' },
      reply: Type.Object({}),
      refuses,
    },
    async (context: PaymentsContext, { raw, headers }) => {
      await receiveWebhook(context, 'test', raw, headers)
      return { status: 200, body: {} }
    },
  ),
]

/** Checks the signature and keeps the event; applying it is a job's work. Of a wrong signature nothing is kept but a count. */
async function receiveWebhook(
  context: PaymentsContext,
  provider: string,
  raw: Buffer,
  headers: Record<string, string | undefined>,
): Promise<void> {
  const port = portOf(context, provider)
  if (port === null) throw new Refusal('provider_unknown', 404, { detail: 'This shop does not offer that provider.' })
  const event = port.parseWebhook(raw, headers)
  if (event === null) {
    context.log.warn({ provider, count: ++context.memory.badSignatures }, 'a webhook with a bad signature was refused')
    throw new Refusal('signature_invalid', 400, {
      detail: 'Sign the raw body with the secret of this endpoint, and send it within 5 minutes.',
    })
  }
  if (event !== 'no_payment') await keepWebhook(context.db, provider, event)
}
