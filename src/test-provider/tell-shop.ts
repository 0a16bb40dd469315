import { createHmac } from 'node:crypto'
import { readPayment } from './payment-store.ts'
import { viewOf } from './payment.ts'
import { type Provider, nowOf } from './provider.ts'
import { type Webhook, allWebhooks, claimWebhooks, markWebhook } from './webhook-store.ts'

/** Brings one signed body to the shop and answers its HTTP status; throws when it does not answer. */
export type Deliver = (body: string, headers: Record<string, string>) => Promise<number>
export type Telling = {
  provider: Provider
  secret: string
  deliver: Deliver
  /** False: nobody is to be told yet. */ hasAddress(): boolean
}

/** Over HTTP, at most 5 seconds, no redirects. */
export function deliverTo(urlOf: () => string | null): Deliver {
  return async (body, headers) => {
    const url = urlOf()
    if (url === null) throw new Error('the shop has no address for webhooks')
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    })
    await response.body?.cancel()
    return response.status
  }
}

/** `t=<unix s>,v1=<HMAC-SHA-256(secret, t + "." + body), hex>`. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/** Tells what is due; what the shop does not take is told again after 1 s, doubled up to 10 minutes. Answers how many were tried. */
export async function tellDue(telling: Telling): Promise<number> {
  const { provider } = telling
  const claimed = await claimWebhooks(provider.sql, nowOf(provider))
  await Promise.all(
    claimed.map(async (webhook) => {
      const taken = await tell(telling, webhook)
      const retryAt = new Date(provider.clock.now() + Math.min(1_000 * 2 ** (webhook.tries - 1), 600_000))
      await markWebhook(provider.sql, webhook.id, taken ? { deliveredAt: nowOf(provider) } : { retryAt })
    }),
  )
  return claimed.length
}

/** Tells everything again, each `times` times, in an order that `random` decides: at least once means this, too. Answers how many. */
export async function tellAgain(telling: Telling, times: number, random: () => number): Promise<number> {
  const webhooks = await allWebhooks(telling.provider.sql)
  const all = Array.from({ length: times }, () => webhooks).flat()
  const shuffled = all.map((webhook) => ({ webhook, at: random() })).sort((left, right) => left.at - right.at)
  for (let at = 0; at < shuffled.length; at += 16) {
    await Promise.all(shuffled.slice(at, at + 16).map(({ webhook }) => tell(telling, webhook)))
  }
  return shuffled.length
}

async function tell({ provider, secret, deliver }: Telling, webhook: Webhook): Promise<boolean> {
  const payment = await readPayment(provider.sql, { id: webhook.paymentId })
  const { id, type, createdAt } = webhook
  const body = JSON.stringify({
    id,
    type,
    createdAt: createdAt.toISOString(),
    data: { payment: payment && viewOf(payment, provider.base()) },
  })
  const seconds = Math.floor(provider.clock.now() / 1_000)
  try {
    const status = await deliver(body, {
      'content-type': 'application/json',
      'test-signature': signatureOf(secret, seconds, body),
    })
    if (status >= 200 && status < 300) return true
    provider.log.warn({ webhook: id, status }, 'the shop did not take a webhook')
  } catch (error) {
    provider.log.warn({ webhook: id, err: String((error as Error).message) }, 'the shop could not be told')
  }
  return false
}
