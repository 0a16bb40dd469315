/** One route of the API as a fold of the page for people. */
import { bodyHtml, fieldHtml, fieldsHtml } from './docs-schemas.ts'
import type { Served } from '#http/exchange.ts'
import type { Document, Operation } from './openapi.ts'
import { refusalsOf } from './openapi-refusals.ts'
import type { Schema } from './openapi-schemas.ts'
import { type Html, html, prose } from '#http/page.ts'
import { kernelCodes } from '#http/problem-codes.ts'

const whoMay = {
  anyone: 'Anyone',
  customer: 'Who is logged in',
  staff: 'Staff',
  administrator: 'Administrators',
}

/** One route, folded: who may, what it takes, an example, what it answers and refuses. */
export function routeHtml(document: Document, { route }: Served): Html {
  const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
  const operation = document.paths[path]![route.method.toLowerCase()]!
  const body = bodyHtml(document, operation)
  return html`<details class="route" id="${operation.operationId}">
    <summary>
      <span class="method ${route.method.toLowerCase()}">${route.method}</span> <code>${path}</code>
      <span class="says">${prose(route.summary)}</span>
    </summary>
    <div class="inside">
      ${route.description === undefined ? null : html`<p>${prose(route.description)}</p>`}
      <p class="who"><b>${whoMay[route.access]}</b> may. <a href="#${operation.operationId}">Link to this</a></p>
      ${parametersHtml(document, operation)}
      ${
        body === null
          ? null
          : html`<h3>Body</h3>
              ${body}`
      }
      <h3>Example</h3>
      <pre><code>${exampleOf(path, operation, route.access !== 'anyone', route.example)}</code></pre>
      <h3>Answer</h3>
      ${answersHtml(document, operation)}
      <h3>Refusals</h3>
      ${refusalsHtml(refusalsOf(route))}
    </div>
  </details>`
}

type Parameter = { name: string; in: string; required?: boolean; description?: string; schema: Schema; $ref?: string }
/** The parameters of an operation, references followed. */
const parametersOf = (document: Document, operation: Operation): Parameter[] =>
  (operation['parameters'] as unknown as Parameter[]).map((each) =>
    each.$ref === undefined
      ? each
      : ((document['components'] as Schema)['parameters'] as any)[each.$ref.split('/').at(-1)!],
  )

function parametersHtml(document: Document, operation: Operation): Html | null {
  const parameters = parametersOf(document, operation)
  if (parameters.length === 0) return null
  const rows = parameters.map(({ name, in: where, required = false, description, schema }) =>
    fieldHtml(name, schema, required, `In the ${where}. ${description ?? ''}`),
  )
  return html`<h3>Path, query and headers</h3>
    <ul class="fields">
      ${rows}
    </ul>`
}

/** A request that can be pasted into a terminal, as far as the example goes. */
function exampleOf(path: string, operation: Operation, needsToken: boolean, example: unknown): string {
  const [base] = [operation.operationId]
  const method = /^[a-z]+/.exec(base)![0].toUpperCase()
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} "$SHOP${path}"`]
  if (needsToken) lines.push('  -H "Authorization: Bearer $TOKEN"')
  if (operation['requestBody'] !== undefined && example !== undefined) {
    lines.push(
      `  -H "Content-Type: application/json" \\\n  -d '${JSON.stringify(example, null, 2).replaceAll("'", "'\\''")}'`,
    )
  }
  return lines.join(' \\\n')
}

function answersHtml(document: Document, operation: Operation): Html {
  const answers = Object.entries(operation['responses'] as Schema).filter(([status]) => Number(status) < 300)
  return html`${answers.map(([status, answer]) => {
    const { description, content } = answer as Schema
    const [type, media] = Object.entries((content ?? {}) as Schema)[0] ?? []
    return html`<p>
        <b>${status}</b>
        ${description as string}${type === undefined || type === 'application/json' ? null : html` <code>${type}</code>`}
      </p>
      ${media === undefined ? null : fieldsHtml(document, (media as Schema)['schema'] as Schema)}`
  })}`
}

/** The route's own codes as rows; the kernel's mean the same everywhere, so here they are only named. */
function refusalsHtml(refusals: Map<string, number>): Html {
  const [own, common] = [
    [...refusals].filter(([code]) => !(code in kernelCodes)),
    [...refusals].filter(([code]) => code in kernelCodes).sort(([, a], [, b]) => a - b),
  ]
  return html`${
      own.length === 0
        ? null
        : html`<ul class="codes">
            ${own.map(codeHtml)}
          </ul>`
    }
    <details>
      <summary>${own.length === 0 ? 'Those of every address' : 'And those of every address'}</summary>
      <ul class="codes">
        ${common.map(codeHtml)}
      </ul>
    </details>`
}

const codeHtml = ([code, status]: [string, number]): Html =>
  html`<li>
    <span class="num">${status}</span> <a href="/problems/${code}"><code>${code}</code></a>
  </li>`
