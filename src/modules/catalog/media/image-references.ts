/** A picture is referred to by its hash, by its address here, or by an address elsewhere. */
import type { Tx } from '#kernel/database/sql.ts'
import type { RefusalDetails } from '#kernel/errors.ts'
import type { Image } from '../products/product.ts'
import { readMedia } from './media-store.ts'

const ours = /^(?:\/media\/)?([0-9a-f]{64})(?:\.[a-z]{2,5})?$/

/** The hash in a reference to a picture of ours, else null. */
export const hashIn = (reference: string): string | null => ours.exec(reference)?.[1] ?? null

/**
 * A function from references to images: pictures of ours with their size, https addresses as they are. One statement,
 * none when no reference is ours. Throws what `refuse` makes (`image_unknown`) when there is no such picture, or the
 * reference is neither.
 */
export async function imagesOf(
  tx: Pick<Tx, 'sql'>,
  references: string[],
  refuse: (details: RefusalDetails) => Error,
): Promise<(reference: string) => Image> {
  const hashes = [...new Set(references.flatMap((each) => hashIn(each) ?? []))]
  const media = new Map((hashes.length === 0 ? [] : await readMedia(tx, hashes)).map((each) => [each.hash, each]))
  return (reference) => {
    const hash = hashIn(reference)
    const found = hash === null ? undefined : media.get(hash)
    if (found !== undefined) return { url: found.url, hash: found.hash, width: found.width, height: found.height }
    if (hash === null && isWebAddress(reference)) return { url: reference }
    throw refuse({
      detail: `Upload the picture first, or give an https address: "${reference.slice(0, 200)}" is neither.`,
      image: reference,
    })
  }
}

/** Such a picture is shown by the shopper's browser and never fetched by us. */
function isWebAddress(reference: string): boolean {
  if (!/^https:\/\/[^\s"'<>\\]+$/.test(reference)) return false
  return URL.canParse(reference) && new URL(reference).username === ''
}
