/**
 * Draws the demo shop's product pictures: SVG text from a kind of thing, a seed and, where the variant has a colour,
 * the palette of that colour. Pure: the same input gives the same bytes, so a picture can be kept under its hash.
 */
import { bathKinds } from './drawing/bath-kinds.ts'
import { cookingKinds } from './drawing/cooking-kinds.ts'
import { furnitureKinds } from './drawing/furniture-kinds.ts'
import { gardenKinds } from './drawing/garden-kinds.ts'
import { lightKinds } from './drawing/light-kinds.ts'
import { pantryKinds } from './drawing/pantry-kinds.ts'
import { paperKinds } from './drawing/paper-kinds.ts'
import { roomKinds } from './drawing/room-kinds.ts'
import { tableKinds } from './drawing/table-kinds.ts'
import { textileKinds } from './drawing/textile-kinds.ts'
import { toolKinds } from './drawing/tool-kinds.ts'
import type { Kind } from './drawing/kind.ts'
import { coloursOf, type PaletteName } from './drawing/palettes.ts'
import { newPen, oval } from './drawing/pen.ts'
import { hashOf } from './hash.ts'

const KINDS = {
  ...tableKinds,
  ...pantryKinds,
  ...cookingKinds,
  ...textileKinds,
  ...roomKinds,
  ...paperKinds,
  ...furnitureKinds,
  ...lightKinds,
  ...toolKinds,
  ...gardenKinds,
  ...bathKinds,
}

export type PictureKind = keyof typeof KINDS
/** Every kind that can be drawn, in the order of the shop's rooms. */
export const pictureKinds = Object.keys(KINDS) as PictureKind[]
export type { PaletteName } from './drawing/palettes.ts'
/** What a picture may be told beside its seed; `look` pins the decoration, where the product's name promises one. */
export type PictureWishes = { palette?: PaletteName; look?: number; title?: string }

/**
 * The picture of one thing, as SVG of 400 by 400 with presentation attributes only (no `style`, no script).
 * `seed` is usually the product's handle: it chooses wall and decoration, and the palette where none is named.
 * `title` is the picture's text alternative; the kind's English name where it is left out.
 */
export function drawProduct(kind: PictureKind, seed: string, { palette, look, title }: PictureWishes = {}): string {
  const { name, shadow, scale, draw }: Kind = KINDS[kind]
  const hash = hashOf(seed)
  const colours = coloursOf(hash, palette)
  const pen = newPen(`${kind}-${hashOf(`${seed}/${palette ?? ''}`).toString(36)}`)
  const ground = pen.fill('M0 0H400V400H0Z', colours.wall) + pen.fill('M0 300H400V400H0Z', colours.floor)
  const contact = shadow === 0 ? '' : pen.fill(oval(212, 331, shadow + 14, 11), colours.shadow)
  const [x, y] = [200 - 200 * scale, 342 - 330 * scale].map((value) => Math.round(value * 10) / 10)
  const art = draw(pen, colours, look ?? Math.floor(hash / 1_000) % 12)
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img">' +
    `<title>${escaped(title ?? name)}</title>` +
    `${ground}<g transform="translate(${x} ${y})scale(${scale})">${contact}${art}</g></svg>`
  )
}

const escaped = (text: string): string => text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
