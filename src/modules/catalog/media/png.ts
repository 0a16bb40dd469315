/** PNG (ISO/IEC 15948): chunks of length, type, data and CRC. */
import { crc32 } from 'node:zlib'
import type { Read } from './picture.ts'
import { broken, goesOn } from './picture-problems.ts'

/** Everything that changes what is seen, and the frames of APNG. Texts, times and EXIF are left out. */
const seen = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'cICP',
  'sBIT',
  'bKGD',
  'pHYs',
  'acTL',
  'fcTL',
  'fdAT',
])

/** Reads chunk by chunk to IEND, each with its checksum; nothing may follow. */
export function pngOf(bytes: Buffer): Read {
  const kept = [bytes.subarray(0, 8)]
  let at = 8
  for (let type = ''; type !== 'IEND';) {
    const length = bytes.readUInt32BE(at)
    type = bytes.toString('latin1', at + 4, at + 8)
    const end = at + 12 + length
    if (at === 8 && (type !== 'IHDR' || length !== 13)) return { problem: broken }
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return { problem: broken }
    if (seen.has(type)) kept.push(bytes.subarray(at, end))
    at = end
  }
  if (at !== bytes.length) return { problem: goesOn }
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), content: Buffer.concat(kept) }
}
