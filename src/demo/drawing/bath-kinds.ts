/** Pictures of the bath and of cleaning. */
import type { Kind } from './kind.ts'
import { GLASS, INK, LEAF } from './palettes.ts'
import { box, each, leaf, oval, path, rounded, turned } from './pen.ts'

const soap: Kind = {
  name: 'Soap',
  shadow: 116,
  scale: 1.2,
  draw(pen, { body, accent, wood }, look) {
    const pressed =
      pen.line(box(140, 230, 120, 36, 16), body.shade, 5) +
      leaf(188, 258, 26, 58, body.deep) +
      leaf(206, 258, 26, -58, body.deep)
    const swirl =
      pen.line('M110 256q30-32 60 0t60 0t60 0', accent.lit, 10) +
      pen.line('M110 232q30-32 60 0t60 0t60 0', accent.lit, 6)
    return (
      each(
        [
          [132, 178, 20],
          [172, 150, 13],
          [246, 168, 24],
          [282, 140, 11],
          [214, 122, 9],
        ] as const,
        ([x, y, r]) => pen.fill(oval(x, y, r) + oval(x - r * 0.3, y - r * 0.3, r * 0.3), '#fff', 0.6),
      ) +
      pen.solid(box(106, 204, 188, 84, 34), body, { by: [-14, -10], inside: [pressed, swirl][look % 2]! }) +
      pen.fill(
        each([92, 132, 172, 212, 252, 286], (x) => box(x, 284, 22, 20, 6)),
        wood.deep,
      ) +
      pen.solid(rounded('72,302 328,302 316,330 84,330', 9), wood, { by: [-10, -8] })
    )
  },
}

const dispenser: Kind = {
  name: 'Soap dispenser',
  shadow: 74,
  scale: 1.04,
  draw(pen, { body, accent, metal }) {
    const label =
      pen.fill(box(150, 224, 92, 70, 8), accent.lit) +
      leaf(196, 284, 48, 0, LEAF.shade) +
      leaf(194, 284, 38, -48, LEAF.lit) +
      leaf(198, 284, 38, 48, LEAF.lit)
    return (
      pen.line('M200 150V92H150L132 112', metal.shade, 15) +
      pen.line(path([168, 88], [226, 88]), metal.lit, 17) +
      pen.fill(box(178, 128, 44, 28, 6), metal.deep) +
      pen.solid('M160 152h80c32 6 40 28 40 54v100c0 16-10 24-24 24H144c-14 0-24-8-24-24V206c0-26 8-48 40-54Z', body, {
        by: [-24, -3],
        inside: label,
      }) +
      pen.line('M142 212C144 190 154 180 166 176', body.pale, 8) +
      leaf(130, 146, 18, 0, GLASS.pale) +
      pen.fill(box(162, 146, 76, 12, 5), metal.shade)
    )
  },
}

const brush: Kind = {
  name: 'Brush',
  shadow: 108,
  scale: 1.1,
  draw(pen, { body, wood, accent }, look) {
    const bristles = each([accent.lit, accent.shade], (colour, odd) =>
      pen.line(
        each([0, 1, 2, 3, 4, 5, 6], (i) => path([118 + (i * 2 + odd) * 10, 268], [112 + (i * 2 + odd) * 11, 322])),
        colour,
        7,
      ),
    )
    const dish = turned(
      -34,
      160,
      276,
      pen.solid(box(196, 246, 176, 26, 13), wood, { by: [-4, -7] }) +
        pen.fill(oval(356, 259, 6), wood.deep) +
        pen.line('M356 259q24-6 22 20', body.shade, 5),
    )
    const strap =
      pen.line('M128 244C140 186 236 186 248 244', body.shade, 22) +
      pen.line('M130 238C144 190 230 190 244 236', body.lit, 12)
    return (
      (look % 2 ? strap : dish) +
      bristles +
      pen.solid(
        'M92 262C96 232 130 224 182 224S268 232 272 262C272 276 264 280 252 280H112C100 280 92 276 92 262Z',
        wood,
        { by: [-14, -6], inside: pen.fill(box(80, 268, 220, 20, 0), wood.deep) },
      )
    )
  },
}

const broom: Kind = {
  name: 'Broom',
  shadow: 108,
  scale: 1.02,
  draw(pen, { body, accent, wood }, look) {
    const straw = rounded('172,206,6 228,206,6 276,322,8 124,322,8')
    const strawTone = look % 2 ? { ...wood, lit: '#d9b878', shade: '#c2a062', deep: '#a5854b' } : { ...accent }
    const strands = pen.line(
      each([136, 158, 180, 200, 220, 242, 264], (x) => path([200 + (x - 200) * 0.36, 216], [x, 316])),
      strawTone.deep,
      4,
    )
    const flat =
      pen.solid(rounded('112,252,10 288,252,10 292,280,4 108,280,4'), wood, { by: [-10, -6] }) +
      pen.line(
        each([...Array(16).keys()], (i) => path([116 + i * 11.2, 282], [110 + i * 12, 324])),
        accent.shade,
        8,
      )
    return turned(
      7,
      200,
      330,
      pen.fill(box(192, 34, 16, 226, 7), wood.shade) +
        pen.fill(box(192, 34, 9, 226, 4), wood.lit) +
        pen.fill(box(190, 34, 20, 46, 9), body.lit) +
        pen.line('M200 40c-14-30 24-30 4-6', body.shade, 5) +
        (look % 2
          ? pen.solid(straw, strawTone, { by: [-24, 0], inside: strands }) +
            each([218, 238], (y) =>
              pen.line(path([170 - (y - 218) * 0.4, y], [230 + (y - 218) * 0.4, y]), body.shade, 9),
            )
          : flat),
    )
  },
}

const bucket: Kind = {
  name: 'Bucket',
  shadow: 104,
  scale: 1.12,
  draw(pen, { body, wood, accent, metal }, look) {
    const tone = look % 2 ? metal : body
    return (
      pen.line('M108 196C112 70 288 70 292 196', INK.lit, 8) +
      pen.line(path([168, 103], [232, 103]), wood.lit, 20) +
      pen.fill(oval(200, 192, 98, 22), tone.deep) +
      pen.fill(oval(200, 199, 84, 15), GLASS.shade) +
      pen.fill(oval(166, 190, 15), '#fff', 0.8) +
      pen.fill(oval(196, 184, 20), '#fff', 0.8) +
      pen.fill(oval(230, 192, 13), '#fff', 0.8) +
      pen.solid('M100 192a100 22 0 0 0 200 0L278 318C276 326 272 330 264 330H136C128 330 124 326 122 318Z', tone, {
        by: [-26, 0],
        inside:
          pen.fill(box(90, 248, 220, 7, 0), tone.deep) +
          pen.fill(box(90, 296, 220, 7, 0), tone.deep) +
          (look % 2 ? '' : pen.fill(box(90, 256, 220, 40, 0), accent.lit)),
      }) +
      pen.fill(oval(106, 200, 10), metal.deep) +
      pen.fill(oval(294, 200, 10), metal.deep)
    )
  },
}

export const bathKinds = { soap, dispenser, brush, broom, bucket }
