/** What a server shows of itself: the document of the API, the pages that people read, and their style sheet. */
import { readFileSync } from 'node:fs'
import { strongEtag } from '#http/etag.ts'
import type { Page, Pages } from '#http/own-addresses.ts'
import { stylePath } from '#http/page.ts'
import { type Sent, kernelRefusal } from '#http/problem.ts'
import { docsPage } from './docs-page.ts'
import { type About, homePage } from './home-page.ts'
import { openApiOf } from './openapi.ts'
import { codeFacts, problemPage } from './problem-page.ts'

/** The pages of a shop. Each is made at first use and kept as bytes: a process that nobody looks at pays nothing for them. */
export function pagesOf(about: About): Pages {
  return (routes, publicUrl) => {
    const document = kept(() => openApiOf(routes.served, { title: about.shopName, version: about.version, publicUrl }))
    const facts = kept(() => codeFacts(routes))
    const explain: Page = ({ params, headers }) => {
      const known = facts().get((params as { code: string }).code)
      if (known === undefined) throw kernelRefusal('not_found')
      return problemPage(known, about.shopName, headers.accept)
    }
    return {
      '/': kept(() => tagged(homePage(routes, about))),
      '/api/docs': kept(() => tagged(docsPage(document(), routes.served, about))),
      '/api/openapi.json': kept(() => tagged(fileOf('application/json', JSON.stringify(document())))),
      [stylePath]: kept(() => tagged(fileOf('text/css; charset=utf-8', readFileSync(look)))),
      '/problems/:code': explain,
    }
  }
}

const look = new URL('./look.css', import.meta.url)
const fileOf = (type: string, body: string | Buffer): Sent => ({
  status: 200,
  headers: { 'content-type': type, 'cache-control': 'no-cache' },
  body,
})
const tagged = (sent: Sent): Sent => ({ ...sent, headers: { ...sent.headers, etag: strongEtag(sent.body) } })

function kept<T>(make: () => T): () => T {
  let value: T | undefined
  return () => (value ??= make())
}
