/** WebP (RFC 9649): RIFF chunks of type, length and data, padded to an even length. */
import type { Read } from './picture.ts'
import { cut, empty, goesOn } from './picture-problems.ts'

const seen = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
/** Flags of VP8X that announce EXIF and XMP, which are left out. */
const metadataFlags = 0x0c

/** Reads chunk by chunk to the end that the header names; nothing may follow. */
export function webpOf(bytes: Buffer): Read {
  const end = 8 + bytes.readUInt32LE(4)
  if (end > bytes.length) return { problem: cut }
  if (end + (end % 2) < bytes.length) return { problem: goesOn }
  const kept: Buffer[] = []
  let size: { width: number; height: number } | null = null
  for (let at = 12; at < end;) {
    const type = bytes.toString('latin1', at, at + 4)
    const length = bytes.readUInt32LE(at + 4)
    const next = at + 8 + length + (length % 2)
    if (at + 8 + length > end) return { problem: cut }
    const chunk = Buffer.from(bytes.subarray(at, next))
    if (type === 'VP8X') chunk.writeUInt8(chunk.readUInt8(8) & ~metadataFlags, 8)
    size ??= sizeIn(type, chunk)
    if (seen.has(type)) kept.push(chunk)
    at = next
  }
  if (size === null) return { problem: empty }
  const body = Buffer.concat(kept)
  const header = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  header.writeUInt32LE(body.length + 4, 4)
  return { ...size, content: Buffer.concat([header, body]) }
}

/** Canvas, lossless or lossy header: the first of them tells the size (RFC 9649 §2.5–2.7, RFC 6386 §9.1). */
function sizeIn(type: string, chunk: Buffer): { width: number; height: number } | null {
  if (type === 'VP8X') return { width: chunk.readUIntLE(12, 3) + 1, height: chunk.readUIntLE(15, 3) + 1 }
  if (type === 'VP8L' && chunk.readUInt8(8) === 0x2f) {
    const bits = chunk.readUInt32LE(9)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (type === 'VP8 ' && chunk.toString('hex', 11, 14) === '9d012a') {
    return { width: chunk.readUInt16LE(14) & 0x3fff, height: chunk.readUInt16LE(16) & 0x3fff }
  }
  return null
}
