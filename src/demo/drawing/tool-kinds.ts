/** Pictures of the tools of the garden. */
import type { Kind } from './kind.ts'
import { INK, STEEL } from './palettes.ts'
import { box, each, leaf, oval, path, rounded, turned } from './pen.ts'

const trowel: Kind = {
  name: 'Trowel',
  shadow: 64,
  scale: 1,
  draw(pen, { body, wood, metal }, look) {
    const broad = 'M162 202h76c8 0 10 6 9 14-4 50-22 92-47 122-25-30-43-72-47-122-1-8 1-14 9-14Z'
    const fork = 'M158 206h84v24c0 10-4 12-6 20v80l-8 8-8-8v-72h-12v74l-8 8-8-8v-74h-12v72l-8 8-8-8v-80c-2-8-6-10-6-20Z'
    return turned(
      14,
      200,
      200,
      pen.fill(box(193, 150, 14, 62, 5), metal.deep) +
        pen.solid(look % 2 ? fork : broad, metal, {
          by: [-20, -3],
          inside: look % 2 ? '' : pen.fill(box(197, 214, 6, 90, 3), metal.deep, 0.5),
        }) +
        pen.solid(box(178, 44, 44, 118, 20), wood, {
          by: [-10, -3],
          inside: pen.fill(box(170, 126, 60, 14, 0), body.lit) + pen.fill(box(170, 146, 60, 6, 0), body.lit),
        }) +
        pen.fill(oval(200, 64, 7), wood.deep) +
        pen.line('M200 58c-14-30 22-34 8-4', body.shade, 5),
    )
  },
}

const spade: Kind = {
  name: 'Spade',
  shadow: 70,
  scale: 1.02,
  draw(pen, { body, wood, metal }, look) {
    const blade = rounded('146,212,8 254,212,8 250,296,20 200,338,12 150,296,20')
    const tines =
      each([150, 183, 216, 249], (x) => pen.line(path([x, 236], [x, 328]), metal.lit, 11)) +
      pen.line(path([150, 236], [249, 236]), metal.shade, 13)
    return turned(
      9,
      200,
      200,
      pen.fill(box(192, 60, 16, 160, 6), wood.shade) +
        pen.fill(box(192, 60, 9, 160, 4), wood.lit) +
        pen.line('M200 84L168 54V40H232V54Z', wood.shade, 13) +
        pen.line(path([168, 40], [232, 40]), body.lit, 17) +
        (look % 2
          ? tines
          : pen.solid(blade, metal, { by: [-24, -4], inside: pen.line(path([200, 222], [200, 300]), metal.deep, 6) })) +
        pen.solid(rounded('186,176,5 214,176,5 220,224,6 180,224,6'), metal, { by: [-9, 0] }) +
        pen.fill(oval(200, 192, 4.5), metal.deep),
    )
  },
}

const rake: Kind = {
  name: 'Rake',
  shadow: 84,
  scale: 1.02,
  draw(pen, { body, wood, metal }, look) {
    const fan = each([-42, -28, -14, 0, 14, 28, 42], (turn) =>
      turned(turn, 200, 172, pen.line('M200 172V300c0 12 8 16 16 12', turn > 0 ? metal.deep : metal.shade, 7)),
    )
    const comb =
      pen.solid(box(104, 262, 192, 20, 7), metal, { by: [-10, -6] }) +
      pen.line(
        each([112, 138, 164, 190, 216, 242, 268, 288], (x) => path([x, 276], [x - 2, 322])),
        metal.shade,
        8,
      )
    return turned(
      6,
      200,
      300,
      pen.fill(box(192, 34, 16, 240, 7), wood.shade) +
        pen.fill(box(192, 34, 9, 240, 4), wood.lit) +
        pen.fill(box(190, 34, 20, 62, 9), body.lit) +
        pen.fill(box(202, 34, 8, 62, 4), body.shade) +
        (look % 2
          ? fan +
            pen.fill(rounded('184,150 216,150 226,190 174,190', 6), metal.deep) +
            pen.line('M152 226q48 22 96 0', metal.deep, 6)
          : comb + pen.fill(rounded('188,232 212,232 218,264 182,264', 5), metal.deep)),
    )
  },
}

const shears: Kind = {
  name: 'Shears',
  shadow: 70,
  scale: 1.04,
  draw(pen, { body, metal }, look) {
    const long = look % 2
    const blade = long
      ? 'M188 196C172 140 172 90 196 48C210 90 214 150 214 196Z'
      : 'M184 196C160 156 164 108 196 76C212 112 214 160 214 196Z'
    const hook = long
      ? 'M190 200C192 140 196 90 216 50C232 100 226 150 214 204Z'
      : 'M190 200C196 160 212 132 244 116C252 150 238 186 214 206Z'
    return turned(
      16,
      200,
      200,
      pen.line('M192 204C160 236 150 280 160 326', body.shade, 24) +
        pen.line('M188 208C158 238 147 278 156 322', body.lit, 12) +
        pen.solid(hook, metal, { by: [-12, -2] }) +
        pen.line('M208 204C244 236 254 280 242 326', body.deep, 24) +
        pen.line('M204 208C238 238 249 278 238 322', body.lit, 12) +
        pen.solid(blade, STEEL, { by: [-12, -4] }) +
        pen.line('M180 262q20-20 40 0', INK.lit, 7) +
        pen.fill(oval(200, 204, 20), metal.deep) +
        pen.fill(oval(198, 202, 13), metal.pale) +
        pen.fill(oval(198, 202, 5), INK.lit),
    )
  },
}

const can: Kind = {
  name: 'Watering can',
  shadow: 112,
  scale: 1.1,
  draw(pen, { body }) {
    const bands = each([222, 298], (y) => pen.fill(box(120, y, 180, 7, 0), body.deep, 0.55))
    return (
      pen.line('M150 182C152 92 262 92 270 178', body.deep, 12) +
      pen.line('M272 210C340 196 336 296 276 300', body.shade, 13) +
      pen.fill('M150 280L66 150 84 138 168 228Z', body.shade) +
      pen.fill(rounded('42,158,5 96,116,5 110,134,5 54,174,5'), body.deep) +
      pen.solid(rounded('140,190,3 284,190,3 276,330,12 148,330,12'), body, { by: [-26, 0], inside: bands }) +
      pen.fill(oval(212, 190, 72, 15), body.deep) +
      pen.fill('M140 190a72 15 0 0 1 72-15v30a72 15 0 0 1-72-15Z', body.pale) +
      each(
        [
          [52, 190],
          [40, 214],
          [70, 204],
          [58, 232],
        ] as const,
        ([x, y]) => leaf(x, y + 12, 17, 12, STEEL.pale),
      )
    )
  },
}

const hose: Kind = {
  name: 'Garden hose',
  shadow: 116,
  scale: 1.08,
  draw(pen, { body, accent, metal }) {
    return (
      pen.line('M292 214C336 214 346 250 330 286C322 306 330 322 352 322', body.shade, 20) +
      pen.line(oval(190, 214, 102), body.deep, 24) +
      pen.line(oval(186, 211, 102), body.lit, 18) +
      pen.line(oval(190, 218, 76), body.deep, 24) +
      pen.line(oval(186, 215, 76), body.lit, 18) +
      pen.line(oval(190, 222, 50), body.deep, 24) +
      pen.line(oval(186, 219, 50), body.lit, 18) +
      each(
        [
          [188, 96],
          [188, 278],
        ] as const,
        ([x, y]) => pen.solid(box(x - 12, y, 26, 68, 8), accent, { by: [-7, 0] }),
      ) +
      turned(
        38,
        116,
        280,
        pen.solid(rounded('52,262,6 112,268,4 112,296,4 52,302,6'), metal, { by: [-6, -8] }) +
          pen.fill(box(108, 264, 20, 36, 5), metal.deep) +
          pen.line(path([78, 300], [96, 326]), metal.deep, 10),
      ) +
      pen.line('M122 296C134 306 150 312 170 314', body.lit, 18)
    )
  },
}

const twine: Kind = {
  name: 'Ball of twine',
  shadow: 104,
  scale: 1.16,
  draw(pen, { body, accent, metal }) {
    const turns =
      pen.line(
        'M92 250C120 190 200 150 268 176M86 276C130 210 220 180 290 214M96 300C150 240 240 214 296 250' +
          'M116 320C176 270 240 250 292 286',
        body.deep,
        6,
      ) + pen.line('M130 184C190 190 236 240 240 326M160 168C216 180 262 230 268 310', body.shade, 6)
    return (
      pen.line('M270 300C300 330 330 312 352 328', body.shade, 7) +
      pen.solid(oval(190, 244, 106, 88), body, { by: [-18, -12], inside: turns }) +
      turned(
        18,
        260,
        250,
        pen.line(
          'M252 262C232 284 236 306 250 308S270 288 258 262M262 262C282 284 278 306 264 308S246 288 258 262',
          accent.shade,
          9,
        ) +
          pen.fill(rounded('246,266,4 262,130,3 270,266,4'), metal.lit) +
          pen.fill(rounded('256,266,4 276,136,3 274,264,4'), metal.shade) +
          pen.fill(oval(259, 250, 5), metal.deep),
      )
    )
  },
}

export const toolKinds = { trowel, spade, rake, shears, can, hose, twine }
