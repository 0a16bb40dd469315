/** SVG that can only be seen: a strict reading of XML, and lists of what may stand in it. */
import type { Read } from './picture.ts'
import { attributeProblem, isElement, styleProblem } from './svg-rules.ts'

const bytesMax = 1024 * 1024
const depthMax = 64

type Open = { name: string; attributes: Map<string, string> }
type Reading = { text: string; at: number; stack: Open[]; root: Open | null; depth: number }

/** Reads the whole text; whatever is not on the lists is a problem. The bytes are kept as they are. */
export function svgOf(bytes: Buffer): Read {
  if (bytes.length > bytesMax) return { problem: 'An SVG may have 1 MB. Simplify it, or upload it as PNG.' }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { problem: 'Save the SVG as UTF-8.' }
  }
  if (hasControls(text)) return { problem: 'The SVG has control characters. Save it again as plain XML.' }
  const reading: Reading = { text, at: 0, stack: [], root: null, depth: 0 }
  prolog(reading)
  while (reading.at < text.length) {
    const problem = step(reading)
    if (problem !== null) return { problem }
  }
  if (reading.root === null || reading.stack.length > 0)
    return { problem: 'The SVG breaks off in the middle. Save it again as plain XML.' }
  return sizeOf(reading.root, bytes)
}

/** Characters that XML does not know (XML 1.0 §2.2), and with them the escapes that switch character sets. */
const hasControls = (text: string): boolean => /[\p{Cc}\ufffe\uffff]/u.test(text.replaceAll(/[\t\n\r]/g, ''))

const declaration =
  /^\s*<\?xml\s+version=["']1\.[01]["'](\s+encoding=["']utf-8["'])?(\s+standalone=["'](yes|no)["'])?\s*\?>/i
const doctype = /<!DOCTYPE\s+svg(\s+PUBLIC)?(\s+"[^"<>[\]]*")*\s*>/iy

/** XML declaration, UTF-8 only, comments, and a document type without declarations of its own. */
function prolog(reading: Reading): void {
  reading.at = declaration.exec(reading.text)?.[0].length ?? 0
  while (next(reading, blank) !== null || next(reading, comment) !== null);
  next(reading, doctype)
}

const blank = /\s+/y
const comment = /<!--(?:(?!--)[^])*-->/y
const close = /<\/([A-Za-z][\w.-]*)\s*>/y
const tag = /<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g
const words = /[^<]+/y

/** Takes the next comment, tag or text; a problem when it is something else. */
function step(reading: Reading): string | null {
  if (next(reading, comment) !== null) return null
  const text = next(reading, words)
  if (text !== null) return textProblem(reading, text[0])
  const closed = next(reading, close)
  if (closed !== null)
    return reading.stack.pop()?.name === closed[1] ? null : `The SVG closes </${closed[1]}> where it is not open.`
  const opened = next(reading, tag)
  if (opened === null)
    return 'The SVG has something else than elements, texts and comments. Save it again as plain SVG.'
  return open(reading, opened[1]!, opened[2]!, opened[3] === '/')
}

function next(reading: Reading, expression: RegExp): RegExpExecArray | null {
  expression.lastIndex = reading.at
  const match = expression.exec(reading.text)
  if (match !== null) reading.at = expression.lastIndex
  return match
}

function textProblem({ stack }: Reading, text: string): string | null {
  const plain = decoded(text)
  if (plain === null) return 'The SVG uses entities of its own. Save it again as plain SVG.'
  if (stack.length === 0)
    return plain.trim() === '' ? null : 'The SVG has text outside its root. Save it again as plain SVG.'
  return stack.at(-1)!.name === 'style' ? styleProblem(plain) : null
}

function open(reading: Reading, name: string, written: string, isEmpty: boolean): string | null {
  const { stack, root } = reading
  if (stack.length === 0 && (root !== null || name !== 'svg')) return 'An SVG has one root, <svg>.'
  if (stack.length >= depthMax) return `The SVG nests deeper than ${depthMax} elements.`
  if (!isElement(name))
    return `The SVG has a <${name}>, which could do more than be seen. Remove it, or upload the picture as PNG.`
  const attributes = new Map<string, string>()
  for (const [, attributeName, double, single] of written.matchAll(attribute)) {
    const value = decoded(double ?? single ?? '')
    if (value === null) return 'The SVG uses entities of its own. Save it again as plain SVG.'
    if (attributes.has(attributeName!)) return `The SVG gives ${attributeName} twice on one <${name}>.`
    const problem = attributeProblem(attributeName!, value)
    if (problem !== null) return problem
    attributes.set(attributeName!, value)
  }
  const element = { name, attributes }
  reading.root ??= element
  if (!isEmpty) stack.push(element)
  return null
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The text with XML's own entities and numbers resolved, as a browser would see it; null when there are others. */
function decoded(text: string): string | null {
  let isKnown = true
  const plain = text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,10}));|&/g,
    (_all, decimal?: string, hex?: string, name?: string) => {
      const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : null
      if (code !== null && code >= 0x20 && code <= 0x10ffff) return String.fromCodePoint(code)
      if (code === 9 || code === 10 || code === 13) return ' '
      isKnown &&= name !== undefined && Object.hasOwn(named, name)
      return named[name ?? ''] ?? ''
    },
  )
  return isKnown ? plain : null
}

const lengthMax = 100_000

/** Width and height in pixels, else those of the view box. */
function sizeOf({ attributes }: Open, content: Buffer): Read {
  const box = (attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  const side = (name: string, at: number) => {
    const given = /^\s*(\d{1,6}(?:\.\d+)?)(px)?\s*$/.exec(attributes.get(name) ?? '')
    return Math.ceil(given === null ? (box.length === 4 ? box[at]! : Number.NaN) : Number(given[1]))
  }
  const [width, height] = [side('width', 2), side('height', 3)]
  if (attributes.get('xmlns') !== 'http://www.w3.org/2000/svg')
    return { problem: 'Give the SVG its namespace: xmlns="http://www.w3.org/2000/svg".' }
  if (!(width >= 1 && height >= 1 && width <= lengthMax && height <= lengthMax))
    return { problem: 'Give the SVG a viewBox, or width and height in pixels.' }
  return { width, height, content }
}
