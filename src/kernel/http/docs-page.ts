/** `GET /api/docs`: the OpenAPI document as one page that a stranger can read, on a phone too, without any script. */
import { type Html, html, pageOf } from './page.ts'
import { bodyHtml, fieldsHtml, shapeOf } from './docs-schemas.ts'
import type { Served } from './exchange.ts'
import { type Document, type Operation } from './openapi.ts'
import type { Schema } from './openapi-schemas.ts'
import { refusalsOf } from './openapi-refusals.ts'
import type { Sent } from './problem.ts'
import { kernelCodes } from './problem-codes.ts'

/** The page for these routes; `document` is the OpenAPI document made from the same ones. */
export function docsPage(document: Document, served: Served[], { shopName, version }: { shopName: string; version: string }): Sent {
  const modules = Map.groupBy(served, ({ module }) => module?.contract.name ?? 'kernel')
  const names = [...modules.keys()].sort()
  const main = html`<div class="wrap docs">
<nav class="index" aria-label="Modules"><h2>Modules</h2><ul>${names.map((name) => html`<li><a href="#${name}">${name}</a> <span class="count">${modules.get(name)!.length}</span></li>`)}</ul></nav>
<main id="main">
<h1>The API of ${shopName}</h1>
<p class="lead">Version ${version}. The same as <a href="/api/openapi.json">OpenAPI 3.1</a>, for programs.</p>
${conventions}
${names.map((name) => html`<section class="part" id="${name}"><div class="hang"><h2>${name}</h2></div>${modules.get(name)!.map((each) => routeHtml(document, each))}</section>`)}
</main></div>`
  return pageOf(`API · ${shopName}`, shopName, main)
}

const conventions = html`<section class="part" id="conventions"><div class="hang"><h2>How it speaks</h2></div><dl class="ways">
<div><dt>Money</dt><dd><code>{ "amount": 1999, "currency": "EUR" }</code> in integer minor units: 19.99 euros.</dd></div>
<div><dt>Lists</dt><dd><code>{ items, next }</code>. Send <code>next</code> as <code>?after=</code>; it is absent on the last page. <code>?limit=</code> goes to 100.</dd></div>
<div><dt>Who asks</dt><dd><code>Authorization: Bearer …</code> with the access token. Guests show the cart's token as <code>Cart-Token</code>, the order's as <code>Order-Token</code>.</dd></div>
<div><dt>Repeats</dt><dd>Send an <code>Idempotency-Key</code> with a POST. The same key and body get the same answer for 24 hours.</dd></div>
<div><dt>Failures</dt><dd><code>application/problem+json</code> with a stable <code>code</code>, and a <code>detail</code> that says what to do. Programs decide by the code.</dd></div>
<div><dt>Versions of a thing</dt><dd>Reads carry an <code>ETag</code>. Send it as <code>If-Match</code> with a write, and the write is refused when someone was faster.</dd></div>
</dl></section>`

const whoMay = {
  anyone: 'Anyone', customer: 'Who is logged in', staff: 'Staff', administrator: 'Administrators',
}

function routeHtml(document: Document, { route }: Served): Html {
  const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
  const operation = document.paths[path]![route.method.toLowerCase()]!
  const body = bodyHtml(document, operation)
  return html`<details class="route" id="${operation.operationId}"><summary><span class="method ${route.method.toLowerCase()}">${route.method}</span> <code>${path}</code> <span class="says">${route.summary}</span></summary>
<div class="inside">
${route.description === undefined ? null : html`<p>${route.description}</p>`}
<p class="who"><b>${whoMay[route.access]}</b> may. <a href="#${operation.operationId}">Link to this</a></p>
${parametersHtml(document, operation)}
${body === null ? null : html`<h3>Body</h3>${body}`}
<h3>Example</h3><pre><code>${exampleOf(path, operation, route.access !== 'anyone', route.example)}</code></pre>
<h3>Answer</h3>${answersHtml(document, operation)}
<h3>Refusals</h3>${refusalsHtml(refusalsOf(route))}
</div></details>`
}

type Parameter = { name: string; in: string; required?: boolean; description?: string; schema: Schema; $ref?: string }
/** The parameters of an operation, references followed. */
const parametersOf = (document: Document, operation: Operation): Parameter[] =>
  (operation['parameters'] as unknown as Parameter[]).map((each) =>
    each.$ref === undefined ? each : ((document['components'] as Schema)['parameters'] as any)[each.$ref.split('/').at(-1)!],
  )

function parametersHtml(document: Document, operation: Operation): Html | null {
  const parameters = parametersOf(document, operation)
  if (parameters.length === 0) return null
  return html`<h3>Path, query and headers</h3><div class="scroll"><table><thead><tr><th>Name</th><th>Where</th><th>Type</th><th>What it is</th></tr></thead><tbody>${parameters.map(
    ({ name, in: where, required, description, schema }) =>
      html`<tr><td><code>${name}</code>${required === true ? html` <span class="must">required</span>` : null}</td><td>${where}</td><td>${shapeOf(schema)}</td><td>${description}</td></tr>`,
  )}</tbody></table></div>`
}

/** A request that can be pasted into a terminal, as far as the example goes. */
function exampleOf(path: string, operation: Operation, needsToken: boolean, example: unknown): string {
  const [base] = [operation.operationId]
  const method = /^[a-z]+/.exec(base)![0].toUpperCase()
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} "$SHOP${path}"`]
  if (needsToken) lines.push('  -H "Authorization: Bearer $TOKEN"')
  if (operation['requestBody'] !== undefined && example !== undefined) {
    lines.push(`  -H "Content-Type: application/json" \\\n  -d '${JSON.stringify(example, null, 2).replaceAll("'", "'\\''")}'`)
  }
  return lines.join(' \\\n')
}

function answersHtml(document: Document, operation: Operation): Html {
  const answers = Object.entries(operation['responses'] as Schema).filter(([status]) => Number(status) < 300)
  return html`${answers.map(([status, answer]) => {
    const { description, content } = answer as Schema
    const [type, media] = Object.entries((content ?? {}) as Schema)[0] ?? []
    return html`<p><b>${status}</b> ${description as string}${type === undefined || type === 'application/json' ? null : html` <code>${type}</code>`}</p>
${media === undefined ? null : fieldsHtml(document, (media as Schema)['schema'] as Schema)}`
  })}`
}

/** The route's own codes in full; the kernel's are the same everywhere and stand behind a fold. */
function refusalsHtml(refusals: Map<string, number>): Html {
  const row = ([code, status]: [string, number]) =>
    html`<tr><td class="num">${status}</td><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${kernelCodes[code]?.detail}</td></tr>`
  const [own, common] = [[...refusals].filter(([code]) => !(code in kernelCodes)), [...refusals].filter(([code]) => code in kernelCodes)]
  return html`${own.length === 0 ? null : html`<div class="scroll"><table><tbody>${own.map(row)}</tbody></table></div>`}
<details class="common"><summary>${own.length === 0 ? 'Those of every address' : 'And those of every address'}</summary><div class="scroll"><table><tbody>${common.map(row)}</tbody></table></div></details>`
}
