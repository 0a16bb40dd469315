/** What a browser sees at `/` while no storefront stands there: what runs here, and where to go on. */
import { groveOf } from './grove.ts'
import { type Html, html, pageOf } from '#http/page.ts'
import type { Sent } from '#http/problem.ts'
import type { Routes } from '#http/routing.ts'

export type About = { version: string; shopName: string }

/** Made once: it changes only with the process. */
export function homePage({ served, methods }: Routes, { version, shopName }: About): Sent {
  const modules = Map.groupBy(served, ({ module }) => module?.contract.name ?? 'kernel')
  const names = [...modules.keys()].sort()
  const main = html`<main id="main">
    <section class="canopy">
      <div class="wrap">
        <div class="say">
          <h1>${shopName} is open</h1>
          <p>
            Banyan ${version} runs here: ${count(names.length, 'module')} under one roof,
            ${count(served.length, 'address', 'addresses')} to talk to.
          </p>
          <p class="more"><a class="button" href="/api/docs">Read the API</a>${first(methods)}</p>
        </div>
      </div>
      ${groveOf(names.length)}
    </section>
    <section class="wrap part">
      <div class="hang">
        <h2>What runs here</h2>
        <a href="/api/docs">All addresses</a>
      </div>
      <ul class="trunks">
        ${names.map(
          (name) =>
            html`<li>
              <a href="/api/docs#${name}"
                ><b>${name}</b><span>${count(modules.get(name)!.length, 'address', 'addresses')}</span></a
              >
            </li>`,
        )}
      </ul>
    </section>
    <section class="wrap part">
      <div class="hang"><h2>Where to go on</h2></div>
      <dl class="ways">
        ${ways(methods).map(
          ({ href, label, text }) =>
            html`<div>
              <dt><a href="${href}">${label}</a></dt>
              <dd>${text}</dd>
            </div>`,
        )}
      </dl>
    </section>
  </main>`
  return pageOf(shopName, shopName, main)
}

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`

type Way = { href: string; label: string; text: string }
/** Only what answers in this process is offered. */
function ways(methods: Routes['methods']): Way[] {
  const all: (Way & { needs?: string })[] = [
    { href: '/api/docs', label: 'The API, for people', text: 'Every address with its fields, examples and refusals.' },
    {
      href: '/api/openapi.json',
      label: 'The API, for programs',
      text: 'The same as OpenAPI 3.1: make a client from it.',
    },
    {
      href: '/api/products?limit=1',
      needs: '/api/products',
      label: 'A product as JSON',
      text: 'The first one of the list, as a storefront gets it.',
    },
    {
      href: '/api/categories',
      needs: '/api/categories',
      label: 'The categories',
      text: 'The tree that a storefront hangs its menu on.',
    },
    {
      href: '/api/markets',
      needs: '/api/markets',
      label: 'The markets',
      text: 'Countries, currency, languages, and how tax is shown.',
    },
    { href: '/readyz', label: 'Health', text: 'Says whether this process takes requests, and why not.' },
  ]
  return all.filter(({ needs }) => needs === undefined || methods.get(needs)?.has('GET'))
}

function first(methods: Routes['methods']): Html | null {
  return methods.get('/api/products')?.has('GET')
    ? html`<a href="/api/products?limit=1">See a product as JSON</a>`
    : null
}
