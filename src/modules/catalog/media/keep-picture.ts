import { createHash } from 'node:crypto'
import { Refusal } from '#kernel/errors.ts'
import type { CatalogContext } from '../context.ts'
import { type Media, urlOf } from './media.ts'
import { keepFile } from './media-files.ts'
import { writeMedia } from './media-store.ts'
import { pictureBytesMax, pictureOf } from './picture.ts'

/** Refusals of everything that takes a picture; for the routes' and the command's `refuses`. */
export const pictureRefusals = { picture_too_large: 413, picture_unsupported: 415, picture_invalid: 422 } as const

/** Bytes of one picture from a stream. Refuses `picture_too_large` as soon as more than 10 MB came. */
export async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > pictureBytesMax)
      throw new Refusal('picture_too_large', 413, { detail: 'A picture may have 10 MB. Make it smaller.' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Keeps a picture under the SHA-256 of what is kept, in the database and as a file of this process. The same picture
 * twice is one. Refuses `picture_too_large` (413), `picture_unsupported` (415: none of PNG, JPEG, WebP, GIF, SVG by its
 * content) and `picture_invalid` (422, with what to do). One statement.
 */
export async function keepPicture(context: CatalogContext, bytes: Buffer): Promise<Media> {
  if (bytes.length > pictureBytesMax)
    throw new Refusal('picture_too_large', 413, { detail: 'A picture may have 10 MB. Make it smaller.' })
  const picture = pictureOf(bytes)
  if (picture === null) throw new Refusal('picture_unsupported', 415, { detail: 'Send a PNG, JPEG, WebP, GIF or SVG.' })
  if ('problem' in picture) throw new Refusal('picture_invalid', 422, { detail: picture.problem })
  const { content, ...kind } = picture
  const hash = createHash('sha256').update(content).digest('hex')
  const media = { hash, ...kind, bytes: content.length }
  await writeMedia(context.db, media, content)
  // The database has it; a full or read-only disk only costs a read at the first showing.
  await keepFile(context, hash, content).catch((error) =>
    context.log.warn({ hash, err: String(error) }, 'a picture was not kept as a file'),
  )
  return { ...media, url: urlOf(media) }
}
