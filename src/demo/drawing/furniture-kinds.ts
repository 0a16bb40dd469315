/** Pictures of furniture, inside and out. */
import type { Kind } from './kind.ts'
import { FLAME, LEAF, PAPER, TOMATO } from './palettes.ts'
import { box, each, leaf, oval, path, rounded } from './pen.ts'

const chair: Kind = {
  name: 'Chair',
  shadow: 104,
  scale: 1.06,
  draw(pen, { body, wood }, look) {
    const slats = each([84, 114, 144], (y) =>
      pen.solid(`M142 ${y}C176 ${y - 10} 226 ${y - 10} 260 ${y}v18C226 ${y + 8} 176 ${y + 8} 142 ${y + 18}Z`, wood),
    )
    const panel = pen.solid('M142 76C176 62 226 62 260 76v82C226 150 176 150 142 158Z', body)
    const spokes =
      pen.solid('M140 70C176 52 226 52 262 70v22C226 78 176 78 140 92Z', wood) +
      each([168, 190, 212, 234], (x) => pen.line(path([x, 82], [x, 196]), wood.shade, 7))
    const seat = 'M132 196C170 186 232 186 270 196L286 226C288 240 276 244 264 244H138C126 244 114 240 116 226Z'
    return (
      pen.line(path([140, 232], [128, 328]), wood.shade, 13) +
      pen.line(path([262, 232], [274, 328]), wood.shade, 13) +
      pen.line(path([138, 288], [266, 288]), wood.shade, 8) +
      pen.line(path([146, 66], [146, 226]), wood.lit, 14) +
      pen.line(path([256, 66], [256, 226]), wood.lit, 14) +
      [slats, panel, spokes][look % 3]! +
      pen.solid(seat, body, { by: [-12, -7] }) +
      pen.line(path([122, 244], [106, 330]), wood.lit, 14) +
      pen.line(path([280, 244], [296, 330]), wood.lit, 14)
    )
  },
}

const stool: Kind = {
  name: 'Stool',
  shadow: 96,
  scale: 1.12,
  draw(pen, { body, wood }, look) {
    const seat = look % 2 ? wood : body
    return (
      pen.line(path([204, 180], [206, 310]), wood.deep, 15) +
      pen.line(path([140, 186], [112, 328]), wood.lit, 17) +
      pen.line(path([260, 186], [290, 328]), wood.shade, 17) +
      pen.line(path([128, 272], [274, 272]), wood.shade, 10) +
      pen.solid('M98 158H302V178C302 224 98 224 98 178Z', seat, { by: [-26, 0] }) +
      pen.fill(oval(200, 158, 102, 32), seat.lit) +
      pen.fill(oval(196, 155, 84, 23), seat.pale) +
      (look % 2
        ? pen.line('M140 148q50 14 112 4M132 162q60 14 128 2', seat.lit, 4)
        : pen.fill(oval(196, 155, 8, 4), seat.shade)) +
      pen.line(path([134, 212], [121, 284]), wood.pale, 4) +
      pen.line(path([266, 210], [286, 300]), wood.deep, 4)
    )
  },
}

const table: Kind = {
  name: 'Table',
  shadow: 150,
  scale: 1.03,
  draw(pen, { body, accent, wood }, look) {
    const vase =
      pen.solid(rounded('186,104,4 226,104,4 234,158,14 178,158,14'), body, { by: [-10, 0] }) +
      leaf(206, 108, 60, 0, LEAF.lit) +
      leaf(204, 110, 52, -42, LEAF.shade) +
      leaf(208, 110, 52, 42, LEAF.pale)
    const fruit =
      pen.fill(oval(186, 130, 19), FLAME.lit) +
      pen.fill(oval(222, 132, 17), TOMATO.lit) +
      pen.solid('M146 132H262C260 154 236 164 204 164S148 154 146 132Z', accent, { by: [-14, -3] })
    return (
      pen.line(path([98, 186], [92, 292]), wood.deep, 14) +
      pen.line(path([304, 186], [310, 292]), wood.deep, 14) +
      pen.fill(rounded('76,138,8 324,138,8 360,176,8 40,176,8'), wood.pale) +
      pen.line(path([96, 152], [284, 152]), wood.lit, 5) +
      pen.line(path([130, 164], [318, 164]), wood.lit, 5) +
      [vase, fruit][look % 2]! +
      pen.solid(box(36, 172, 328, 20, 8), wood, { by: [-20, -6] }) +
      pen.fill(box(66, 190, 268, 24, 4), wood.deep) +
      pen.line(path([72, 200], [62, 328]), wood.lit, 18) +
      pen.line(path([328, 200], [338, 328]), wood.shade, 18)
    )
  },
}

const shelf: Kind = {
  name: 'Shelf',
  shadow: 100,
  scale: 1,
  draw(pen, { body, accent, wood }) {
    const books = (x: number, foot: number, heights: readonly number[]): string =>
      each(heights, (high, i) =>
        pen.fill(
          `M${x + i * 16} ${foot - high}h14v${high}h-14Z`,
          [body.lit, accent.lit, body.shade, accent.shade][i % 4]!,
        ),
      )
    return (
      pen.fill(box(110, 66, 180, 258, 4), wood.deep, 0.35) +
      books(126, 140, [52, 46, 56, 44]) +
      pen.solid(rounded('226,110 266,110 260,140 232,140', 4), body, { by: [-8, 0] }) +
      leaf(246, 112, 34, 0, LEAF.lit) +
      leaf(244, 112, 30, -46, LEAF.shade) +
      leaf(248, 112, 30, 46, LEAF.pale) +
      pen.solid(oval(158, 204, 26, 22), accent, { by: [-8, -4] }) +
      pen.fill(box(150, 172, 16, 14, 4), accent.shade) +
      books(206, 226, [46, 54, 40, 50]) +
      pen.solid(box(126, 266, 72, 46, 8), wood, {
        by: [-8, -6],
        inside: pen.line(path([134, 290], [190, 290]), wood.deep, 5),
      }) +
      pen.solid(box(214, 276, 66, 36, 12), body, { by: [0, -8] }) +
      pen.line(
        each([62, 146, 232, 318], (y) => path([96, y], [304, y])),
        wood.shade,
        12,
      ) +
      pen.line(
        each([60, 144, 230, 316], (y) => path([96, y], [296, y])),
        wood.lit,
        7,
      ) +
      pen.line(path([100, 58], [100, 326]) + path([300, 58], [300, 326]), wood.shade, 16) +
      pen.line(path([97, 56], [97, 324]) + path([296, 56], [296, 324]), wood.lit, 9)
    )
  },
}

const bench: Kind = {
  name: 'Bench',
  shadow: 150,
  scale: 1.06,
  draw(pen, { wood, body }, look) {
    const cushion = pen.solid(box(196, 182, 92, 34, 14), body, { by: [-10, -6] })
    return (
      pen.line(path([72, 124], [72, 236]), wood.shade, 15) +
      pen.line(path([328, 124], [328, 236]), wood.shade, 15) +
      each([136, 164, 192], (y) => pen.solid(box(58, y - 12, 284, 20, 7), wood, { by: [-10, -6] })) +
      (look % 2 ? cushion : '') +
      pen.solid(rounded('58,212 342,212 362,240 38,240', 6), wood, {
        by: [-10, -7],
        inside: pen.line(path([52, 226], [348, 226]), wood.shade, 4),
      }) +
      pen.fill(box(50, 240, 300, 16, 4), wood.deep) +
      pen.line(path([60, 190], [44, 190], [46, 326]), wood.lit, 16) +
      pen.line(path([340, 190], [356, 190], [354, 326]), wood.shade, 16) +
      pen.line(path([92, 256], [90, 312]), wood.deep, 12) +
      pen.line(path([308, 256], [310, 312]), wood.deep, 12)
    )
  },
}

const deckchair: Kind = {
  name: 'Deckchair',
  shadow: 138,
  scale: 1.06,
  draw(pen, { body, accent, wood }) {
    const canvas = 'M96 76L176 84C186 190 240 262 326 248L332 262C330 296 176 344 116 150Z'
    const stripes = each([0, 1, 2, 3], (i) =>
      pen.line(
        `M${92 + i * 24} 68C${108 + i * 24} ${230 - i * 14} ${220 + i * 14} ${304 - i * 16} 344 ${274 - i * 9}`,
        accent.lit,
        9,
      ),
    )
    return (
      pen.line(path([104, 328], [300, 214]), wood.shade, 13) +
      pen.solid(canvas, body, { by: [-14, -4], inside: stripes }) +
      pen.line(path([92, 70], [262, 328]), wood.lit, 15) +
      pen.line(path([180, 78], [304, 290]), wood.shade, 11) +
      pen.line(path([82, 72], [188, 80]), wood.deep, 12) +
      pen.line(path([96, 328], [344, 254]), wood.lit, 15) +
      pen.line(path([322, 240], [346, 264]), wood.deep, 12) +
      pen.line(path([88, 328], [126, 328]), wood.deep, 10) +
      pen.line(path([244, 328], [282, 328]), wood.deep, 10)
    )
  },
}

const hammock: Kind = {
  name: 'Hammock',
  shadow: 128,
  scale: 1.06,
  draw(pen, { body, accent, wood }, look) {
    const cloth = 'M84 158C130 246 270 246 316 158L306 186C290 312 110 312 94 186Z'
    const stripes =
      look % 2
        ? each([0, 1, 2], (i) =>
            pen.line(
              `M84 ${176 + i * 26}C130 ${268 + i * 22} 270 ${268 + i * 22} 316 ${176 + i * 26}`,
              accent.lit,
              i === 1 ? 12 : 7,
            ),
          )
        : each([116, 150, 196, 240, 276], (x) => pen.fill(box(x, 150, 14, 160, 0), accent.lit))
    const fringe = pen.line(
      each([...Array(9).keys()], (i) => {
        const [x, y] = [126 + i * 18.5, 262 + (i < 4 ? i : 8 - i) * 4.6]
        return path([x, y], [x, y + 18])
      }),
      accent.shade,
      5,
    )
    return (
      pen.solid(rounded('42,92 60,92 64,330 38,330', 5), wood, { by: [-8, 0] }) +
      pen.solid(rounded('340,92 358,92 362,330 336,330', 5), wood, { by: [-8, 0] }) +
      pen.line(
        each([160, 176, 192], (y) => path([52, 116], [92, y]) + path([348, 116], [308, y])),
        PAPER.deep,
        4,
      ) +
      fringe +
      pen.solid(cloth, body, { by: [-8, -12], inside: stripes }) +
      pen.solid(box(110, 190, 76, 38, 16), accent, { by: [-8, -5] })
    )
  },
}

export const furnitureKinds = { chair, stool, table, shelf, bench, deckchair, hammock }
