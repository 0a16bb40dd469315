import type { InputOf, OutputOf } from '#kernel/contract.ts'
import type { CatalogContext } from '../context.ts'
import type { catalog } from '../contract.ts'
import { bestLocale, chainOf, named } from '../locale.ts'
import type { Option } from './product.ts'
import { readSold } from './variant-store.ts'

type Query = typeof catalog.queries.variantsOf

/**
 * What a cart line shows and needs of each variant, in the locale asked for or the nearest there is. Those of products
 * that are not active, archived ones and unknown ids are left out. One statement.
 */
export async function variantsOf(
  { db }: CatalogContext,
  { variantIds, locale }: InputOf<Query>,
): Promise<OutputOf<Query>> {
  const chain = chainOf([locale], [])
  const rows = variantIds.length === 0 ? [] : await readSold(db, variantIds)
  return rows.map(({ texts, options, optionValues, image, handle, ...row }) => {
    const text = texts[bestLocale(texts, chain)!]!
    const values = namesOf(options, optionValues, chain)
    return {
      ...row,
      title: [text.title, ...values].join(', ').slice(0, 300),
      handle: text.handle ?? handle,
      ...(image === null ? {} : { image: image.url }),
    }
  })
}

/** What shoppers read for a variant's values, in the order of the options. */
export function namesOf(options: Option[], optionValues: string[], chain: readonly string[]): string[] {
  return optionValues.map((value, at) =>
    named(options[at]?.values.find((each) => each.value === value)?.values, chain, value),
  )
}
