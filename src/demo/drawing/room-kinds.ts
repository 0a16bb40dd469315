/** Pictures of what a room holds beside furniture: vases, candles, mirrors, clocks, baskets, trays, hooks. */
import type { Kind } from './kind.ts'
import { FLAME, GLASS, GLOW, INK, LEAF, PAPER, PETAL } from './palettes.ts'
import { box, each, leaf, oval, path, rounded, turned } from './pen.ts'

const vase: Kind = {
  name: 'Vase',
  shadow: 78,
  scale: 1.08,
  draw(pen, { body, accent }, look) {
    const flowers =
      pen.line('M200 160C196 120 180 96 168 72', LEAF.shade, 5) +
      pen.line('M202 160C204 116 220 92 240 66', LEAF.shade, 5) +
      pen.line('M201 160V92', LEAF.deep, 5) +
      leaf(188, 124, 40, -64, LEAF.lit) +
      leaf(214, 112, 40, 70, LEAF.shade) +
      each(
        [
          [166, 66, 24],
          [242, 60, 22],
          [202, 82, 20],
        ] as const,
        ([x, y, r]) => pen.fill(oval(x, y, r), PETAL.lit) + pen.fill(oval(x, y, r * 0.42), PETAL.deep),
      )
    const branch =
      pen.line('M200 160C198 120 214 92 236 52', LEAF.deep, 6) +
      pen.line('M202 150C196 120 176 106 156 92', LEAF.deep, 5) +
      each(
        [
          [156, 94, -70],
          [170, 102, -10],
          [184, 114, -88],
          [206, 118, 56],
          [212, 100, -34],
          [222, 82, 64],
          [228, 70, -26],
          [236, 54, 20],
        ] as const,
        ([x, y, turn], i) => leaf(x, y, 42, turn, i % 2 ? LEAF.lit : LEAF.shade),
      )
    const round = 'M176 152h50c-4 34 50 54 50 104 0 44-30 74-75 74s-75-30-75-74c0-50 54-70 50-104Z'
    const tall = rounded('162,152,4 240,152,4 262,196,30 248,330,18 154,330,18 140,196,30')
    const band = pen.fill(box(90, 262, 220, 22, 0), accent.lit, 0.8)
    const ribs = pen.line(
      each([150, 176, 202, 228, 254], (x) => path([x, 176], [x, 330])),
      body.deep,
      4,
    )
    return (
      [flowers, branch][look % 2]! +
      pen.solid(look % 3 ? round : tall, body, { by: [-22, -3], inside: look % 2 ? band : ribs }) +
      pen.fill(oval(201, 153, look % 3 ? 27 : 40, 8), body.deep)
    )
  },
}

const candle: Kind = {
  name: 'Candle',
  shadow: 108,
  scale: 1.12,
  draw(pen, { body, accent, metal }, look) {
    const candles =
      look % 2
        ? ([
            [136, 170, 56, 158],
            [208, 224, 62, 104],
          ] as const)
        : ([
            [126, 196, 44, 134],
            [178, 140, 48, 190],
            [234, 226, 44, 104],
          ] as const)
    const one = ([x, y, wide, high]: readonly [number, number, number, number], index: number): string => {
      const tone = index === 1 ? body : accent
      return (
        pen.fill(box(x + wide / 2 - 2, y - 16, 4, 22, 2), INK.shade) +
        leaf(x + wide / 2, y - 10, 36, index - 1, FLAME.lit) +
        leaf(x + wide / 2, y - 11, 18, 0, GLOW.lit) +
        pen.solid(box(x, y, wide, high, 8), tone, {
          by: [-14, 0],
          inside: pen.fill(oval(x + wide / 2, y + 2, wide / 2, 7), tone.pale),
        })
      )
    }
    return each(candles, one) + pen.solid(rounded('84,316 316,316 300,336 100,336', 8), metal, { by: [0, -8] })
  },
}

const mirror: Kind = {
  name: 'Mirror',
  shadow: 0,
  scale: 1,
  draw(pen, { wood, metal, shadow, accent }, look) {
    const round = oval(200, 214, 118)
    const arch = 'M96 330V196C96 130 142 92 200 92S304 130 304 196V330Z'
    const [outer, inner] =
      look % 2 ? [arch, 'M112 316V200C112 142 152 108 200 108S288 142 288 200V316Z'] : [round, oval(200, 214, 98)]
    const hanger = pen.fill(box(186, 74, 28, 12, 5), metal.deep)
    const sheen =
      pen.line(path([108, 262], [226, 112]), GLASS.pale, 30) + pen.line(path([152, 300], [282, 132]), GLASS.pale, 10)
    const strap = pen.line('M128 130L196 62M272 130L204 62', accent.deep, 8) + pen.fill(oval(200, 58, 11), metal.deep)
    return (
      (look % 2 ? hanger : strap) +
      pen.fill(outer, shadow, 0.6).replace('<path', '<path transform="translate(12 12)"') +
      pen.solid(outer, look % 2 ? metal : wood, { by: [-8, -6] }) +
      pen.fill(inner, metal.deep, 0.5) +
      pen.solid(inner, GLASS, { by: [-4, -4], inside: sheen + pen.line(path([254, 300], [284, 256]), GLASS.pale, 6) })
    )
  },
}

const clock: Kind = {
  name: 'Wall clock',
  shadow: 0,
  scale: 1,
  draw(pen, { body, accent, wood, shadow }, look) {
    const tick = (hour: number, length: number): string => {
      const [dx, dy] = [Math.sin((hour * Math.PI) / 6), -Math.cos((hour * Math.PI) / 6)]
      return path([200 + dx * 88, 206 + dy * 88], [200 + dx * (88 - length), 206 + dy * (88 - length)])
    }
    const marks =
      pen.line(
        each([0, 3, 6, 9], (hour) => tick(hour, 16)),
        INK.lit,
        8,
      ) +
      pen.line(
        each([1, 2, 4, 5, 7, 8, 10, 11], (hour) => tick(hour, 8)),
        INK.lit,
        5,
      )
    const rim = look % 2 ? wood : body
    return (
      pen.fill(oval(212, 218, 122), shadow, 0.6) +
      pen.solid(oval(200, 206, 122), rim, { by: [-10, -8] }) +
      pen.fill(oval(200, 206, 104), rim.deep) +
      pen.fill(oval(202, 208, 102), PAPER.lit) +
      marks +
      turned(-58, 200, 206, pen.fill(box(195, 142, 10, 78, 5), INK.lit)) +
      turned(58, 200, 206, pen.fill(box(196, 122, 7, 100, 3), INK.lit)) +
      turned(172, 200, 206, pen.fill(box(198, 126, 4, 100, 2), accent.lit)) +
      pen.fill(oval(200, 206, 9), accent.shade)
    )
  },
}

const basket: Kind = {
  name: 'Basket',
  shadow: 116,
  scale: 1.1,
  draw(pen, { body, wood }, look) {
    const weave = pen.line(
      each([0, 1, 2, 3], (row) => `M${80 + (row % 2) * 14} ${244 + row * 24}${'q14 9 28 0'.repeat(8)}`),
      wood.deep,
      4,
    )
    const filling =
      look % 2
        ? pen.fill('M120 210C120 176 150 166 170 182S216 160 238 180 282 182 280 212Z', body.lit) +
          pen.fill('M206 212C210 184 240 170 262 186S282 200 280 212Z', body.shade)
        : pen.solid(oval(164, 192, 40), body, { by: [-9, -7] }) +
          pen.solid(oval(240, 196, 36), body, { by: [-9, -7] }) +
          pen.line('M132 184q32 22 64 2M210 192q30 18 60 0', body.pale, 5)
    const handles =
      look % 3
        ? pen.line('M128 206C126 84 274 84 272 206', wood.shade, 14)
        : pen.line('M100 206c-40-4-40 40 4 40M300 206c40-4 40 40-4 40', wood.shade, 12)
    return (
      handles +
      filling +
      pen.solid(rounded('96,208,4 304,208,4 278,330,18 122,330,18'), wood, { by: [-24, 0], inside: weave }) +
      pen.solid(box(80, 200, 240, 26, 9), wood, { by: [0, -8] })
    )
  },
}

const tray: Kind = {
  name: 'Tray',
  shadow: 132,
  scale: 1.06,
  draw(pen, { body, accent, wood }, look) {
    const cup =
      pen.line('M196 226c30-4 34 34 0 38', body.shade, 10) +
      pen.solid(rounded('124,214,3 200,214,3 196,286,24 128,286,24'), body, { by: [-10, -2] }) +
      pen.fill(oval(162, 215, 38, 9), body.deep) +
      pen.fill(oval(162, 217, 31, 6), INK.lit)
    const sprig =
      pen.solid(rounded('240,226,3 276,226,3 284,286,14 232,286,14'), accent, { by: [-9, 0] }) +
      leaf(258, 228, 66, 0, LEAF.lit) +
      leaf(256, 230, 58, -40, LEAF.shade) +
      leaf(260, 230, 58, 40, LEAF.pale)
    const steam = pen.line('M150 196c-10-16 10-22 0-40M174 196c-10-16 10-22 0-40', PAPER.lit, 6)
    return (
      pen.fill(oval(200, 282, 138, 30), wood.deep) +
      pen.fill(oval(200, 286, 126, 22), look % 2 ? body.pale : wood.shade) +
      steam +
      sprig +
      cup +
      pen.solid('M62 282C70 318 330 318 338 282L332 312C320 338 80 338 68 312Z', wood, { by: [-16, -4] }) +
      pen.line('M62 292c-26-18-10-44 12-34', wood.shade, 11) +
      pen.line('M338 292c26-18 10-44-12-34', wood.shade, 11)
    )
  },
}

const hooks: Kind = {
  name: 'Row of hooks',
  shadow: 0,
  scale: 1,
  draw(pen, { body, accent, wood, metal, shadow }, look) {
    const bag =
      pen.line('M92 190C94 140 108 132 120 132S146 140 148 190', body.deep, 9) +
      pen.solid(rounded('72,186,8 168,186,8 178,318,20 64,318,20'), body, {
        by: [-16, -4],
        inside: pen.fill(box(50, 212, 140, 16, 0), accent.lit),
      })
    const hat =
      pen.solid(oval(280, 214, 66, 56), wood, { by: [-10, -8] }) +
      pen.fill(oval(280, 212, 38, 32), wood.deep) +
      pen.solid(oval(282, 208, 34, 29), wood, { by: [-7, -6] }) +
      pen.line('M250 224c18 22 44 22 62 0', accent.shade, 9)
    const pegs = each([64, 120, 200, 280, 336], (x) =>
      look % 2
        ? pen.line(`M${x} 112v30c0 16 20 16 20 2`, metal.shade, 8) + pen.fill(oval(x, 110, 8), metal.pale)
        : pen.fill(oval(x + 3, 126, 12), wood.deep) + pen.fill(oval(x, 122, 12), wood.pale),
    )
    return (
      pen.fill(box(50, 108, 324, 44, 9), shadow, 0.6) +
      pen.solid(box(36, 94, 328, 46, 9), wood, { by: [-8, -8] }) +
      bag +
      hat +
      pegs
    )
  },
}

export const roomKinds = { vase, candle, mirror, clock, basket, tray, hooks }
