/** JPEG (ITU-T T.81): segments, each marked; after a start of scan the coded picture runs to the next marker. */
import type { Read } from './picture.ts'
import { broken, cut } from './picture-problems.ts'

const soi = 0xd8
const eoi = 0xd9
const sos = 0xda
const comment = 0xfe
const app1 = 0xe1

type Found = { width: number; height: number; orientation: number; kept: Buffer[] }

/**
 * Reads segment by segment to the end of the picture. What follows is cut off, because telephones put films and depth
 * maps there. Place, camera and comments are left out; how the picture is to be turned is kept.
 */
export function jpegOf(bytes: Buffer): Read {
  const found: Found = { width: 0, height: 0, orientation: 1, kept: [] }
  for (let at = 2; ;) {
    if (bytes.readUInt8(at) !== 0xff) return { problem: broken }
    const marker = bytes.readUInt8(at + 1)
    if (marker === eoi) break
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= soi)) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    const header = at + 2 + bytes.readUInt16BE(at + 2)
    const end = marker === sos ? scanEnd(bytes, header) : header
    if (end > bytes.length) return { problem: cut }
    take(found, marker, bytes.subarray(at, end))
    at = end
  }
  const { width, height, orientation, kept } = found
  const turned = orientation >= 5
  const content = Buffer.concat([Buffer.from([0xff, soi]), turning(orientation), ...kept, Buffer.from([0xff, eoi])])
  return { width: turned ? height : width, height: turned ? width : height, content }
}

/** Where the coded picture ends: at the first marker that is neither a stuffed FF (T.81 B.1.1.5) nor a restart. */
function scanEnd(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes.readUInt8(at + 1)
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length + 1
}

/** SOF0–SOF15, except DHT, JPG and DAC, which share their range. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function take(found: Found, marker: number, segment: Buffer): void {
  if (isFrame(marker)) {
    found.height = segment.readUInt16BE(5)
    found.width = segment.readUInt16BE(7)
  }
  if (marker === app1) found.orientation = orientationIn(segment) ?? found.orientation
  const isApplication = marker >= 0xe0 && marker <= 0xef
  const name = segment.toString('latin1', 4, 16)
  const isSeen = /^(JFIF\0|ICC_PROFILE\0|Adobe)/.test(name)
  if (marker !== comment && (!isApplication || isSeen)) found.kept.push(segment)
}

/** The orientation (1–8) in an EXIF segment's first directory (Exif 2.32 §4.6), or null. */
function orientationIn(segment: Buffer): number | null {
  if (segment.toString('latin1', 4, 10) !== 'Exif\0\0' || segment.length < 18) return null
  const tiff = segment.subarray(10)
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const short = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const start = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  for (let entry = 0; entry < Math.min(short(start), 500); entry++) {
    const at = start + 2 + entry * 12
    if (short(at) === 0x0112) return short(at + 8) >= 1 && short(at + 8) <= 8 ? short(at + 8) : null
  }
  return null
}

/** An EXIF segment that says nothing but the orientation; nothing for the usual one. */
function turning(orientation: number): Buffer {
  if (orientation === 1) return Buffer.alloc(0)
  // TIFF header (big-endian), one entry: tag 0x0112, a short, once, the value; no further directory.
  const directory = Buffer.from(
    `4d4d002a00000008${'0001'}${'0112000300000001'}000${orientation}0000${'00000000'}`,
    'hex',
  )
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), directory])
  const head = Buffer.from([0xff, app1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}
