/** What somebody typed, as what PostgreSQL searches. */
import { titleKeyOf } from '../locale.ts'

/**
 * `head`: for `websearch_to_tsquery`, which bears any text. `last`: a tsquery that is the prefix of a word, or empty.
 */
export type Words = { head: string; last: string }

/**
 * Takes the last word out of what was typed, because it may not be finished: it matches every word that starts so. A
 * word that is excluded (`-red`) or stands in quotes is finished, and one letter of Latin script is too little to begin
 * with: it would match half the shop. What is no letter or digit separates words.
 */
export function wordsOf(typed: string): Words {
  const text = typed.normalize('NFC').replaceAll('\0', ' ').trim()
  const match = /(^|[^\p{L}\p{M}\p{N}])([\p{L}\p{M}\p{N}]+)$/u.exec(text)
  const isQuoted = (text.match(/"/g)?.length ?? 0) % 2 === 1
  const isExcluded = /(^|\s)-[^\s-]*$/.test(text)
  if (match === null || isExcluded || isQuoted) return { head: text, last: '' }
  const [, before, word] = match as unknown as [string, string, string]
  return { head: text.slice(0, match.index + before.length), last: `'${word}'${/^[a-z0-9]$/i.test(word) ? '' : ':*'}` }
}

/**
 * The words themselves, folded as titles are, the longest first, five at most, of three letters and more: what is
 * looked for by likeness. None when something was excluded or quoted, because then it was meant exactly.
 */
export function plainWordsOf(typed: string): string[] {
  if (/["]|(^|\s)-/.test(typed)) return []
  const words = titleKeyOf(typed).match(/[\p{L}\p{N}]{3,}/gu) ?? []
  return [...new Set(words)].sort((a, b) => b.length - a.length).slice(0, 5)
}
