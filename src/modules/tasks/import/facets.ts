/** Vendure's facets, `Facet:Value` separated by `|`, as what this shop has: categories, a brand, tags. */
import { handleOf, listOf } from './cell.ts'

export type Facets = { brand: string | undefined; categories: string[]; tags: string[] }

/**
 * `category:` is a category by its handle, the first `brand:` the brand; everything else, and what has no handle, is a
 * tag. Null when no cell says anything.
 */
export function facetsOf(cells: string[]): Facets | null {
  if (cells.every((cell) => cell === '')) return null
  const categories = new Set<string>()
  const tags = new Set<string>()
  let brand: string | undefined
  for (const facet of cells.flatMap(listOf)) {
    const colon = facet.indexOf(':')
    const name = colon < 0 ? '' : facet.slice(0, colon).trim().toLowerCase()
    const value = facet.slice(colon + 1).trim()
    if (value === '') continue
    const category = /^categor(y|ies)$/.test(name) ? handleOf(value) : ''
    if (category !== '') categories.add(category)
    else if (name === 'brand' && (brand === undefined || brand === value)) brand = value
    else tags.add(value)
  }
  return { brand, categories: [...categories], tags: [...tags] }
}
