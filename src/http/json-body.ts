/** A body from its raw bytes: one strict JSON text (RFC 8259), or a refusal. */
import type { Refusal } from '#kernel/errors.ts'
import { kernelRefusal } from './problem.ts'

const depthMax = 64
/** A merge of these into an object would change what every object inherits. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Parses a body. Refuses `malformed_json` (400): bytes that are no UTF-8, a byte order mark, NUL, lone surrogates,
 * duplicate keys, `__proto__` and `constructor` as keys, more than 64 levels, −0, and numbers that a double cannot hold
 * exactly enough (beyond 2^53, or infinite). Answers undefined for no bytes at all.
 */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  const text = parsed(() => utf8.decode(bytes))
  const colons = scan(text)
  const value = parsed(() => JSON.parse(text) as unknown)
  // JSON.parse keeps the last of two equal keys in silence; what the text has more than the value was lost so.
  if (checkValue(value) !== colons) throw malformed('A key stands twice in one object.')
  return value
}

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch {
    throw malformed('The body is not one JSON text in UTF-8.')
  }
}

const malformed = (detail: string): Refusal => kernelRefusal('malformed_json', { detail })

/** Walks the value; answers how many members its objects have. `scan` has bounded the depth, and so the recursion. */
function checkValue(value: unknown): number {
  if (typeof value === 'string') return checkText(value)
  if (typeof value === 'number') return checkNumber(value)
  if (typeof value !== 'object' || value === null) return 0
  let members = 0
  if (Array.isArray(value)) {
    for (const each of value) members += checkValue(each)
    return members
  }
  for (const key of Object.keys(value)) {
    if (forbiddenKeys.has(key)) throw malformed(`"${key}" is not allowed as a key.`)
    checkText(key)
    members += 1 + checkValue((value as Record<string, unknown>)[key])
  }
  return members
}

/** PostgreSQL takes neither in text, and no UTF-8 can say the second. */
function checkText(text: string): 0 {
  if (text.includes('\0')) throw malformed('A text holds the character NUL (U+0000).')
  if (!text.isWellFormed()) throw malformed('A text holds half a surrogate pair.')
  return 0
}

function checkNumber(value: number): 0 {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER || Object.is(value, -0)) {
    throw malformed('A number is −0, or beyond 2^53 − 1.')
  }
  return 0
}

/**
 * Looks at what stands outside the strings of a text that may be no JSON yet: refuses deep nesting before the parser
 * climbs it, and answers the number of colons, which is that of the members when it is JSON.
 */
function scan(text: string): number {
  let [colons, depth] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === colon) colons++
    else if (code === brace || code === bracket) {
      if (++depth > depthMax) throw malformed(`The body is nested deeper than ${depthMax} levels.`)
    } else if (code === braceEnd || code === bracketEnd) depth--
  }
  return colons
}
const [quote, colon, brace, braceEnd, bracket, bracketEnd, backslash] = [34, 58, 123, 125, 91, 93, 92]

/**
 * Where the string that begins at `start` ends: its closing quote, the first with an even run of backslashes before it;
 * or the text's end.
 */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at)
    if (at < 0) return text.length
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return at
  }
}
