/** Pictures of what cooks: pans, knives, boards and the tools in the crock. */
import type { Kind } from './kind.ts'
import { FLAME, INK, LEAF, STEEL, TOMATO } from './palettes.ts'
import { box, each, leaf, oval, path, rounded, turned } from './pen.ts'

const pan: Kind = {
  name: 'Frying pan',
  shadow: 112,
  scale: 1.08,
  draw(pen, { body, wood, accent }, look) {
    const egg =
      pen.fill(oval(120, 248, 40, 13), '#f6f1e4') +
      pen.fill(oval(117, 245, 16, 7), FLAME.lit) +
      pen.fill(oval(184, 254, 34, 11), '#f6f1e4') +
      pen.fill(oval(187, 252, 13, 6), FLAME.lit)
    const herbs =
      leaf(112, 260, 44, 58, LEAF.pale) +
      leaf(158, 262, 40, 74, LEAF.lit) +
      pen.fill(oval(190, 248, 16, 8), TOMATO.lit) +
      pen.fill(oval(106, 244, 15, 7), TOMATO.lit)
    return (
      turned(
        -27,
        262,
        256,
        pen.fill(box(238, 248, 48, 18, 5), body.deep) +
          pen.solid(box(270, 242, 124, 30, 14), wood, { by: [-3, -8] }) +
          pen.fill(oval(374, 256, 6), wood.deep),
      ) +
      pen.solid(rounded('34,252,4 276,252,4 246,330,30 64,330,30'), body, {
        by: [-22, -4],
        inside: pen.fill(box(30, 308, 260, 7, 0), accent.lit, 0.8),
      }) +
      pen.fill(oval(155, 250, 121, 33), body.shade) +
      pen.fill(oval(155, 253, 109, 26), INK.shade) +
      [egg, herbs][look % 2]!
    )
  },
}

const casserole: Kind = {
  name: 'Casserole',
  shadow: 122,
  scale: 1.12,
  draw(pen, { body, accent, metal }, look) {
    const bands = pen.fill(box(70, 306, 260, 8, 0), accent.lit)
    const sprigs = each([130, 186, 242], (x) => leaf(x, 296, 44, -26, accent.lit) + leaf(x, 296, 44, 26, accent.lit))
    const grip = (x: number): string =>
      pen.line(`M${x} 222c${x < 200 ? '-34 0-34 30 0 30' : '34 0 34 30 0 30'}`, body.shade, 14)
    return (
      grip(98) +
      grip(302) +
      pen.solid(rounded('92,200,4 308,200,4 304,330,34 96,330,34'), body, {
        by: [-26, -2],
        inside: look % 2 ? sprigs : bands,
      }) +
      pen.solid('M92 192C100 140 300 140 308 192Z', body, { by: [-24, -6] }) +
      pen.fill(box(84, 186, 232, 18, 8), body.deep) +
      pen.fill(box(86, 184, 226, 8, 4), body.pale) +
      pen.fill(rounded('186,128 214,128 208,154 192,154', 4), metal.deep) +
      pen.solid(box(172, 110, 56, 24, 11), metal, { by: [-8, -6] })
    )
  },
}

const knife: Kind = {
  name: 'Knife',
  shadow: 118,
  scale: 1.04,
  draw(pen, { body, wood, metal }, look) {
    const blade =
      look % 2
        ? 'M40 176H226V214C156 222 84 210 40 176Z'
        : 'M44 168C60 164 210 172 226 176V208H92C66 206 48 190 44 168Z'
    return (
      pen.solid(box(72, 288, 256, 42, 10), wood, { by: [-6, -12] }) +
      turned(
        -52,
        200,
        190,
        pen.solid(blade, STEEL, { by: [0, -14] }) +
          pen.fill(box(222, 172, 20, 40, 3), metal.deep) +
          pen.solid(box(238, 172, 116, 34, 12), body, { by: [-4, -9] }) +
          each([264, 294, 324], (x) => pen.fill(oval(x, 188, 4.5), metal.pale)),
      ) +
      pen.line(path([96, 308], [250, 308]), wood.deep, 4) +
      pen.line(path([270, 308], [304, 308]), wood.deep, 4)
    )
  },
}

const board: Kind = {
  name: 'Cutting board',
  shadow: 96,
  scale: 1.06,
  draw(pen, { wood }, look) {
    const grain = each(
      [
        [130, 130, 286],
        [158, 104, 240],
        [196, 150, 320],
        [232, 110, 230],
        [262, 170, 306],
      ] as const,
      ([x, from, to]) => pen.line(path([x, from], [x - 3, to]), wood.shade, 5),
    )
    const joints = each([154, 200, 246], (x) => pen.fill(box(x - 8, 60, 16, 290, 0), wood.deep, 0.55))
    const board = pen.solid(
      'M122 112h52V72c0-20 12-30 28-30s28 10 28 30v40h48c10 0 14 6 14 14v190c0 10-6 14-14 14H122' +
        'c-8 0-14-4-14-14V126c0-8 4-14 14-14Z',
      wood,
      { by: [-12, -4], inside: look % 2 ? joints : grain },
    )
    return (
      turned(4, 200, 330, board + pen.fill(oval(202, 76, 11), wood.deep)) +
      pen.solid(oval(104, 304, 28, 26), TOMATO, { by: [-7, -5] }) +
      leaf(104, 284, 20, 60, LEAF.shade) +
      leaf(104, 284, 20, -50, LEAF.lit) +
      pen.solid(oval(152, 312, 20, 18), TOMATO, { by: [-5, -4] }) +
      leaf(152, 298, 15, 40, LEAF.shade)
    )
  },
}

const utensils: Kind = {
  name: 'Cooking tools',
  shadow: 76,
  scale: 1.06,
  draw(pen, { body, accent, wood, metal }, look) {
    const spoon = turned(
      -17,
      178,
      240,
      pen.line(path([178, 240], [178, 118]), wood.lit, 12) + pen.solid(oval(178, 88, 25, 36), wood, { by: [-7, -4] }),
    )
    const turner = turned(
      3,
      204,
      240,
      pen.line(path([204, 240], [204, 130]), wood.shade, 12) +
        pen.solid(rounded('180,52,10 226,52,10 220,138,14 190,138,14'), wood, { by: [-9, -3] }) +
        pen.fill(box(200, 72, 7, 44, 3), wood.deep),
    )
    const whisk = turned(
      22,
      228,
      240,
      pen.line(path([228, 240], [228, 150]), metal.deep, 11) +
        pen.line('M228 152C188 116 200 56 228 56s40 60 0 96', metal.shade, 5) +
        pen.line('M228 152C212 120 216 76 228 56c12 20 16 64 0 96', metal.shade, 5),
    )
    const band = pen.fill(box(110, 236, 200, 16, 0), accent.lit)
    const dip = pen.fill(box(110, 276, 200, 60, 0), accent.lit)
    return (
      whisk +
      turner +
      spoon +
      pen.fill(oval(200, 206, 66, 13), body.deep) +
      pen.solid(rounded('134,206,4 266,206,4 258,330,16 142,330,16'), body, {
        by: [-24, 0],
        inside: look % 2 ? band : dip,
      })
    )
  },
}

export const cookingKinds = { pan, casserole, knife, board, utensils }
