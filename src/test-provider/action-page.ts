import type { Payment } from './payment.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`)

/** Where the shopper goes after the decision: the shop's own address, with the payment's id and state as query. */
export function returnTo({ returnUrl, id, status }: Payment): string {
  const url = new URL(returnUrl)
  url.searchParams.set('payment', id)
  url.searchParams.set('paymentStatus', status)
  return url.href
}

/** The page on which a shopper confirms a payment, as a bank would show it. Takes the payment; answers HTML without scripts. */
export function actionPage(payment: Payment): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency: payment.currency }).resolvedOptions()
      .maximumFractionDigits ?? 2
  const amount = `${(payment.amount / 10 ** digits).toFixed(digits)} ${payment.currency}`
  const body =
    payment.status === 'action'
      ? `<p>A shop asks you for</p><p class="amount">${escaped(amount)}</p>
<form method="post"><button name="decision" value="approve">Approve</button>
<button name="decision" value="decline">Decline</button></form>`
      : `<p>This payment is <strong>${escaped(payment.status)}</strong>; there is nothing left to decide.</p>
<p><a href="${escaped(returnTo(payment))}">Back to the shop</a></p>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Test payment</title>
<style>${style}</style></head>
<body><main><h1>Test payment</h1>${body}<p class="note">A test provider. No money moves here.</p></main></body></html>
`
}

const style = `body{font:17px/1.5 system-ui,sans-serif;margin:0;color:#1d2a24;background:#f6f4ee}
main{max-width:26rem;margin:12vh auto;padding:2rem;background:#fff;border:1px solid #d9d5c8}
h1{font-size:1.2rem;margin:0 0 1rem}.amount{font-size:2rem;margin:.5rem 0 1.5rem}
button{font:inherit;padding:.6rem 1.2rem;margin:0 .5rem .5rem 0;border:1px solid #1d2a24;background:#fff;cursor:pointer}
button[value=approve]{background:#1d4d3a;color:#fff}.note{color:#5c6660;font-size:.9rem}`

/** Headers of the page: no scripts, no frames, forms only to itself and on to the shop. */
export const pageHeaders = (payment: Payment): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "frame-ancestors 'none'",
    `form-action 'self' ${new URL(payment.returnUrl).origin}`,
  ].join('; '),
})
