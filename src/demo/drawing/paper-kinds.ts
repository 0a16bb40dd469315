/** Pictures of what is read and written in: books and notebooks. */
import type { Kind } from './kind.ts'
import { FLAME, PAPER } from './palettes.ts'
import { box, each, leaf, oval, path, rounded, turned } from './pen.ts'

const book: Kind = {
  name: 'Book',
  shadow: 96,
  scale: 1.06,
  draw(pen, { body, accent }, look) {
    const sprig =
      pen.line('M216 268V152', accent.lit, 6) +
      each([252, 222, 192], (y) => leaf(216, y, 46, -50, accent.lit) + leaf(216, y, 46, 50, accent.lit)) +
      leaf(216, 160, 36, 0, accent.lit)
    const sun = pen.fill(oval(216, 196, 42), accent.lit) + pen.fill('M150 250q30-30 66-4t66-8v70H150Z', accent.shade)
    const pot =
      pen.fill(rounded('182,218 250,218 240,272 192,272', 5), accent.lit) +
      leaf(216, 222, 66, 0, accent.lit) +
      leaf(214, 222, 56, -46, accent.shade) +
      leaf(218, 222, 56, 46, accent.shade)
    return (
      pen.solid(rounded('128,98,4 304,92,4 304,326,4 128,330,4', 4), PAPER, { by: [-8, 0] }) +
      each([300, 295], (x) => pen.line(path([x, 104], [x, 320]), PAPER.deep, 2)) +
      pen.solid(rounded('106,90 290,90 290,330 106,330', 7), body, {
        by: [-10, -4],
        inside:
          pen.fill(box(100, 80, 34, 260, 0), body.deep) +
          [sprig, sun, pot][look % 3]! +
          pen.fill(box(160, 300, 112, 8, 4), accent.lit) +
          pen.fill(box(160, 112, 112, 8, 4), accent.lit),
      })
    )
  },
}

const notebook: Kind = {
  name: 'Notebook',
  shadow: 104,
  scale: 1.06,
  draw(pen, { body, accent, wood }, look) {
    const dots = pen.fill(
      each([...Array(12).keys()], (i) => oval(150 + (i % 3) * 40, 150 + Math.floor(i / 3) * 42, 6)),
      accent.lit,
    )
    const label =
      pen.fill(box(138, 136, 96, 52, 6), PAPER.lit) +
      pen.fill(box(152, 152, 68, 6, 3), body.deep) +
      pen.fill(box(152, 168, 44, 6, 3), body.deep)
    return (
      turned(7, 200, 330, pen.solid(box(132, 108, 160, 222, 12), accent, { by: [-12, 0] })) +
      pen.fill(box(116, 102, 164, 228, 8), PAPER.shade) +
      pen.solid(box(104, 96, 166, 234, 12), body, { by: [-12, -4], inside: look % 2 ? dots : label }) +
      pen.fill(box(246, 92, 11, 242, 3), accent.deep) +
      turned(
        14,
        312,
        240,
        pen.fill(box(304, 144, 20, 158, 3), FLAME.lit) +
          pen.fill(box(315, 144, 9, 158, 3), FLAME.shade) +
          pen.fill(rounded('304,300 324,300 314,330', 3), wood.lit) +
          pen.fill(box(304, 128, 20, 20, 5), body.deep),
      )
    )
  },
}

export const paperKinds = { book, notebook }
