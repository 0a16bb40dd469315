/** Pictures of what stands on the table: cups and pots for tea and coffee, plates, bowls, glasses. */
import type { Kind } from './kind.ts'
import { FLAME, GLASS, INK, LEAF, PAPER, TOMATO, WOOD } from './palettes.ts'
import { box, each, leaf, oval, path, rounded } from './pen.ts'

const mug: Kind = {
  name: 'Mug',
  shadow: 98,
  scale: 1.26,
  draw(pen, { body, accent }, look) {
    const glaze = pen.fill('M100 168h190v38c-24 12-44-6-70 4s-60 8-120-4Z', accent.lit)
    const bands = pen.fill(box(90, 222, 200, 12, 0), accent.lit) + pen.fill(box(90, 244, 200, 22, 0), accent.lit)
    const foot = pen.fill(box(90, 292, 200, 44, 0), accent.shade)
    const dots = each([134, 172, 210, 248], (x, i) => pen.fill(oval(x, i % 2 ? 268 : 228, 9), accent.lit))
    const outline = rounded('118,172,4 270,172,4 270,330,44 118,330,44')
    return (
      pen.line('M266 206c50-6 58 72-4 80', body.shade, 22) +
      pen.solid(outline, body, { inside: [glaze, bands, foot, dots][look % 4]! }) +
      pen.fill(oval(194, 172, 76, 17), look % 4 === 0 ? accent.shade : body.deep) +
      pen.fill(oval(194, 175, 64, 12), INK.shade) +
      pen.line('M172 146c-12-18 12-24 0-44M214 146c-12-18 12-24 0-44', PAPER.lit, 7) +
      pen.line(path([134, 280], [134, 296]), body.pale, 7) +
      pen.line('M286 228c16 4 16 36 0 42', body.deep, 5)
    )
  },
}

const cup: Kind = {
  name: 'Cup and saucer',
  shadow: 118,
  scale: 1.16,
  draw(pen, { body, accent }, look) {
    const band = pen.fill(box(100, 206, 200, 14, 0), accent.lit)
    const lobes = pen.line(
      each([142, 168, 194, 220, 246], (x) => path([x, 212], [x, 300])),
      body.shade,
      5,
    )
    return (
      pen.line('M176 160c-10-16 10-22 0-40M212 160c-10-16 10-22 0-40', PAPER.lit, 7) +
      pen.line('M260 216c44-8 48 54-12 56', body.shade, 14) +
      pen.solid('M72 300C80 326 320 326 328 300L318 316C300 338 100 338 82 316Z', accent, { by: [-16, -3] }) +
      pen.fill(oval(200, 300, 128, 15), accent.pale) +
      pen.fill(oval(200, 302, 70, 8), accent.shade) +
      pen.solid('M120 196H272C272 262 246 304 196 304S120 262 120 196Z', body, {
        by: [-18, -3],
        inside: look % 2 ? band : lobes,
      }) +
      pen.fill(oval(196, 196, 76, 15), body.deep) +
      pen.fill(oval(196, 199, 64, 10), '#6b4a33')
    )
  },
}

const kettle: Kind = {
  name: 'Kettle',
  shadow: 118,
  scale: 1.1,
  draw(pen, { body, accent }) {
    const band = pen.fill(box(80, 294, 240, 9, 0), accent.lit)
    const outline = 'M112 210C120 176 272 176 282 210L300 300C302 320 290 330 272 330H122C104 330 92 320 94 300Z'
    return (
      pen.line('M126 186C122 96 270 96 268 186', INK.lit, 15) +
      pen.line('M160 128C180 116 212 116 234 128', WOOD.lit, 22) +
      pen.fill(rounded('94,224,6 50,182,8 62,164,6 130,204,4'), body.shade) +
      pen.solid(outline, body, { inside: band }) +
      pen.fill(oval(197, 190, 62, 13), body.deep) +
      pen.solid('M146 188C150 164 244 164 248 188Z', body) +
      pen.fill(box(186, 150, 22, 22, 9), INK.lit)
    )
  },
}

const teapot: Kind = {
  name: 'Teapot',
  shadow: 100,
  scale: 1.16,
  draw(pen, { body, accent }, look) {
    const waves = each([226, 254, 282], (y) => pen.line(`M90 ${y}q20 14 40 0t40 0t40 0t40 0t40 0t40 0`, accent.lit, 6))
    const band = pen.fill(box(90, 232, 220, 30, 0), accent.lit) + pen.fill(box(90, 272, 220, 7, 0), accent.lit)
    const sprig =
      pen.line('M176 296C186 262 204 240 226 226', LEAF.shade, 5) +
      each(
        [
          [184, 270, -62],
          [190, 262, 58],
          [206, 244, -58],
          [212, 238, 62],
          [226, 226, 22],
        ] as const,
        ([x, y, turn]) => leaf(x, y, 32, turn, accent.lit),
      )
    return (
      pen.line('M268 204C342 184 348 282 270 286', body.shade, 18) +
      pen.fill('M132 292C84 290 108 206 62 200L52 180C56 172 66 172 78 178C124 192 112 226 140 226Z', body.shade) +
      pen.solid(
        'M106 250C106 196 146 172 198 172S290 196 290 250C290 300 256 330 230 330H166C140 330 106 300 106 250Z',
        body,
        { by: [-20, -4], inside: [waves, band, sprig][look % 3]! },
      ) +
      pen.fill(oval(198, 180, 52, 12), body.deep) +
      pen.solid('M150 178C156 152 240 152 246 178Z', body) +
      pen.fill(oval(198, 150, 14, 12), WOOD.lit)
    )
  },
}

const dripper: Kind = {
  name: 'Coffee dripper',
  shadow: 82,
  scale: 1.02,
  draw(pen, { body }) {
    const coffee = pen.fill(box(90, 284, 220, 50, 0), INK.lit) + pen.fill(oval(200, 284, 74, 9), INK.pale)
    return (
      pen.line('M268 238c52-10 54 66 2 66', WOOD.shade, 14) +
      pen.solid(rounded('160,208,8 240,208,8 282,300,20 272,330,16 128,330,16 118,300,20'), GLASS, {
        by: [-24, 0],
        inside: coffee,
      }) +
      pen.fill(rounded('146,226 254,226 262,246 138,246', 6), WOOD.lit) +
      pen.line('M268 110c46-8 46 54-14 50', body.shade, 14) +
      pen.fill(rounded('130,98,6 146,62,8 262,62,8 276,98,6'), PAPER.lit) +
      pen.fill(oval(200, 84, 52, 13), INK.lit) +
      pen.solid(rounded('120,92,6 282,92,6 228,196,10 174,196,10'), body, {
        inside: pen.line(
          each([-48, -16, 16, 48], (x) => path([201 + x, 112], [201 + x / 3, 188])),
          body.deep,
          4,
        ),
      }) +
      pen.solid(box(146, 192, 110, 18, 8), body, { by: [0, -6] })
    )
  },
}

const plate: Kind = {
  name: 'Plate',
  shadow: 104,
  scale: 1.08,
  draw(pen, { body, accent, wood }, look) {
    const rim = pen.line(oval(200, 196, 112), accent.lit, 9)
    const dashes = pen.fill(
      each([...Array(16).keys()], (i) =>
        oval(200 + 106 * Math.sin((i * Math.PI) / 8), 196 - 106 * Math.cos((i * Math.PI) / 8), 8),
      ),
      accent.lit,
    )
    const thin = pen.line(oval(200, 196, 100), accent.shade, 5) + pen.line(oval(200, 196, 114), accent.shade, 5)
    return (
      pen.fill(rounded('152,296 172,296 138,330 118,330', 4), wood.shade) +
      pen.fill(rounded('228,296 248,296 282,330 262,330', 4), wood.shade) +
      pen.solid(oval(200, 196, 126), body, { by: [-10, -8], inside: [rim, dashes, thin][look % 3]! }) +
      pen.fill(oval(200, 196, 82), body.shade) +
      pen.fill(oval(203, 200, 78), body.pale) +
      pen.line('M144 176C150 154 166 142 184 138', PAPER.pale, 6) +
      pen.solid(rounded('108,312 292,312 300,330 100,330', 5), wood, { by: [0, -7] })
    )
  },
}

const bowl: Kind = {
  name: 'Bowl',
  shadow: 90,
  scale: 1.14,
  draw(pen, { body, accent }, look) {
    const fruit =
      pen.fill(oval(156, 206, 34), TOMATO.lit) +
      pen.fill(oval(214, 196, 40), FLAME.lit) +
      pen.fill(oval(262, 210, 28), LEAF.pale) +
      leaf(214, 158, 30, 42, LEAF.shade) +
      pen.fill(oval(198, 180, 10, 8), FLAME.pale)
    const salad =
      each(
        [
          [122, -44],
          [152, -20],
          [186, 8],
          [216, -12],
          [246, 24],
          [276, 46],
        ] as const,
        ([x, turn], i) => leaf(x, 226, 74, turn, i % 2 ? LEAF.shade : LEAF.pale),
      ) +
      pen.fill(oval(170, 200, 15), TOMATO.lit) +
      pen.fill(oval(236, 198, 15), TOMATO.lit)
    const nested =
      pen.solid('M104 196H296C294 250 262 280 200 280S106 250 104 196Z', accent, { by: [-20, -5] }) +
      pen.fill(box(98, 186, 204, 16, 8), accent.pale)
    const band =
      look % 2
        ? each([112, 146, 180, 214, 248, 282], (x) => pen.line(path([x, 246], [x, 300]), accent.lit, 7))
        : pen.fill(box(70, 222, 260, 14, 0), accent.lit)
    return (
      [fruit, nested, salad][look % 3]! +
      pen.fill(rounded('154,312 246,312 250,330 150,330', 4), body.deep) +
      pen.solid('M84 212H316C314 282 264 320 200 320S86 282 84 212Z', body, { by: [-24, -6], inside: band }) +
      pen.fill(box(80, 204, 240, 14, 7), body.pale) +
      pen.line('M104 250C110 274 126 292 146 302', body.pale, 6)
    )
  },
}

const glass: Kind = {
  name: 'Glass',
  shadow: 104,
  scale: 1.12,
  draw(pen, { body }) {
    const tumbler = (x: number, y: number, drink: string): string => {
      const [left, right] = [x - 58, x + 58]
      const outline = rounded(`${left},${y},6 ${right},${y},6 ${right - 12},330,18 ${left + 12},330,18`)
      const level = y + (330 - y) * 0.38
      const inside =
        pen.fill(box(left, level, 116, 330 - level - 14, 0), drink, 0.8) +
        pen.fill(oval(x, level, 58, 9), body.pale, 0.7) +
        pen.line(path([left + 24, y + 22], [left + 30, 300]), '#fff', 7)
      return pen.solid(outline, GLASS, { by: [-22, 0], inside }) + pen.line(oval(x, y + 2, 54, 9), GLASS.deep, 4)
    }
    return tumbler(258, 176, body.shade) + tumbler(158, 142, body.lit)
  },
}

const carafe: Kind = {
  name: 'Carafe',
  shadow: 78,
  scale: 1.04,
  draw(pen, { body, accent }) {
    const inside =
      pen.fill(box(90, 236, 220, 84, 0), body.lit, 0.75) +
      pen.fill(oval(200, 236, 80, 11), body.pale, 0.9) +
      pen.line('M136 306C130 258 168 226 174 184', '#fff', 8) +
      pen.fill(box(90, 316, 220, 20, 0), GLASS.shade)
    const outline = 'M172 104h56v66c0 44 60 66 60 116 0 28-16 44-40 44H152c-24 0-40-16-40-44 0-50 60-72 60-116Z'
    return (
      pen.solid(outline, GLASS, { by: [-20, 0], inside }) +
      pen.fill(box(164, 96, 72, 16, 8), GLASS.shade) +
      pen.fill(box(166, 146, 68, 12, 6), accent.shade) +
      pen.solid(oval(200, 76, 27), WOOD, { by: [-9, -5] })
    )
  },
}

export const tableKinds = { mug, cup, kettle, teapot, dripper, plate, bowl, glass, carafe }
