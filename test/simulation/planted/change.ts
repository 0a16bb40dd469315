/** Makes the change of a planted bug in a source. */
import type { Planted } from './bugs.ts'

/** Where the file of a bug is loaded from. */
export const urlOf = ({ file }: Planted): string => new URL(`../../../${file}`, import.meta.url).href

/** The source with the bug in it. Throws when the source is no longer what the bug was written for. */
export function changed({ name, file, changes }: Planted, source: string): string {
  return changes.reduce((text, { find, replace }) => {
    const parts = text.split(find)
    if (parts.length !== 2)
      throw new Error(
        `"${name}" no longer fits ${file}: what it changes stands there ${parts.length - 1} times: ${find}`,
      )
    return parts.join(replace)
  }, source)
}
