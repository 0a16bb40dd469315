/** A picture from bytes: its kind by its content, its size, and nothing in it that is not picture. */
import { gifOf } from './gif.ts'
import { jpegOf } from './jpeg.ts'
import { cut } from './picture-problems.ts'
import { pngOf } from './png.ts'
import { svgOf } from './svg.ts'
import { webpOf } from './webp.ts'

export type Picture = { mime: string; extension: string; width: number; height: number; content: Buffer }
/** What a reader of one format answers: the picture as it will be kept, or what is wrong with it. */
export type Read = Omit<Picture, 'mime' | 'extension'> | { problem: string }

export const pictureBytesMax = 10 * 1024 * 1024
export const pixelsMax = 50_000_000

const kinds: { mime: string; extension: string; starts: (bytes: Buffer) => boolean; read: (bytes: Buffer) => Read }[] =
  [
    { mime: 'image/png', extension: 'png', starts: (bytes) => hexAt(bytes, 0, 8) === '89504e470d0a1a0a', read: pngOf },
    { mime: 'image/jpeg', extension: 'jpg', starts: (bytes) => hexAt(bytes, 0, 3) === 'ffd8ff', read: jpegOf },
    {
      mime: 'image/webp',
      extension: 'webp',
      starts: (bytes) => textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 12) === 'WEBP',
      read: webpOf,
    },
    { mime: 'image/gif', extension: 'gif', starts: (bytes) => /^GIF8[79]a$/.test(textAt(bytes, 0, 6)), read: gifOf },
    {
      mime: 'image/svg+xml',
      extension: 'svg',
      starts: (bytes) => /^(\ufeff)?\s*<(\?xml|!--|!DOCTYPE\s+svg|svg)/i.test(bytes.toString('utf8', 0, 200)),
      read: svgOf,
    },
  ]
const hexAt = (bytes: Buffer, from: number, to: number): string => bytes.toString('hex', from, to)
const textAt = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to)

/**
 * Reads PNG, JPEG, WebP, GIF or SVG; neither name nor declared type is asked. What people did not mean to publish
 * (place, camera, comments) is left out of the content. Answers null when it is none of these kinds, or what is wrong
 * with it: broken, more after its end than a picture, over 50 million pixels, an SVG that could do anything but be
 * seen.
 */
export function pictureOf(bytes: Buffer): Picture | { problem: string } | null {
  const kind = kinds.find(({ starts }) => starts(bytes))
  if (kind === undefined) return null
  const read = guarded(kind.read, bytes)
  if ('problem' in read) return read
  if (read.width < 1 || read.height < 1) return { problem: 'It has no size.' }
  if (kind.extension !== 'svg' && read.width * read.height > pixelsMax) {
    return { problem: `It has ${read.width} × ${read.height} pixels; at most 50 million fit. Make it smaller.` }
  }
  return { ...read, mime: kind.mime, extension: kind.extension }
}

/** A header that points beyond the end of the bytes makes the reads of `Buffer` throw: the picture is cut. */
function guarded(read: (bytes: Buffer) => Read, bytes: Buffer): Read {
  try {
    return read(bytes)
  } catch (error) {
    if (error instanceof RangeError) return { problem: cut }
    throw error
  }
}
