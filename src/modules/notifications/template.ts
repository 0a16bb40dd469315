/**
 * The little language of letter templates, rendered as HTML and as text from one source, so that the two never differ.
 *
 * A template is a line `Subject: …`, then paragraphs parted by blank lines. A paragraph that begins with `# ` is a heading;
 * `[Look at it](link)` alone is a button to the view's member `link`; `{{> lines}}` alone puts a part. All else is text. Inside
 * stands Mustache (mustache(5)), always escaped: a paragraph that renders to nothing is left out. Paragraphs are told apart before
 * anything is put in, so data never makes a heading or a link.
 */
import Mustache from 'mustache'
import { button, heading, paragraph } from './html-form.ts'

type Block = { kind: 'heading' | 'paragraph' | 'part'; text: string } | { kind: 'button'; text: string; link: string }
export type Template = { subject: string; blocks: Block[] }
/** Parts by name, as HTML and as text; they may hold markup, and escape by themselves as templates do. */
export type Parts = { html: Record<string, string>; text: Record<string, string> }
export type View = Record<string, unknown>

/** Reads a template. Throws when it has no subject. */
export function readTemplate(source: string): Template {
  const [first = '', ...paragraphs] = source
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n{2,}/)
  const subject = /^Subject: (.+)$/.exec(first)?.[1]
  if (subject === undefined) throw new Error(`a template begins with "Subject: …", not with "${first.slice(0, 60)}"`)
  return { subject, blocks: paragraphs.map(blockOf) }
}

function blockOf(source: string): Block {
  const text = source.replaceAll(/[ \t\n]+/g, ' ').trim()
  const [, label, link] = /^\[([^\]]+)\]\((\w+)\)$/.exec(text) ?? []
  if (label !== undefined && link !== undefined) return { kind: 'button', text: label, link }
  if (/^\{\{> *\w+ *\}\}$/.test(text)) return { kind: 'part', text }
  return text.startsWith('# ') ? { kind: 'heading', text: text.slice(2) } : { kind: 'paragraph', text }
}

/** The subject: one line of at most 200 characters, so that nothing in it can begin another header. */
export const renderSubject = ({ subject }: Template, view: View): string => {
  const line = asText(subject, view)
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`
}

/** The first sentence or two, for the list of a mailbox. */
export function renderPreview({ blocks }: Template, view: View): string {
  const first = blocks.find(({ kind, text }) => kind === 'paragraph' && asText(text, view) !== '')
  return first === undefined ? '' : asText(first.text, view)
}

/** The letter as HTML, without the page around it. */
export function renderHtml({ blocks }: Template, view: View, { html: parts }: Parts): string {
  return blocks
    .map((block) => {
      const inner = fill(block.text, view, escapeHtml, parts).trim()
      if (inner === '' || block.kind === 'part') return inner
      if (block.kind === 'button') return button(inner, escapeHtml(view[block.link]))
      return block.kind === 'heading' ? heading(inner) : paragraph(inner)
    })
    .filter((each) => each !== '')
    .join('\n')
}

/** The letter as plain text. */
export function renderText({ blocks }: Template, view: View, { text: parts }: Parts): string {
  const texts = blocks.map((block) => {
    if (block.kind === 'part') return fill(block.text, view, clean, parts).trim()
    const line = asText(block.text, view)
    return block.kind === 'button' ? `${line}:\n${clean(view[block.link])}` : line
  })
  return `${texts.filter((each) => each !== '').join('\n\n')}\n`
}

/** Fills a part or a page that holds markup of its own. Takes a text of ours, never one from outside. */
export const fillHtml = (source: string, view: View, parts: Record<string, string> = {}): string =>
  fill(source, view, escapeHtml, parts)
/** The same as plain text. */
export const fillText = (source: string, view: View, parts: Record<string, string> = {}): string =>
  fill(source, view, clean, parts)

const fill = (source: string, view: View, escape: (value: unknown) => string, parts: Record<string, string>): string =>
  Mustache.render(source, view, parts, { escape })
const asText = (source: string, view: View): string => fill(source, view, clean, {}).replaceAll(/ {2,}/g, ' ').trim()

/**
 * What came from outside, on one line: no line break that forges a paragraph or a header, no mark that turns the direction of
 * what follows.
 */
const clean = (value: unknown): string =>
  String(value ?? '').replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (value: unknown): string => clean(value).replaceAll(/[&<>"']/g, (mark) => marks[mark]!)
