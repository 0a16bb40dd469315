/** How a product is written down by hand in this folder. What follows from it by rule is added in `../product.ts`. */
import type { Colour } from '../colours.ts'
import type { PictureKind } from '../drawing.ts'

/** What a shopper pays in the EU, tax included, in cents; what it weighs; what it cost before, if it is on offer. */
export type Priced = readonly [priceMinor: number, grams: number, compareAtMinor?: number]
/** A value of the second option with its price; the label is English, or English and German parted by `|`. */
export type Sized = readonly [label: string, priceMinor: number, grams: number, compareAtMinor?: number]

export type Entry = {
  /** The middle of its SKUs: `KET-ENA` makes `JY-KET-ENA-SLA-16L`. Never changes. */
  sku: string
  /** Handles of third-level categories; the first is where it belongs. */
  in: readonly [string, ...string[]]
  maker: Maker
  /** What is drawn; the number pins a decoration that the title promises. */
  picture: PictureKind | readonly [PictureKind, look: number]
  /** What it is drawn in, where its variants have no colour. */
  palette?: Colour
  tags: readonly Tag[]
  en: Words
  de: Words
  colours?: readonly Colour[]
  /** Either one price for all variants … */
  price?: Priced
  /** … or a second option whose values carry the prices. */
  sizes?: readonly Sized[]
  /** What the second option is called; `size` where it is left out. */
  sizesAre?: 'size' | 'scent' | 'sort' | 'pack' | 'length' | 'volume'
  taxClass?: 'reduced'
}
export type Words = { title: string; text: string }

/** Invented workshops; none of them is a real firm. */
export type Maker =
  | 'Bürstenbinderei Kruse'
  | 'Deichwolle'
  | 'Gießkannenwerk Poggfred'
  | 'Hagebarth & Sohn'
  | 'Juniper Yard'
  | 'Korbmacherei Anneke'
  | 'Lampenwerk Sieverts'
  | 'Lüders Emaille'
  | 'Papiermühle Ahrenfeld'
  | 'Samenhof Wiesengrund'
  | 'Seifenküche Marsch'
  | 'Tischlerei Ohlsen'
  | 'Töpferei Moorhof'
  | 'Weberei Lindtau'
  | 'Wendglas'

export type Tag =
  | 'dishwasher-safe'
  | 'food'
  | 'frost-proof'
  | 'gift'
  | 'handmade'
  | 'induction'
  | 'new'
  | 'organic'
  | 'outdoor'
  | 'repairable'
  | 'small-balcony'
  | 'washable'
