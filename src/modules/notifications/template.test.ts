import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import test from 'node:test'
import fc from 'fast-check'
import Mustache from 'mustache'
import { everyFact } from './facts.testing.ts'
import { letterNames } from './letter.ts'
import { summaryOf } from './order-summary.ts'
import { renderLetter } from './render-letter.ts'
import { readTemplate, renderHtml, renderSubject, renderText } from './template.ts'
import { readTemplates } from './template-files.ts'
import { runs } from '../../../test/properties/runs.ts'

const folder = new URL('./templates/', import.meta.url)
const templates = readTemplates(folder, letterNames)
const none = { html: {}, text: {} }
const source =
  'Subject: For {{name}}\n\n# Dear {{name}}\n\n{{#is}}Yes.{{/is}}\n\n[Go to {{name}}](link)\n\nIt is {{name}}\nand no more.'

test('one template is text and HTML; a paragraph without words is left out', () => {
  const template = readTemplate(source)
  const view = { name: 'Mara', is: false, link: 'http://shop.test/?a=1&b=2' }

  assert.equal(
    renderText(template, view, none),
    'Dear Mara\n\nGo to Mara:\nhttp://shop.test/?a=1&b=2\n\nIt is Mara and no more.\n',
  )
  const html = renderHtml(template, view, none)
  assert.deepEqual(
    [...html.matchAll(/<(h1|p|a) /g)].map((match) => match[1]),
    ['h1', 'a', 'p'],
  )
  assert.ok(html.includes('href="http://shop.test/?a=1&amp;b=2"'))
})

test('whatever is put in, the letter keeps its paragraphs, its tags and its one subject', () => {
  const template = readTemplate(source)
  const plain = { name: 'x', is: true, link: 'x' }
  const tagsIn = (html: string) => html.replaceAll(/[^<>]+(?=<|$)/g, '').replaceAll(/="[^"]*"/g, '')

  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const view = { ...plain, name: `${name}<b "\r\n\r\n# {{is}}`, link: name }
      assert.equal(tagsIn(renderHtml(template, view, none)), tagsIn(renderHtml(template, plain, none)))
      assert.equal(
        renderText(template, view, none).split('\n').length,
        renderText(template, plain, none).split('\n').length,
      )
      assert.doesNotMatch(renderSubject(template, view), /[\p{Cc}\u2028\u2029]/u)
      assert.ok(renderSubject(template, { ...view, name: name.repeat(50) }).length <= 200)
    }),
    runs(),
  )
})

test('a template without a subject, and a language without a letter, stop the start', () => {
  assert.throws(() => readTemplate('# Hello'), /begins with "Subject/)
  assert.throws(() => readTemplates(folder, [...letterNames, 'no-such-letter' as never]), /no-such-letter/)
})

test('a letter is in its locale, else in its language, else in English, and never in none', () => {
  const languages = ['de', 'de-AT', 'DE-at', 'en-US', 'fr', 'fr-CA', '', 'not a locale', 'x'].map((locale) => {
    const { language, locale: by } = templates.wordingOf('welcome', locale)
    return `${language} by ${by}`
  })

  assert.deepEqual(languages, [
    'de by de',
    'de by de-AT',
    'de by de-AT',
    'en by en-US',
    'en by en',
    'en by en',
    'en by en',
    'en by en',
    'en by en',
  ])
})

test('every language has every word, says nothing unescaped, and knows every name it asks for', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.mustache'))
  const wordsOf = (language: string) =>
    Object.keys(JSON.parse(readFileSync(new URL(`words.${language}.json`, folder), 'utf8')))
  const known = new Set(namesKnown())

  assert.deepEqual(wordsOf('de'), wordsOf('en'))
  assert.equal(files.length, 2 * letterNames.length)
  for (const file of files) {
    const tokens = tokensOf(Mustache.parse(readFileSync(new URL(file, folder), 'utf8')))
    for (const [type, name] of tokens) {
      assert.notEqual(type, '&', `${file} says {{{${name}}}}`)
      if (type !== '>' && type !== 'text') assert.ok(known.has(name), `${file} asks for ${name}`)
    }
  }
})

type Token = [type: string, name: string]
const tokensOf = (spans: any[]): Token[] =>
  spans.flatMap(([type, name, , , inner]) => [[type, name] as Token, ...(Array.isArray(inner) ? tokensOf(inner) : [])])

/** What `render-letter.ts` puts into a view: Mustache leaves out a name it does not know without a word. */
function namesKnown(): string[] {
  const reasons = ['by_customer', 'by_staff', 'expired', 'out_of_stock']
  const own = [
    'recipient',
    'firstName',
    'link',
    'opensWithoutLogin',
    'isAdministrator',
    'until',
    'wasPaid',
    'carrier',
    'trackingNumber',
    'amount',
    'refunded',
    'isInParts',
  ]
  const order = ['order', 'order.number', 'order.total', 'number', 'total', 'isPaid', 'isTakenLater', 'isFree']
  return [...reasons, ...own, ...order, 'shop.name']
}

test('money that is taken later is not called paid, and nothing to pay is said', () => {
  const [, , , , confirmation] = everyFact('en')
  const fact = confirmation!.body as any
  const textOf = (snapshot: object) => {
    const order = summaryOf({ ...fact, snapshot: { ...fact.snapshot, ...snapshot } })
    return renderLetter(
      { template: 'order-confirmation', recipient: 'a@b.c', locale: 'en', payload: { order }, token: null },
      { name: 'S', url: 'http://s' },
      templates,
      'sent',
    ).text
  }

  assert.match(textOf({}), /It is paid: €145\.90\./)
  assert.match(textOf({ capture: 'later' }), /We take €145\.90 when we send it\./)
  assert.match(textOf({ totals: { ...fact.snapshot.totals, total: 0 } }), /There is nothing to pay\./)
  assert.doesNotMatch(textOf({}), /token|without logging in/)
})

test('tax that prices exclude stands before the total, and tax that they include after it', () => {
  const fact = everyFact('en')[4]!.body as any
  const textOf = (taxIncluded: boolean) => {
    const order = summaryOf({ ...fact, snapshot: { ...fact.snapshot, taxIncluded } })
    return renderLetter(
      { template: 'order-confirmation', recipient: 'a@b.c', locale: 'en', payload: { order }, token: null },
      { name: 'S', url: 'http://s' },
      templates,
      'sent',
    ).text
  }

  assert.match(textOf(true), /Total: €145\.90\nincl\. MwSt\. 19%: €23\.29/)
  assert.match(textOf(false), /MwSt\. 19%: €23\.29\nTotal: €145\.90/)
})
