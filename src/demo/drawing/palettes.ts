/** The colours of the pictures: named palettes, chosen by eye, and the tones of a body in light. No I/O. */

/** Lightness 0 to 1, chroma, hue in degrees: a colour in OKLCH (Björn Ottosson, 2020). */
export type Lch = readonly [lightness: number, chroma: number, hue: number]
/** One hue in four steps of light, as `#rrggbb`. */
export type Tone = { pale: string; lit: string; shade: string; deep: string }
/** What a thing is drawn with. Wood and metal are the same everywhere, unless the palette is a wood or a metal. */
export type Colours = { body: Tone; accent: Tone; wood: Tone; metal: Tone; wall: string; floor: string; shadow: string }

/** `#rrggbb` of an OKLCH colour, each channel clipped to sRGB. */
export function hex([lightness, chroma, hue]: Lch): string {
  const angle = (hue * Math.PI) / 180
  const a = chroma * Math.cos(angle)
  const b = chroma * Math.sin(angle)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return `#${linear.map(channel).join('')}`
}

function channel(linear: number): string {
  const value = Math.min(1, Math.max(0, linear))
  const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055
  return Math.round(255 * encoded)
    .toString(16)
    .padStart(2, '0')
}

/** The four steps of one colour: shade is 0.085 darker than lit, deep twice that. */
export const tone = ([lightness, chroma, hue]: Lch): Tone => ({
  pale: hex([Math.min(0.985, lightness + 0.1), chroma * 0.7, hue]),
  lit: hex([lightness, chroma, hue]),
  shade: hex([lightness - 0.085, chroma * 0.98, hue]),
  deep: hex([lightness - 0.17, chroma * 0.92, hue]),
})

export const WOOD = tone([0.715, 0.075, 66])
export const STEEL = tone([0.8, 0.014, 200])
export const LEAF = tone([0.54, 0.095, 152])
export const INK = tone([0.34, 0.022, 165])
export const PETAL = tone([0.88, 0.085, 88])
export const PAPER = tone([0.955, 0.02, 92])
export const GLASS = tone([0.88, 0.025, 205])
export const FLAME = tone([0.82, 0.15, 75])
export const TOMATO = tone([0.6, 0.155, 36])
export const GLOW = tone([0.955, 0.075, 92])

const WALLS = {
  lichen: [0.925, 0.026, 138],
  clay: [0.915, 0.03, 66],
  rain: [0.918, 0.018, 228],
  butter: [0.938, 0.042, 94],
  rose: [0.915, 0.026, 42],
  sage: [0.875, 0.036, 150],
  stone: [0.92, 0.01, 110],
  sea: [0.895, 0.024, 200],
} as const satisfies Record<string, Lch>
type Wall = keyof typeof WALLS

type Palette = { body: Lch; accent: Lch; walls: readonly Wall[]; wood?: Lch; metal?: Lch }

const CREAM: Lch = [0.945, 0.022, 90]
const OCHRE: Lch = [0.78, 0.118, 80]
const FIG: Lch = [0.58, 0.14, 34]
const FOREST: Lch = [0.41, 0.065, 160]

/** Keyed by the name of the colour that a variant has, so that a variant in "sage" takes the palette "sage". */
const PALETTES = {
  fig: { body: FIG, accent: [0.93, 0.035, 85], walls: ['lichen', 'sea', 'stone'] },
  terracotta: { body: [0.6, 0.115, 46], accent: FOREST, walls: ['stone', 'rain', 'lichen'] },
  ochre: { body: OCHRE, accent: [0.96, 0.02, 95], walls: ['rain', 'sea', 'stone'] },
  cream: { body: CREAM, accent: FIG, walls: ['sage', 'sea', 'clay'] },
  sage: { body: [0.7, 0.05, 148], accent: [0.955, 0.02, 92], walls: ['clay', 'butter', 'rose'] },
  leaf: { body: [0.5, 0.085, 158], accent: [0.82, 0.11, 84], walls: ['clay', 'rose', 'butter'] },
  forest: { body: FOREST, accent: [0.72, 0.12, 50], walls: ['rose', 'butter', 'stone'] },
  slate: { body: [0.5, 0.075, 240], accent: [0.96, 0.02, 95], walls: ['butter', 'clay', 'stone'] },
  mist: { body: [0.76, 0.055, 232], accent: [0.955, 0.02, 92], walls: ['butter', 'rose', 'clay'] },
  night: { body: [0.38, 0.07, 262], accent: OCHRE, walls: ['rain', 'butter', 'stone'] },
  rose: { body: [0.78, 0.07, 22], accent: [0.955, 0.02, 92], walls: ['lichen', 'rain', 'butter'] },
  plum: { body: [0.44, 0.09, 350], accent: [0.85, 0.06, 30], walls: ['stone', 'lichen', 'clay'] },
  stone: { body: [0.74, 0.022, 100], accent: FOREST, walls: ['rose', 'butter', 'rain'] },
  graphite: { body: [0.4, 0.022, 200], accent: [0.8, 0.02, 110], walls: ['clay', 'lichen', 'butter'] },
  linen: { body: [0.84, 0.045, 80], accent: [0.5, 0.075, 240], walls: ['sea', 'lichen', 'rain'] },
  oak: {
    body: [0.74, 0.075, 70],
    accent: [0.5, 0.085, 158],
    walls: ['lichen', 'sea', 'rose'],
    wood: [0.735, 0.075, 70],
  },
  ash: { body: [0.84, 0.05, 82], accent: [0.5, 0.075, 240], walls: ['sage', 'sea', 'rain'], wood: [0.83, 0.05, 82] },
  walnut: { body: [0.49, 0.06, 56], accent: OCHRE, walls: ['butter', 'stone', 'lichen'], wood: [0.49, 0.06, 56] },
  brass: { body: [0.77, 0.1, 86], accent: FOREST, walls: ['rain', 'sage', 'rose'], metal: [0.77, 0.1, 86] },
  copper: { body: [0.66, 0.11, 48], accent: CREAM, walls: ['sea', 'lichen', 'stone'], metal: [0.66, 0.11, 48] },
  steel: { body: [0.78, 0.02, 210], accent: FIG, walls: ['clay', 'butter', 'rose'], metal: [0.8, 0.014, 200] },
} as const satisfies Record<string, Palette>

/** A colour of the shop: fig, sage, oak, brass … */
export type PaletteName = keyof typeof PALETTES
export const paletteNames = Object.keys(PALETTES) as PaletteName[]

/** What a thing wears whose variants have no colour: the palettes that suit every kind. */
const ALL_ROUND: readonly PaletteName[] = [
  'fig',
  'leaf',
  'ochre',
  'slate',
  'forest',
  'cream',
  'terracotta',
  'sage',
  'mist',
  'linen',
]

/** The colours of a picture. The seed chooses the wall and, where no palette is named, the palette too. */
export function coloursOf(seed: number, name?: PaletteName): Colours {
  const palette: Palette = PALETTES[name ?? ALL_ROUND[seed % ALL_ROUND.length]!]
  const wallName = palette.walls[Math.floor(seed / 16) % palette.walls.length]!
  const [lightness, chroma, hue] = WALLS[wallName]
  return {
    body: tone(palette.body),
    accent: tone(palette.accent),
    wood: palette.wood === undefined ? WOOD : tone(palette.wood),
    metal: palette.metal === undefined ? STEEL : tone(palette.metal),
    wall: hex([lightness, chroma, hue]),
    floor: hex([lightness - 0.045, chroma * 1.15, hue]),
    shadow: hex([lightness - 0.13, chroma * 1.3, hue]),
  }
}
