/** Which language an answer speaks: the asked locale, its language, the market's, then whatever there is. */

/** `de-AT` → `de`. */
export const languageOf = (locale: string): string => locale.split('-', 1)[0]!

/**
 * The locales to try, best first. Takes what the client asked for (BCP 47, best first) and what the market speaks. Of
 * the asked ones the first stands as it is, with its language; the others only where the market speaks them, so that a
 * browser's long list does not split the cache.
 */
export function chainOf(asked: readonly string[], spoken: readonly string[]): string[] {
  const first = asked.slice(0, 1).flatMap((locale) => [locale, languageOf(locale), ...sameLanguage(locale, spoken)])
  const others = asked.slice(1, 10).flatMap((locale) => sameLanguage(locale, spoken))
  return [...new Set([...first, ...others, ...spoken])]
}

const sameLanguage = (locale: string, spoken: readonly string[]): string[] =>
  spoken.includes(locale) ? [locale] : spoken.filter((each) => languageOf(each) === languageOf(locale))

/**
 * The key of `texts` that speaks best by `chain`; when none of it is there, the first key by name; undefined when there
 * is no text.
 */
export function bestLocale(texts: Readonly<Record<string, unknown>>, chain: readonly string[]): string | undefined {
  return chain.find((locale) => Object.hasOwn(texts, locale)) ?? Object.keys(texts).sort()[0]
}

/**
 * The value that speaks best, or `fallback` where nothing of the chain is there: the language of a name is not guessed.
 */
export function named(
  names: Readonly<Record<string, string>> | undefined,
  chain: readonly string[],
  fallback: string,
): string {
  if (names === undefined) return fallback
  const locale = chain.find((each) => Object.hasOwn(names, each))
  return locale === undefined ? fallback : names[locale]!
}

/** A title as lists sort it: without accents and case, the same on every machine and in every database. */
export function titleKeyOf(title: string): string {
  return title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').trim().slice(0, 100)
}
