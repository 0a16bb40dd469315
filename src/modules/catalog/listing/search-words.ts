/** What somebody typed, as what PostgreSQL searches. */

/** `head`: for `websearch_to_tsquery`, which bears any text. `last`: a tsquery that is the prefix of a word, or empty. */
export type Words = { head: string; last: string }

/**
 * Takes the last word out of what was typed, because it may not be finished: it matches every word that starts so. A word
 * that is excluded (`-red`) or stands in quotes is finished. What is no letter or digit separates words.
 */
export function wordsOf(typed: string): Words {
  const text = typed.normalize('NFC').replaceAll('\0', ' ').trim()
  const match = /(^|[^\p{L}\p{M}\p{N}])([\p{L}\p{M}\p{N}]+)$/u.exec(text)
  const isQuoted = (text.match(/"/g)?.length ?? 0) % 2 === 1
  if (match === null || match[1] === '-' || isQuoted) return { head: text, last: '' }
  return { head: text.slice(0, match.index + match[1]!.length), last: `'${match[2]}':*` }
}
