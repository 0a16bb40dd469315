/** Pictures of what grows, and of houses for birds and bees. */
import type { Kind } from './kind.ts'
import { FLAME, GLASS, INK, LEAF, PAPER, PETAL, TOMATO } from './palettes.ts'
import { box, each, leaf, oval, path, rounded, turned } from './pen.ts'

const seeds: Kind = {
  name: 'Packet of seeds',
  shadow: 88,
  scale: 1.08,
  draw(pen, { body, accent }, look) {
    const flower =
      pen.line('M196 288V220', LEAF.shade, 6) +
      leaf(196, 272, 42, -58, LEAF.lit) +
      leaf(196, 262, 42, 58, LEAF.shade) +
      each([...Array(8).keys()], (i) => turned(i * 45, 196, 190, pen.fill(oval(196, 164, 11, 20), accent.lit))) +
      pen.fill(oval(196, 190, 15), FLAME.lit)
    const carrot =
      pen.fill(rounded('172,204,18 222,204,18 198,300,8'), '#dd7d35') +
      leaf(197, 208, 58, 0, LEAF.lit) +
      leaf(194, 208, 54, -32, LEAF.shade) +
      leaf(200, 208, 54, 32, LEAF.shade) +
      pen.line(path([178, 230], [200, 230]), '#c06424', 5) +
      pen.line(path([194, 254], [210, 254]), '#c06424', 5)
    const tomato =
      pen.fill(oval(196, 236, 50, 46), TOMATO.lit) +
      pen.fill(oval(180, 220, 13, 10), TOMATO.pale) +
      each([-70, -35, 0, 35, 70], (turn) => leaf(196, 200, 34, turn, LEAF.shade))
    const herb =
      pen.line('M196 296V170', LEAF.shade, 6) +
      each([280, 250, 220], (y) => leaf(196, y, 52, -54, LEAF.lit) + leaf(196, y, 52, 54, LEAF.shade)) +
      leaf(196, 196, 46, 0, LEAF.pale)
    return (
      turned(
        -4,
        200,
        330,
        pen.solid(box(118, 92, 164, 238, 6), PAPER, {
          by: [-16, 0],
          inside:
            pen.fill(box(100, 80, 200, 58, 0), body.lit) +
            pen.fill(box(270, 80, 30, 58, 0), body.shade) +
            pen.fill(box(100, 304, 200, 40, 0), body.lit) +
            [flower, carrot, tomato, herb][look % 4]!,
        }) + pen.fill(rounded('118,92,4 282,92,4 268,112,5 132,112,5'), body.deep),
      ) +
      each(
        [
          [286, 322, 30],
          [306, 316, -20],
          [318, 328, 70],
          [298, 332, 10],
        ] as const,
        ([x, y, turn]) => leaf(x, y, 16, turn, INK.lit),
      )
    )
  },
}

const pot: Kind = {
  name: 'Pot with plant',
  shadow: 88,
  scale: 1.08,
  draw(pen, { body, accent }, look) {
    const ficus =
      pen.line('M200 214C198 150 196 120 202 92', LEAF.deep, 6) +
      each(
        [
          [200, 196, 104, -58],
          [202, 190, 104, 56],
          [199, 160, 96, -38],
          [201, 150, 96, 40],
        ] as const,
        ([x, y, long, turn], i) => leaf(x, y, long, turn, i % 2 ? LEAF.shade : LEAF.lit),
      ) +
      leaf(201, 140, 92, 3, LEAF.pale)
    const lavender = each(
      [
        [-26, 176],
        [-13, 150],
        [0, 160],
        [13, 146],
        [26, 178],
      ] as const,
      ([turn, high]) =>
        turned(
          turn,
          200,
          214,
          pen.line(path([200, 214], [200, 214 - high + 50]), LEAF.shade, 5) +
            pen.fill(
              each([0, 1, 2, 3], (i) => oval(200, 226 - high + i * 15, 10, 8)),
              '#9385bd',
            ),
        ),
    )
    const aloe = each(
      [
        [-62, 78],
        [58, 82],
        [-40, 112],
        [38, 116],
        [-18, 134],
        [16, 140],
        [0, 128],
      ] as const,
      ([turn, long], i) => leaf(200, 218, long, turn, [LEAF.shade, LEAF.deep, LEAF.lit][i % 3]!),
    )
    const band = pen.fill(box(110, 222, 180, 20, 0), body.deep, 0.5)
    const ring = pen.fill(box(110, 262, 180, 12, 0), accent.lit, 0.9) + band
    return (
      [ficus, lavender, aloe][look % 3]! +
      pen.fill(rounded('108,316 292,316 282,332 118,332', 7), body.deep) +
      pen.solid(rounded('126,222,3 274,222,3 256,320,8 144,320,8'), body, {
        by: [-22, 0],
        inside: look % 2 ? ring : band,
      }) +
      pen.solid(box(114, 192, 172, 38, 7), body, { by: [-22, -3] })
    )
  },
}

const planter: Kind = {
  name: 'Planter',
  shadow: 138,
  scale: 1.08,
  draw(pen, { body, wood }, look) {
    const sprigs = each(
      [92, 146, 200, 254, 308],
      (x, i) =>
        leaf(x, 214, 88 + (i % 3) * 18, -16, LEAF.lit) +
        leaf(x, 214, 80 + (i % 2) * 22, 22, i % 2 ? LEAF.shade : LEAF.pale),
    )
    const flowers = each(
      [104, 152, 206, 254, 298],
      (x, i) =>
        pen.fill(oval(x, 142 + (i % 2) * 20, 15), PETAL.lit) + pen.fill(oval(x, 142 + (i % 2) * 20, 6), PETAL.deep),
    )
    const tone = look % 2 ? body : wood
    return (
      sprigs +
      (look % 2 ? flowers : '') +
      pen.fill(box(72, 316, 26, 16, 4), tone.deep) +
      pen.fill(box(302, 316, 26, 16, 4), tone.deep) +
      pen.solid(rounded('56,208,6 344,208,6 334,320,8 66,320,8'), tone, {
        by: [-18, -4],
        inside:
          look % 2
            ? pen.fill(box(50, 226, 300, 8, 0), tone.deep) + pen.fill(box(50, 298, 300, 8, 0), tone.deep)
            : pen.fill(box(50, 242, 300, 5, 0), tone.deep) + pen.fill(box(50, 280, 300, 5, 0), tone.deep),
      }) +
      pen.solid(box(46, 200, 308, 18, 7), tone, { by: [-10, -6] })
    )
  },
}

const birdhouse: Kind = {
  name: 'Bird house',
  shadow: 70,
  scale: 1.02,
  draw(pen, { body, wood, accent }, look) {
    const planks = each([188, 216, 244], (y) => pen.fill(box(120, y, 160, 4, 0), body.deep, 0.6))
    const front = pen.fill(oval(200, 196, 44), body.pale, 0.6)
    const hole =
      (look % 2 ? front : '') + pen.fill(oval(200, 190, 27), body.deep) + pen.fill(oval(202, 192, 22), INK.shade)
    return (
      pen.solid(box(190, 262, 22, 72, 4), wood, { by: [-8, 0] }) +
      pen.solid(rounded('200,86,4 272,152,4 262,274,7 138,274,7 128,152,4'), body, { by: [-20, -3], inside: planks }) +
      hole +
      pen.fill(box(193, 226, 15, 12, 5), wood.deep) +
      pen.line(path([200, 232], [200, 238]), wood.lit, 9) +
      pen.line(path([106, 160], [200, 76], [294, 160]), accent.shade, 22) +
      pen.line(path([104, 156], [198, 72]), accent.lit, 14) +
      pen.solid(box(122, 268, 156, 16, 6), wood, { by: [-6, -6] }) +
      leaf(176, 332, 30, -48, LEAF.lit) +
      leaf(226, 332, 34, 40, LEAF.shade) +
      leaf(214, 334, 26, 8, LEAF.pale)
    )
  },
}

const feeder: Kind = {
  name: 'Bird feeder',
  shadow: 0,
  scale: 1,
  draw(pen, { body, wood, accent }) {
    const grain = pen.fill(
      each([...Array(12).keys()], (i) =>
        oval(164 + (i % 4) * 24 + (Math.floor(i / 4) % 2) * 10, 196 + Math.floor(i / 4) * 22, 7, 5),
      ),
      '#a8763a',
    )
    const bird =
      pen.solid(
        'M276 246C270 220 292 204 312 212C324 218 326 230 330 240L352 268L318 262C300 270 280 266 276 246Z',
        accent,
        { by: [-8, -6] },
      ) +
      pen.fill(oval(290, 226, 3.5), INK.shade) +
      pen.fill(rounded('262,228 282,222 280,236', 3), FLAME.shade)
    return (
      pen.line(path([200, -8], [200, 84]), INK.lit, 5) +
      pen.fill('M148 140h104v132h-104Z', GLASS.pale) +
      pen.fill('M148 184h104v88h-104Z', wood.pale) +
      grain +
      pen.line(path([162, 152], [162, 256]), '#fff', 6) +
      pen.line(path([144, 142], [144, 268]), wood.lit, 14) +
      pen.line(path([256, 142], [256, 268]), wood.shade, 14) +
      pen.solid(rounded('188,74,8 212,74,8 300,140,8 100,140,8'), body, {
        by: [-24, -4],
        inside: pen.fill(box(90, 128, 220, 14, 0), body.deep),
      }) +
      pen.solid(rounded('90,268 310,268 296,296 104,296', 7), wood, { by: [-12, -7] }) +
      bird +
      pen.line(path([302, 264], [300, 272]), INK.lit, 4)
    )
  },
}

const insecthouse: Kind = {
  name: 'Insect house',
  shadow: 92,
  scale: 1.06,
  draw(pen, { body, wood, accent }) {
    const tubes = each([0, 1, 2], (row) => each([0, 1, 2, 3, 4], (i) => oval(142 + i * 29, 178 + row * 26, 11)))
    const holes = each([0, 1, 2], (row) => each([0, 1, 2, 3, 4], (i) => oval(143 + i * 29, 179 + row * 26, 5)))
    return (
      pen.solid(rounded('200,96,4 296,154,4 296,330,6 104,330,6 104,154,4'), body, { by: [-16, -3] }) +
      pen.fill(box(120, 158, 160, 86, 4), wood.deep) +
      pen.fill(tubes, wood.pale) +
      pen.fill(holes, INK.lit) +
      pen.fill(box(120, 254, 74, 62, 4), wood.deep) +
      pen.fill(box(204, 254, 76, 62, 4), wood.shade) +
      pen.line('M130 268h52M128 282h56M132 296h50M130 308h52', wood.lit, 8) +
      pen.fill(
        each(
          [
            [222, 272],
            [250, 268],
            [236, 292],
            [264, 290],
            [226, 306],
          ] as const,
          ([x, y]) => oval(x, y, 6),
        ),
        INK.lit,
      ) +
      pen.line(path([88, 164], [200, 92], [312, 164]), accent.shade, 22) +
      pen.line(path([86, 160], [198, 88]), accent.lit, 14) +
      pen.fill(oval(330, 214, 11, 8), FLAME.lit) +
      pen.fill(box(326, 207, 5, 15, 2), INK.lit) +
      pen.fill(oval(326, 202, 9, 5), '#fff', 0.8)
    )
  },
}

const birdbath: Kind = {
  name: 'Bird bath',
  shadow: 84,
  scale: 1.08,
  draw(pen, { body, accent }) {
    return (
      pen.solid(rounded('180,214,6 222,214,6 232,306,10 170,306,10'), body, { by: [-14, 0] }) +
      pen.solid(rounded('136,302 266,302 276,330 126,330', 8), body, { by: [-20, -5] }) +
      pen.solid('M72 172H330C326 212 268 232 200 232S76 212 72 172Z', body, { by: [-26, -6] }) +
      pen.fill(oval(201, 172, 130, 22), body.pale) +
      pen.fill(oval(201, 175, 114, 15), GLASS.shade) +
      pen.line('M130 176q18 8 40 2M220 182q24 4 46-4', GLASS.pale, 5) +
      pen.solid(
        'M226 150C220 122 242 104 262 112C274 118 278 132 280 142L304 160L270 166C250 172 230 170 226 150Z',
        accent,
        { by: [-8, -6] },
      ) +
      pen.fill(oval(242, 128, 4), INK.shade) +
      pen.fill(rounded('212,132 234,125 231,140', 3), FLAME.shade) +
      leaf(140, 334, 40, -38, LEAF.lit) +
      leaf(150, 334, 32, 10, LEAF.shade) +
      leaf(262, 334, 38, 34, LEAF.shade)
    )
  },
}

export const gardenKinds = { seeds, pot, planter, birdhouse, feeder, insecthouse, birdbath }
