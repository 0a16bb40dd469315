/**
 * `GET /problems/<code>`: what a code means, where it may come from, and what to do; where every problem's `type`
 * leads.
 */
import { html, pageOf } from '#http/page.ts'
import { type Sent } from '#http/problem.ts'
import { kernelCodes, titleOf } from '#http/problem-codes.ts'
import { refusalsOf } from './openapi-refusals.ts'
import type { Routes } from '#http/routing.ts'

export type CodeFacts = { code: string; title: string; statuses: number[]; detail?: string; routes: string[] }

/** The facts of every code of this process, by code. */
export function codeFacts({ served }: Routes): Map<string, CodeFacts> {
  const facts = new Map<string, CodeFacts>()
  const add = (code: string, status: number, route?: string) => {
    const known = facts.get(code) ?? { code, title: titleOf(code), statuses: [], ...detailOf(code), routes: [] }
    facts.set(code, known)
    if (!known.statuses.includes(status)) known.statuses.push(status)
    if (route !== undefined) known.routes.push(route)
  }
  for (const [code, { status }] of Object.entries(kernelCodes)) add(code, status)
  for (const { route } of served) {
    for (const [code, status] of refusalsOf(route))
      add(code, status, code in kernelCodes ? undefined : `${route.method} ${route.path}`)
  }
  return facts
}

const detailOf = (code: string): { detail?: string } =>
  kernelCodes[code] === undefined ? {} : { detail: kernelCodes[code].detail }

/** One code as a page for browsers, as JSON for everyone else. */
export function problemPage(facts: CodeFacts, shopName: string, accept: string | undefined): Sent {
  if (!(accept ?? '').includes('text/html')) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
      body: JSON.stringify(facts),
    }
  }
  const { code, title, statuses, detail, routes } = facts
  const main = html`<main id="main" class="wrap part">
    <div class="hang">
      <h1>${title}</h1>
      <code>${code}</code>
    </div>
    <p class="lead">
      ${detail ?? 'A rule of the shop said no. The "detail" of the answer says what happened and what to do.'}
    </p>
    <dl class="ways">
      <div>
        <dt>Status</dt>
        <dd>${statuses.join(', ')}</dd>
      </div>
      <div>
        <dt>Comes from</dt>
        <dd>
          ${
            routes.length === 0
              ? 'any address'
              : html`<ul>
                  ${routes.map((route) => html`<li><code>${route}</code></li>`)}
                </ul>`
          }
        </dd>
      </div>
    </dl>
    <p><a href="/api/docs">Read the API</a></p>
  </main>`
  return pageOf(`${title} · ${shopName}`, shopName, main)
}
