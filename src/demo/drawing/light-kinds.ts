/** Pictures of lamps and lanterns. */
import type { Kind } from './kind.ts'
import { FLAME, GLOW, INK, PAPER } from './palettes.ts'
import { box, each, leaf, oval, path, rounded } from './pen.ts'

const lamp: Kind = {
  name: 'Table lamp',
  shadow: 92,
  scale: 1.1,
  draw(pen, { body, accent, metal }, look) {
    const stem =
      look % 2
        ? pen.solid('M186 194h28c0 30 46 40 46 84 0 30-20 42-40 42h-42c-20 0-40-12-40-42 0-44 48-54 48-84Z', accent, {
            by: [-18, -2],
          })
        : pen.fill(box(193, 190, 12, 124, 5), INK.lit) +
          pen.solid('M130 330c0-20 30-24 69-24s69 4 69 24Z', INK, { by: [-22, -3] })
    return (
      stem +
      pen.fill(oval(199, 196, 16, 13), GLOW.lit) +
      pen.solid(rounded('150,76,6 248,76,6 304,194,6 94,194,6'), body, {
        by: [-30, -3],
        inside: pen.fill(box(80, 180, 240, 16, 0), body.deep, 0.55),
      }) +
      pen.line(path([256, 194], [256, 234]), metal.deep, 4) +
      pen.fill(oval(256, 240, 7), metal.shade)
    )
  },
}

const floorlamp: Kind = {
  name: 'Floor lamp',
  shadow: 84,
  scale: 1.05,
  draw(pen, { body, accent, wood, metal }, look) {
    const tripod =
      pen.line(path([204, 168], [206, 312]), wood.deep, 11) +
      pen.line(path([196, 164], [136, 328]), wood.lit, 13) +
      pen.line(path([206, 164], [268, 328]), wood.shade, 13) +
      pen.fill(oval(201, 168, 19, 14), metal.deep)
    const post =
      pen.line(path([200, 150], [200, 316]), metal.deep, 12) +
      pen.solid('M138 330c0-16 30-20 62-20s62 4 62 20Z', metal, { by: [-18, -3] })
    return (
      (look % 2 ? post : tripod) +
      pen.fill(oval(200, 158, 18, 12), GLOW.lit) +
      pen.solid(rounded('142,46,6 258,46,6 288,156,6 112,156,6'), body, {
        by: [-26, -3],
        inside:
          pen.fill(box(90, 140, 220, 18, 0), accent.lit, 0.85) + pen.fill(box(90, 46, 220, 9, 0), accent.lit, 0.85),
      })
    )
  },
}

const pendant: Kind = {
  name: 'Pendant lamp',
  shadow: 0,
  scale: 1,
  draw(pen, { body, accent, metal }, look) {
    const dome = 'M82 246C82 168 132 128 200 128S318 168 318 246Z'
    const cone = rounded('172,120,10 228,120,10 326,250,8 74,250,8')
    const light =
      pen.fill('M84 248H316L356 400H44Z', GLOW.lit, 0.45) +
      pen.fill(oval(200, 250, 118, 15), GLOW.lit) +
      pen.fill(oval(200, 258, 24, 20), GLOW.pale) +
      pen.fill(oval(200, 256, 13, 10), FLAME.pale)
    return (
      pen.line(path([200, -8], [200, 108]), INK.lit, 6) +
      light +
      pen.solid(look % 2 ? cone : dome, body, {
        by: [-34, -5],
        inside: pen.fill(box(60, 230, 280, 9, 0), accent.lit),
      }) +
      pen.line('M124 196C130 174 144 158 160 150', body.pale, 7) +
      pen.solid(rounded('178,94,8 222,94,8 230,130,5 170,130,5'), metal, { by: [-10, -2] })
    )
  },
}

const paperlamp: Kind = {
  name: 'Paper lamp',
  shadow: 0,
  scale: 1,
  draw(pen, { metal, accent }, look) {
    const ribs = pen.line(
      each([-76, -52, -26, 0, 26, 52, 76], (dy) => {
        const half = Math.sqrt(104 ** 2 - dy ** 2) * 1.06
        return `M${Math.round(200 - half)} ${206 + dy}q${Math.round(half)} 22 ${Math.round(2 * half)} 0`
      }),
      PAPER.shade,
      4,
    )
    return (
      pen.line(path([200, -8], [200, 100]), INK.lit, 6) +
      pen.fill(oval(200, 206, 150, 142), GLOW.pale, 0.4) +
      pen.solid(look % 2 ? oval(200, 206, 112, 104) : oval(200, 206, 128, 94), GLOW, {
        by: [-20, -8],
        inside: pen.fill(oval(194, 214, 54, 50), GLOW.pale) + ribs,
      }) +
      pen.fill(box(172, 98, 56, 12, 5), metal.shade) +
      pen.fill(box(176, 300, 48, 10, 5), metal.shade) +
      pen.line(path([200, 310], [200, 336]), accent.shade, 5) +
      pen.fill(oval(200, 344, 10), accent.lit)
    )
  },
}

const lantern: Kind = {
  name: 'Lantern',
  shadow: 84,
  scale: 1.08,
  draw(pen, { body, wood }, look) {
    const roof =
      look % 2 ? rounded('178,100,8 222,100,8 280,164,8 120,164,8') : 'M122 164C124 118 160 98 200 98S276 118 278 164Z'
    return (
      pen.line('M160 118C160 54 240 54 240 118', look % 2 ? wood.shade : INK.lit, 9) +
      pen.fill(box(142, 158, 116, 150, 4), GLOW.pale) +
      pen.fill(oval(200, 240, 42, 48), GLOW.lit) +
      pen.solid(box(180, 250, 40, 58, 5), PAPER, { by: [-10, 0] }) +
      leaf(200, 252, 40, 0, FLAME.lit) +
      leaf(200, 250, 19, 0, GLOW.pale) +
      each([142, 196, 250], (x) => pen.fill(box(x, 156, 8, 154, 2), body.shade)) +
      pen.fill(box(142, 228, 116, 6, 2), body.shade) +
      pen.solid(roof, body, { by: [-24, -3] }) +
      pen.solid(box(126, 304, 148, 26, 7), body, { by: [-10, -7] }) +
      pen.fill(box(186, 88, 28, 16, 5), body.deep)
    )
  },
}

const stringlights: Kind = {
  name: 'String of lights',
  shadow: 0,
  scale: 1,
  draw(pen, { body, accent, metal }, look) {
    const bulbs = [
      [52, 116],
      [112, 158],
      [182, 178],
      [254, 170],
      [318, 134],
      [70, 262],
      [140, 294],
      [214, 302],
      [284, 284],
      [346, 246],
    ] as const
    const bulb = ([x, y]: readonly [number, number], i: number): string => {
      const colour = look % 2 ? GLOW : [GLOW, body, accent][i % 3]!
      return (
        pen.fill(oval(x, y + 34, 22, 26), colour.shade) +
        pen.fill(oval(x - 3, y + 31, 18, 21), colour.lit) +
        pen.fill(oval(x - 7, y + 26, 6, 8), colour.pale)
      )
    }
    const halos = pen.fill(
      each(bulbs, ([x, y]) => oval(x, y + 34, 40)),
      GLOW.pale,
      0.35,
    )
    const sockets = pen.fill(
      each(bulbs, ([x, y]) => `M${x - 9} ${y - 4}h18v18h-18Z`),
      metal.deep,
    )
    return (
      halos +
      pen.line('M-10 66C80 192 290 220 410 62', INK.lit, 6) +
      pen.line('M-10 190C90 336 300 346 410 176', INK.lit, 6) +
      each(bulbs, bulb) +
      sockets
    )
  },
}

export const lightKinds = { lamp, floorlamp, pendant, paperlamp, lantern, stringlights }
