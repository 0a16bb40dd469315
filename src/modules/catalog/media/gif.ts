/** GIF (CompuServe, 89a): a screen, then blocks of sub-blocks up to a trailer. */
import type { Read } from './picture.ts'
import { broken, empty, goesOn } from './picture-problems.ts'

const extension = 0x21
const frame = 0x2c
const trailer = 0x3b
const control = 0xf9
const application = 0xff

/** Reads block by block to the trailer; nothing may follow. Comments and foreign extensions are left out. */
export function gifOf(bytes: Buffer): Read {
  let at = 13 + tableBytes(bytes.readUInt8(10))
  const kept = [bytes.subarray(0, at)]
  let frames = 0
  for (let block = bytes.readUInt8(at); block !== trailer; block = bytes.readUInt8(at)) {
    const start = at
    if (block === extension) {
      at = afterSubBlocks(bytes, at + 2)
      if (isSeen(bytes, start)) kept.push(bytes.subarray(start, at))
    } else if (block === frame) {
      at = afterSubBlocks(bytes, at + 11 + tableBytes(bytes.readUInt8(at + 9)))
      kept.push(bytes.subarray(start, at))
      frames++
    } else {
      return { problem: broken }
    }
  }
  if (frames === 0) return { problem: empty }
  if (at + 1 !== bytes.length) return { problem: goesOn }
  kept.push(bytes.subarray(at, at + 1))
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), content: Buffer.concat(kept) }
}

/** Bytes of the colour table that these flags announce. */
const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))

function afterSubBlocks(bytes: Buffer, from: number): number {
  let at = from
  for (let length = bytes.readUInt8(at); length !== 0; length = bytes.readUInt8(at)) at += length + 1
  return at + 1
}

/** How long a frame stands, and how often the film runs. */
function isSeen(bytes: Buffer, at: number): boolean {
  const label = bytes.readUInt8(at + 1)
  return (
    label === control ||
    (label === application && /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(bytes.toString('latin1', at + 3, at + 14)))
  )
}
