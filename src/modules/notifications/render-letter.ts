import { formatMoney } from '#commerce/money.ts'
import { colours, darkColours, fonts } from './html-form.ts'
import { type LetterName, type Payload, type Written, callName } from './letter.ts'
import { orderView } from './order-summary.ts'
import {
  type Template,
  type View,
  fillHtml,
  fillText,
  renderHtml,
  renderPreview,
  renderSubject,
  renderText,
} from './template.ts'
import type { Templates } from './template-files.ts'

/** Who writes: the shop's name, and where its pages are, without a slash at the end. */
export type Sender = { name: string; url: string }
export type Rendered = { subject: string; text: string; html: string; language: string }
/** `sent`: as it goes out. `shown`: for staff, with `…` instead of what opens an account or an order. */
export type Reader = 'sent' | 'shown'

/**
 * A letter in the words of its reader. Pure: the same letter gives the same bytes, so that a repeat under the same Message-ID is
 * the same letter. Links are built from the shop's own address.
 */
export function renderLetter(letter: Written, sender: Sender, templates: Templates, reader: Reader): Rendered {
  const { language, locale, template, words } = templates.wordingOf(letter.template, letter.locale)
  const view = { ...viewOf(letter, sender, locale, reader), words, lang: language, shop: sender }
  const { parts } = templates
  return { ...pageOf(template, view, parts), subject: renderSubject(template, view), language }
}

/** The subject alone, for lists. */
export function subjectOf(letter: Written, sender: Sender, templates: Templates): string {
  const { locale, template } = templates.wordingOf(letter.template, letter.locale)
  return renderSubject(template, { ...viewOf(letter, sender, locale, 'shown'), shop: sender })
}

function pageOf(template: Template, view: View, parts: Templates['parts']): { html: string; text: string } {
  const withColours = { ...view, ...colours, ...fonts }
  const page = {
    ...withColours,
    dark: darkColours,
    subject: renderSubject(template, view),
    preview: renderPreview(template, view),
    body: renderHtml(template, withColours, parts),
  }
  const text = fillText(parts.text['page']!, { ...view, body: renderText(template, view, parts) })
  return { html: fillHtml(parts.html['page']!, page), text }
}

function viewOf(
  { template, recipient, payload, token }: Written,
  { url }: Sender,
  locale: string,
  reader: Reader,
): View {
  const { order, reason, amount, refunded } = payload
  const money = (minor: number): string => formatMoney(minor, order!.currency, locale)
  return {
    ...payload,
    recipient,
    firstName: callName(payload.firstName),
    link: linkOf(template, payload, token, url, reader),
    opensWithoutLogin: order !== undefined && token !== null,
    ...(order === undefined ? {} : { order: orderView(order, locale) }),
    ...(reason === undefined ? {} : { [reason]: true }),
    ...(payload.until === undefined ? {} : { until: momentIn(locale, payload.until) }),
    ...(amount === undefined ? {} : { amount: money(amount) }),
    ...(refunded === undefined ? {} : { refunded: money(refunded), isInParts: refunded !== amount }),
  }
}

const pages: Partial<Record<LetterName, string>> = {
  welcome: '/email/verify',
  'verify-address': '/email/verify',
  'reset-password': '/password/reset',
  'staff-invitation': '/admin/invitation',
}

/** Where a letter's button leads. The storefront and the back office serve these pages, with the token in the query. */
function linkOf(template: LetterName, { order }: Payload, token: string | null, url: string, reader: Reader): string {
  const path = pages[template] ?? `/orders/${order!.orderId}`
  if (token === null && pages[template] === undefined) return `${url}${path}`
  return `${url}${path}?token=${token === null || reader === 'shown' ? '…' : encodeURIComponent(token)}`
}

/** A moment with its zone: the shop's own zone is not known here, and an hour without a zone is no promise. */
const momentIn = (locale: string, at: string): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(Date.parse(at))
