/** The kernel's few pages for people: plain HTML without script or inline style, so that the strictest policy holds. */
import type { Sent } from './problem.ts'

/** Text that is HTML already; only `html` makes it. */
export type Html = { readonly html: string }
type Part = Html | string | number | null | undefined | false | Part[]

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const textOf = (part: Part): string => {
  if (part === null || part === undefined || part === false) return ''
  if (Array.isArray(part)) return part.map(textOf).join('')
  return typeof part === 'object' ? part.html : String(part).replace(/[&<>"']/g, (mark) => marks[mark]!)
}

/**
 * `` html`<p>${text}</p>` ``: what is put in is escaped, unless `html` made it. Lists are joined; null and false are
 * nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  // The indentation of the source is not the reader's; what is put in keeps its lines.
  const written = strings.map((text) => text.replaceAll(/\n\s*/g, '\n'))
  return { html: written.reduce((left, right, at) => `${left}${textOf(parts[at - 1])}${right}`) }
}

/** A sentence in which `` `words` `` are code, as modules write them. */
export function prose(text: string): Html {
  return html`${text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`
}

/** Where the style sheet stands; the page's only file. */
export const stylePath = '/assets/banyan.css'

/** A whole page. `title` names the tab; `main` is what stands between head and foot. */
export function pageOf(title: string, shopName: string, main: Html, status = 200): Sent {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="${stylePath}" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="head">
          <div class="wrap">
            <a class="brand" href="/">${mark}${shopName}</a>
            <nav aria-label="Pages"><a href="/api/docs">API</a><a href="/api/openapi.json">OpenAPI</a></nav>
          </div>
        </header>
        ${main}
      </body>
    </html> `
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    body: page.html,
  }
}

/** The mark: a canopy, one trunk, four hanging roots. */
const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <path
    class="m-crown"
    d="M2 14C2 6 9 2 16 2S30 6 30 14C28 16 25 16 23.5 14.5C21.5 16.5 18.5 16.5 16 15C13.5 16.5 10.5 16.5 8.5 14.5C7 16 4 16 2 14Z"
  />
  <path class="m-trunk" d="M13.5 14H18.5V26C18.5 28 20 29 21.5 30H10.5C12 29 13.5 28 13.5 26Z" />
  <path class="m-root" d="M5 15V22M9.5 15V25M22.5 15V24M27 15V20.5" />
</svg>`
