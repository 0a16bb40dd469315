/** Pictures of what is woven: blankets, cushions, rugs, towels, gloves. */
import type { Kind } from './kind.ts'
import { box, each, leaf, oval, path, rounded, turned } from './pen.ts'

const blanket: Kind = {
  name: 'Blanket',
  shadow: 126,
  scale: 1.12,
  draw(pen, { body, accent }, look) {
    const stripes = each(
      [
        [176, 8],
        [194, 20],
        [222, 5],
      ] as const,
      ([y, high]) => pen.fill(box(70, y, 260, high, 0), accent.lit),
    )
    const check =
      each([112, 164, 216, 268], (x) => pen.fill(box(x, 130, 20, 120, 0), accent.lit)) +
      each([166, 200], (y) => pen.fill(box(70, y, 260, 12, 0), accent.lit))
    const herring = pen.line(
      each([98, 132, 166, 200, 234, 268, 302], (x) => path([x - 17, 160], [x, 190], [x - 17, 220])),
      accent.lit,
      5,
    )
    return (
      pen.solid(box(78, 270, 244, 60, 28), accent, {
        by: [0, -10],
        inside: pen.line(path([96, 306], [308, 306]), accent.shade, 5),
      }) +
      pen.solid(box(84, 216, 232, 60, 28), body, {
        by: [0, -10],
        inside: pen.line(path([100, 252], [304, 252]), body.shade, 5),
      }) +
      pen.line(
        each([...Array(14).keys()], (i) => `M${104 + i * 15} 230v20`),
        body.deep,
        5,
      ) +
      pen.solid(rounded('84,146,34 316,146,34 316,236,14 84,236,14'), body, {
        by: [0, -8],
        inside: [stripes, check, herring][look % 3]!,
      })
    )
  },
}

const cushion: Kind = {
  name: 'Cushion',
  shadow: 118,
  scale: 1.06,
  draw(pen, { body, accent }, look) {
    const stripes = each([112, 156, 194, 244, 286], (x, i) =>
      pen.fill(box(x, 130, i === 2 ? 20 : 9, 220, 0), accent.lit),
    )
    const sprig =
      pen.line('M200 308V186', accent.lit, 6) +
      each([290, 258, 226], (y) => leaf(200, y, 58, -52, accent.lit) + leaf(200, y, 58, 52, accent.lit)) +
      leaf(200, 200, 46, 0, accent.lit)
    const buttons = pen.fill(
      each([144, 200, 256], (x) => each([192, 242, 292], (y) => oval(x, y, 9))),
      accent.shade,
    )
    const outline =
      'M88 160C130 146 270 146 312 160 322 210 322 272 312 326 270 334 130 334 88 326 78 272 78 210 88 160Z'
    const corners = [
      [88, 160],
      [312, 160],
      [88, 326],
      [312, 326],
    ] as const
    return (
      pen.solid(outline, body, { by: [-18, -6], inside: [stripes, sprig, buttons][look % 3]! }) +
      each(corners, ([x, y]) =>
        pen.line(path([x, y], [x + (x < 200 ? -11 : 11), y + (y < 200 ? -11 : 6)]), accent.deep, 6),
      )
    )
  },
}

const rug: Kind = {
  name: 'Rug',
  shadow: 132,
  scale: 1.05,
  draw(pen, { body, accent }, look) {
    const lozenge = (x: number, y: number, half: number): string =>
      `M${x} ${y - half}l${half} ${half}l${-half} ${half}l${-half} ${-half}Z`
    const rows = (half: number): string => each([132, 200, 268], (x) => lozenge(x, 176, half) + lozenge(x, 250, half))
    const lozenges = pen.fill(rows(30), accent.lit) + pen.fill(rows(13), body.deep)
    const stripes = each(
      [
        [150, 12],
        [176, 30],
        [218, 6],
        [232, 6],
        [256, 22],
      ] as const,
      ([y, high]) => pen.fill(box(70, y, 260, high, 0), accent.lit),
    )
    return (
      pen.line(
        each([...Array(13).keys()], (i) => path([84 + i * 19.4, 300], [82 + i * 19.7, 328])),
        accent.deep,
        6,
      ) +
      pen.solid(rounded('98,108,4 302,108,4 324,306,6 76,306,6'), body, {
        by: [-26, 0],
        inside: (look % 2 ? stripes : lozenges) + pen.fill(box(70, 286, 260, 9, 0), accent.lit),
      }) +
      pen.solid(box(84, 78, 218, 56, 26), body, { by: [-4, -16] }) +
      pen.fill(oval(300, 106, 24, 28), body.deep) +
      pen.line('M300 88c18 0 18 36 0 36s-16-28 0-26', accent.lit, 6)
    )
  },
}

const towel: Kind = {
  name: 'Towels',
  shadow: 122,
  scale: 1.12,
  draw(pen, { body, accent }, look) {
    const fold = (y: number, tone: typeof body, inside: string): string =>
      pen.solid(rounded(`84,${y},22 316,${y},8 316,${y + 48},8 84,${y + 48},22`), tone, {
        by: [0, -9],
        inside: pen.line(path([112, y + 26], [316, y + 26]), tone.deep, 4) + inside,
      })
    const stripes = (y: number): string =>
      each([262, 280, 292], (x, i) =>
        pen.fill(`M${x} ${y - 4}h${i === 0 ? 12 : 6}v60h${i === 0 ? -12 : -6}Z`, accent.lit),
      )
    return (
      fold(282, body, stripes(282)) +
      fold(232, accent, '') +
      fold(182, body, look % 2 ? stripes(182) : '') +
      pen.solid(oval(254, 142, 44, 42), body, { by: [-8, -6] }) +
      pen.solid(box(112, 100, 144, 84, 38), body, {
        by: [-4, -14],
        inside: pen.fill(box(140, 90, 10, 100, 0), accent.lit) + pen.fill(box(158, 90, 20, 100, 0), accent.lit),
      }) +
      pen.fill(oval(252, 142, 40, 41), body.pale) +
      pen.line('M252 166c-34 0-30-46 0-46s30 34 4 34-18-20-2-20', body.shade, 6)
    )
  },
}

const gloves: Kind = {
  name: 'Gloves',
  shadow: 104,
  scale: 1.08,
  draw(pen, { body, accent }, look) {
    const hand =
      'M150 330V256C134 250 112 222 104 200C98 182 118 174 128 190L150 218V126C150 106 172 106 172 126V108C172 88 ' +
      '196 88 196 108V112C196 94 220 94 220 114V132C220 116 240 116 240 134V236C240 250 234 256 234 268V330Z'
    const cuff =
      pen.fill(box(90, 290, 180, 50, 0), accent.lit) + pen.line('M166 300v26M188 300v26M210 300v26', accent.shade, 5)
    const dots = pen.fill(
      each(
        [
          [168, 208],
          [194, 216],
          [218, 204],
          [180, 236],
          [208, 242],
        ] as const,
        ([x, y]) => oval(x, y, 7),
      ),
      accent.lit,
    )
    const seams = pen.line('M172 134v52M196 134v52M220 134v52', body.deep, 4)
    const glove = (tone: typeof body): string =>
      pen.solid(hand, tone, { by: [-14, -3], inside: cuff + seams + (look % 2 ? dots : '') })
    const farther = { ...body, lit: body.shade, shade: body.deep }
    return (
      `<g transform="translate(436 6)scale(-1 1)">${turned(12, 200, 330, glove(farther))}</g>` +
      turned(-7, 180, 330, `<g transform="translate(-34 0)">${glove(body)}</g>`)
    )
  },
}

export const textileKinds = { blanket, cushion, rug, towel, gloves }
