/** `GET /api/docs`: the OpenAPI document as one page that a stranger can read, on a phone too, without any script. */
import { routeHtml } from './docs-route.ts'
import type { Served } from '#http/exchange.ts'
import type { Document } from './openapi.ts'
import { html, pageOf } from '#http/page.ts'
import type { Sent } from '#http/problem.ts'

/** The page for these routes; `document` is the OpenAPI document made from the same ones. */
export function docsPage(
  document: Document,
  served: Served[],
  { shopName, version }: { shopName: string; version: string },
): Sent {
  const modules = Map.groupBy(served, ({ module }) => module?.contract.name ?? 'kernel')
  const names = [...modules.keys()].sort()
  const main = html`<div class="wrap docs">
    <nav class="index" aria-label="Modules">
      <h2>Modules</h2>
      <ul>
        ${names.map((name) => html`<li><a href="#${name}">${name}</a> <span class="count">${modules.get(name)!.length}</span></li>`)}
      </ul>
    </nav>
    <main id="main">
      <h1>The API of ${shopName}</h1>
      <p class="lead">Version ${version}. The same as <a href="/api/openapi.json">OpenAPI 3.1</a>, for programs.</p>
      ${conventions}
      ${names.map(
        (name) =>
          html`<section class="part" id="${name}">
            <div class="hang"><h2>${name}</h2></div>
            ${modules.get(name)!.map((each) => routeHtml(document, each))}
          </section>`,
      )}
    </main>
  </div>`
  return pageOf(`API · ${shopName}`, shopName, main)
}

const conventions = html`<section class="part" id="conventions">
  <div class="hang"><h2>How it speaks</h2></div>
  <dl class="ways">
    <div>
      <dt>Money</dt>
      <dd><code>{ "amount": 1999, "currency": "EUR" }</code> in integer minor units: 19.99 euros.</dd>
    </div>
    <div>
      <dt>Lists</dt>
      <dd>
        <code>{ items, next }</code>. Send <code>next</code> as <code>?after=</code>; it is absent on the last page.
        <code>?limit=</code> goes to 100.
      </dd>
    </div>
    <div>
      <dt>Who asks</dt>
      <dd>
        <code>Authorization: Bearer …</code> with the access token. Guests show the cart's token as
        <code>Cart-Token</code>, the order's as <code>Order-Token</code>.
      </dd>
    </div>
    <div>
      <dt>Repeats</dt>
      <dd>Send an <code>Idempotency-Key</code> with a POST. The same key and body get the same answer for 24 hours.</dd>
    </div>
    <div>
      <dt>Failures</dt>
      <dd>
        <code>application/problem+json</code> with a stable <code>code</code>, and a <code>detail</code> that says what
        to do. Programs decide by the code.
      </dd>
    </div>
    <div>
      <dt>Versions of a thing</dt>
      <dd>
        Reads carry an <code>ETag</code>. Send it as <code>If-Match</code> with a write, and the write is refused when
        someone was faster.
      </dd>
    </div>
  </dl>
</section>`
