/** The templates as they lie in the folder: `<letter>.<language>.mustache`, `words.<language>.json`, and `parts/`. */
import { readFileSync, readdirSync } from 'node:fs'
import type { LetterName } from './letter.ts'
import { type Parts, type Template, readTemplate } from './template.ts'

/** Names of what an order is made of, in one language. */
export type Words = Record<string, string>
export type Wording = {
  /** BCP 47: the language of the words, and the locale by which money and dates are written. */
  language: string
  locale: string
  template: Template
  words: Words
}
export type Templates = { parts: Parts; wordingOf(letter: LetterName, locale: string): Wording }

/**
 * Reads a folder of templates. A language is whole or not there: with `words.fr.json` every letter must stand there in French, else
 * this throws and names the file. A letter is worded in its locale, else in that locale's language, else in English.
 */
export function readTemplates(folder: URL, letters: readonly LetterName[]): Templates {
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
  const languages = readdirSync(folder).flatMap((name) => /^words\.(.+)\.json$/.exec(name)?.[1] ?? [])
  const words = new Map(languages.map((each) => [each, JSON.parse(read(`words.${each}.json`)) as Words]))
  const templates = new Map(
    languages.flatMap((language) =>
      letters.map((letter) => [`${letter}.${language}`, readTemplate(read(`${letter}.${language}.mustache`))] as const),
    ),
  )
  return {
    parts: { html: partsIn(folder, 'html'), text: partsIn(folder, 'text') },
    wordingOf(letter, asked) {
      const locale = properLocale(asked)
      const language = [locale, locale.split('-')[0]!].find((each) => words.has(each)) ?? 'en'
      const isSpoken = locale.split('-')[0] === language.split('-')[0]
      return {
        language,
        locale: isSpoken ? locale : language,
        template: templates.get(`${letter}.${language}`)!,
        words: words.get(language)!,
      }
    },
  }
}

function partsIn(folder: URL, form: 'html' | 'text'): Record<string, string> {
  const parts = new URL('parts/', folder)
  const names = readdirSync(parts).flatMap((name) => new RegExp(`^(\\w+)\\.${form}\\.mustache$`).exec(name)?.[1] ?? [])
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(new URL(`${name}.${form}.mustache`, parts), 'utf8')]),
  )
}

/** A locale that Intl takes, in its usual spelling; English where it is none. */
function properLocale(asked: string): string {
  try {
    return Intl.getCanonicalLocales(asked)[0] ?? 'en'
  } catch {
    // Facts carry locales as shoppers asked for them; one that is none must not lose a letter.
    return 'en'
  }
}
