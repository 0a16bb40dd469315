/** What a kind of thing is to the picture script: how it is drawn, how it stands, what it is called. */
import type { Colours } from './palettes.ts'
import type { Art, Pen } from './pen.ts'

/**
 * One kind of thing, drawn on a canvas of 400 with its foot at y = 330 and its weight at x = 200.
 * `look` is a small whole number from the seed; it chooses between decorations and never changes what the thing is.
 */
export type Kind = {
  /** English, for the picture's title. */
  name: string
  /** Half the width of the contact shadow on the floor; 0 for what hangs or leans on the wall. */
  shadow: number
  /** How much the thing is enlarged about its foot, so that a mug fills its picture as a chair does. */
  scale: number
  draw(pen: Pen, colours: Colours, look: number): Art
}
