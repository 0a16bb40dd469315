/** The colours, woods and metals that things come in. Each has a palette of the same name, so a picture shows it. */
import type { PaletteName } from './drawing.ts'

export type Colour = PaletteName
type Named = { code: string; en: string; de: string }

/** Code for the SKU, and the name in both languages. */
export const colours = {
  fig: { code: 'FIG', en: 'Fig red', de: 'Feigenrot' },
  terracotta: { code: 'TER', en: 'Terracotta', de: 'Terrakotta' },
  ochre: { code: 'OCH', en: 'Ochre', de: 'Ocker' },
  cream: { code: 'CRE', en: 'Cream', de: 'Creme' },
  sage: { code: 'SAG', en: 'Sage', de: 'Salbei' },
  leaf: { code: 'LEA', en: 'Leaf green', de: 'Blattgrün' },
  forest: { code: 'FOR', en: 'Forest green', de: 'Tannengrün' },
  slate: { code: 'SLA', en: 'Slate blue', de: 'Schieferblau' },
  mist: { code: 'MIS', en: 'Mist blue', de: 'Nebelblau' },
  night: { code: 'NIG', en: 'Night blue', de: 'Nachtblau' },
  rose: { code: 'ROS', en: 'Old rose', de: 'Altrosa' },
  plum: { code: 'PLU', en: 'Plum', de: 'Pflaume' },
  stone: { code: 'STO', en: 'Stone grey', de: 'Steingrau' },
  graphite: { code: 'GRA', en: 'Graphite', de: 'Graphit' },
  linen: { code: 'NAT', en: 'Natural', de: 'Natur' },
  oak: { code: 'OAK', en: 'Oak', de: 'Eiche' },
  ash: { code: 'ASH', en: 'Ash', de: 'Esche' },
  walnut: { code: 'WAL', en: 'Walnut', de: 'Nussbaum' },
  brass: { code: 'BRA', en: 'Brass', de: 'Messing' },
  copper: { code: 'COP', en: 'Copper', de: 'Kupfer' },
  steel: { code: 'STE', en: 'Stainless steel', de: 'Edelstahl' },
} as const satisfies Record<Colour, Named>

const WOODS: readonly Colour[] = ['oak', 'ash', 'walnut']
const METALS: readonly Colour[] = ['brass', 'copper', 'steel']

/** What the option is called whose values are these: wood, metal or colour. */
export function colourOptionName(values: readonly Colour[]): { en: string; de: string } {
  if (values.every((value) => WOODS.includes(value))) return { en: 'Wood', de: 'Holz' }
  if (values.every((value) => METALS.includes(value))) return { en: 'Metal', de: 'Metall' }
  return { en: 'Colour', de: 'Farbe' }
}
