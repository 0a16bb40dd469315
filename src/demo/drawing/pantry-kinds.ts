/** Pictures of what keeps and what cleans up: jars, tins, bottles, mills, aprons, towels for the dishes. */
import type { Kind } from './kind.ts'
import { GLASS, INK, PAPER, PETAL } from './palettes.ts'
import { box, each, leaf, oval, path, rounded } from './pen.ts'

const jar: Kind = {
  name: 'Storage jar',
  shadow: 88,
  scale: 1.1,
  draw(pen, { body, wood }, look) {
    const beans = pen.fill(
      each([...Array(12).keys()], (i) =>
        oval(136 + (i % 4) * 42 + (Math.floor(i / 4) % 2) * 16, 236 + Math.floor(i / 4) * 30, 15, 10),
      ),
      body.lit,
    )
    const layer = pen.fill(box(100, 218, 200, 120, 0), body.lit) + pen.fill(oval(200, 218, 88, 10), body.pale)
    const inside =
      (look % 2 ? pen.fill(box(100, 222, 200, 120, 0), body.deep) + beans : layer) +
      pen.line(path([136, 168], [136, 306]), '#fff', 8)
    return (
      pen.solid(box(114, 140, 172, 190, 26), GLASS, { by: [-24, 0], inside }) +
      pen.fill(box(124, 124, 152, 22, 8), GLASS.shade) +
      pen.fill(rounded('160,244 258,244 258,296 160,296', 5), PAPER.lit) +
      pen.line(path([176, 262], [242, 262]), body.shade, 6) +
      pen.line(path([176, 279], [220, 279]), body.shade, 6) +
      pen.solid(box(112, 96, 176, 34, 10), wood, { by: [-20, -8] }) +
      pen.fill(box(182, 78, 36, 20, 8), wood.shade)
    )
  },
}

const bottle: Kind = {
  name: 'Bottle',
  shadow: 60,
  scale: 1.03,
  draw(pen, { body, accent, metal, wood }, look) {
    const outline = 'M176 116h48v36c0 30 42 38 42 84v72c0 14-8 22-22 22H156c-14 0-22-8-22-22v-72c0-46 42-54 42-84Z'
    const label =
      pen.fill(box(120, 238, 160, 62, 0), accent.lit) +
      leaf(200, 292, 44, 0, body.shade) +
      leaf(200, 292, 34, -52, body.shade) +
      leaf(200, 292, 34, 52, body.shade)
    const bands = pen.fill(box(120, 224, 160, 10, 0), accent.lit) + pen.fill(box(120, 294, 160, 16, 0), accent.lit)
    const stopper =
      look % 2
        ? pen.solid(box(168, 80, 64, 40, 9), wood, { by: [-12, -3] })
        : pen.solid(box(168, 82, 64, 38, 9), metal, { by: [-12, -3] }) +
          pen.line('M176 82c0-40 48-40 48 0', metal.shade, 8)
    return (
      pen.solid(outline, body, { by: [-22, -2], inside: look % 2 ? label : bands }) +
      pen.fill(box(170, 114, 60, 12, 5), body.deep) +
      stopper +
      pen.line('M160 222C164 206 174 196 182 186', body.pale, 7)
    )
  },
}

const tin: Kind = {
  name: 'Tin',
  shadow: 84,
  scale: 1.1,
  draw(pen, { body, accent }) {
    const label =
      pen.fill(oval(196, 254, 46), accent.lit) +
      leaf(196, 288, 62, 0, body.shade) +
      leaf(194, 286, 44, -50, body.lit) +
      leaf(198, 286, 44, 50, body.lit) +
      pen.fill(box(100, 312, 200, 6, 0), accent.lit) +
      pen.fill(box(100, 190, 200, 6, 0), accent.lit)
    return (
      pen.solid(rounded('120,168,3 280,168,3 280,330,16 120,330,16'), body, { by: [-26, 0], inside: label }) +
      pen.solid(rounded('114,128,8 286,128,8 286,178,6 114,178,6'), body, {
        by: [-26, 0],
        inside: pen.fill(box(100, 168, 200, 14, 0), body.deep),
      }) +
      pen.fill(oval(200, 129, 84, 12), body.pale) +
      pen.fill(oval(200, 118, 15, 12), PETAL.shade)
    )
  },
}

const mill: Kind = {
  name: 'Mill',
  shadow: 62,
  scale: 1.04,
  draw(pen, { body, wood, metal, accent }, look) {
    const waist = 'M158 172h84c4 40-14 56-14 82 0 28 24 38 24 76H148c0-38 24-48 24-76 0-26-18-42-14-82Z'
    const head = 'M160 156C144 116 170 84 200 84s56 32 40 72Z'
    const grain = pen.line(
      each([184, 204, 220], (x, i) => path([x, 200 + i * 20], [x - 2, 262 + i * 18])),
      wood.deep,
      4,
    )
    const rings = pen.fill(box(130, 306, 140, 8, 0), accent.lit) + pen.fill(box(130, 180, 140, 8, 0), accent.lit)
    const tone = look % 2 ? wood : body
    return (
      pen.solid(waist, tone, { inside: look % 2 ? grain : rings }) +
      pen.fill(box(156, 156, 88, 16, 5), metal.lit) +
      pen.solid(head, tone, { by: [-16, -6] }) +
      pen.fill(oval(200, 76, 15, 14), metal.shade) +
      pen.fill(oval(196, 72, 8, 7), metal.pale) +
      each(
        [
          [112, 326],
          [292, 322],
          [306, 330],
        ] as const,
        ([x, y]) => pen.fill(oval(x, y, 8, 6), INK.lit),
      )
    )
  },
}

const apron: Kind = {
  name: 'Apron',
  shadow: 0,
  scale: 1,
  draw(pen, { body, accent, shadow, wood }, look) {
    const outline = rounded('156,122,6 244,122,6 254,178,24 298,206,12 304,330,16 96,330,16 102,206,12 146,178,24')
    const stripes = each([118, 150, 182, 214, 246, 278], (x) => pen.fill(box(x, 110, 9, 230, 0), accent.lit))
    const plain =
      pen.line('M150 200C142 240 138 280 136 324', body.shade, 6) +
      pen.line('M256 206C262 240 266 290 268 324', body.deep, 6)
    return (
      pen.fill(outline, shadow, 0.5).replace('<path', '<path transform="translate(12 12)"') +
      pen.line('M160 124C164 86 186 70 200 62C214 70 236 86 240 124', accent.deep, 8) +
      pen.fill(oval(200, 58, 12), wood.shade) +
      pen.fill(oval(197, 55, 8), wood.lit) +
      pen.line('M104 214C82 232 78 262 86 286', accent.deep, 8) +
      pen.line('M296 214C318 232 322 256 316 280', accent.deep, 8) +
      pen.solid(outline, body, { by: [-20, -4], inside: look % 2 ? stripes : plain }) +
      pen.solid(rounded('158,236 242,236 240,292 160,292', 8), body, {
        by: [-10, -5],
        inside: pen.fill(box(150, 232, 100, 13, 0), accent.lit),
      })
    )
  },
}

const cloth: Kind = {
  name: 'Kitchen towel',
  shadow: 0,
  scale: 1,
  draw(pen, { body, accent, shadow, wood }, look) {
    const outline = rounded('118,102,4 278,102,4 286,322,10 126,322,10')
    const check =
      each([140, 184, 228, 272], (x) => pen.fill(box(x, 90, 12, 250, 0), body.lit)) +
      each([136, 180, 224, 268], (y) => pen.fill(box(110, y, 190, 12, 0), body.lit)) +
      pen.fill(box(110, 306, 190, 30, 0), body.lit)
    const stripes =
      each([250, 274, 286], (y, i) => pen.fill(box(110, y, 190, i === 0 ? 16 : 6, 0), body.lit)) +
      each([150, 158, 240], (x) => pen.fill(box(x, 90, 5, 250, 0), body.lit))
    const tone = look % 2 ? accent : { ...accent, lit: accent.pale, shade: accent.lit }
    return (
      pen.fill(outline, shadow, 0.5).replace('<path', '<path transform="translate(12 12)"') +
      pen.solid(rounded('270,104,4 300,104,6 300,272,10 270,280,10'), body, { by: [-6, 0] }) +
      pen.solid(outline, tone, { by: [-14, -3], inside: look % 2 ? check : stripes }) +
      pen.line('M196 122C190 180 198 240 192 300', accent.shade, 5) +
      pen.solid(box(74, 84, 252, 22, 11), wood, { by: [-4, -8] }) +
      pen.fill(box(84, 74, 14, 42, 6), INK.lit) +
      pen.fill(box(302, 74, 14, 42, 6), INK.lit)
    )
  },
}

export const pantryKinds = { jar, bottle, tin, mill, apron, cloth }
