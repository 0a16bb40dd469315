/** Light: lamps for the room, lanterns and strings of lights for outside. */
import type { Entry } from './entry.ts'

export const light: readonly Entry[] = [
  {
    sku: 'LAM-PLE',
    in: ['table-and-floor-lamps'],
    maker: 'Lampenwerk Sieverts',
    picture: ['lamp', 0],
    tags: ['repairable'],
    en: {
      title: 'Desk lamp with pull chain',
      text: `A shade of lacquered steel, white inside, on a foot that does not tip. The chain clicks twice: bright,
        and bright enough. Socket, switch and cord can be had singly, for ever.`,
    },
    de: {
      title: 'Tischleuchte mit Zugkette',
      text: `Ein Schirm aus lackiertem Stahl, innen weiß, auf einem Fuß, der nicht kippt. Die Kette klickt zweimal:
        hell und hell genug. Fassung, Schalter und Kabel gibt es einzeln, und zwar immer.`,
    },
    colours: ['forest', 'fig', 'graphite'],
    price: [11900, 2200],
  },
  {
    sku: 'LAM-CER',
    in: ['table-and-floor-lamps'],
    maker: 'Lampenwerk Sieverts',
    picture: ['lamp', 1],
    tags: ['handmade'],
    en: {
      title: 'Lamp with ceramic foot',
      text: `The foot is a vase from Moorhof that learned to stand still; the shade is linen on a wire frame. Gives a
        warm ring on the table and leaves the rest of the room alone.`,
    },
    de: {
      title: 'Leuchte mit Keramikfuß',
      text: `Der Fuß ist eine Vase aus dem Moorhof, die stillstehen gelernt hat, der Schirm ist Leinen auf Draht. Sie
        macht einen warmen Kreis auf dem Tisch und lässt den Rest des Zimmers in Ruhe.`,
    },
    colours: ['linen', 'terracotta', 'mist'],
    sizes: [
      ['38 cm', 9800, 1700],
      ['52 cm', 13900, 2600, 15900],
    ],
  },
  {
    sku: 'LAM-TRI',
    in: ['table-and-floor-lamps'],
    maker: 'Lampenwerk Sieverts',
    picture: ['floorlamp', 0],
    tags: ['repairable'],
    en: {
      title: 'Tripod floor lamp',
      text: `Three legs of ash and a shade that you tilt with one finger. Stands in the corner where a lamp post would
        be too much. The cord is cloth, three metres, with a switch for the foot.`,
    },
    de: {
      title: 'Stehleuchte auf drei Beinen',
      text: `Drei Beine aus Esche und ein Schirm, den Sie mit einem Finger neigen. Steht in der Ecke, in der ein Mast
        zu viel wäre. Das Kabel ist aus Textil, drei Meter lang, mit einem Schalter für den Fuß.`,
    },
    colours: ['linen', 'sage', 'night'],
    price: [22900, 4200],
  },
  {
    sku: 'LAM-REA',
    in: ['table-and-floor-lamps'],
    maker: 'Lampenwerk Sieverts',
    picture: ['floorlamp', 1],
    tags: [],
    en: {
      title: 'Reading lamp',
      text: `A straight post that stands behind the armchair without touching it. The shade is lined, so the light
        falls on the page and not into the eyes of the person opposite.`,
    },
    de: {
      title: 'Leseleuchte',
      text: `Ein gerader Mast, der hinter dem Sessel steht, ohne ihn zu berühren. Der Schirm ist gefüttert, so fällt
        das Licht auf die Seite und nicht dem Gegenüber in die Augen.`,
    },
    colours: ['brass', 'steel'],
    price: [19800, 5100, 23900],
  },
  {
    sku: 'PEN-DOM',
    in: ['pendant-lamps'],
    maker: 'Lüders Emaille',
    picture: ['pendant', 0],
    tags: ['repairable'],
    en: {
      title: 'Enamel dome pendant',
      text: `The lamp of workshops and railway sheds, in a size for the kitchen table. White enamel inside throws
        every lumen down. Hang it 70 cm above the wood.`,
    },
    de: {
      title: 'Emailleleuchte mit Kuppel',
      text: `Die Leuchte der Werkstätten und Lokschuppen, in einer Größe für den Küchentisch. Das weiße Emaille innen
        wirft jedes Lumen nach unten. Hängen Sie sie 70 cm über das Holz.`,
    },
    colours: ['leaf', 'cream', 'fig', 'graphite'],
    sizes: [
      ['28 cm', 8900, 1200],
      ['40 cm', 11900, 1900],
    ],
  },
  {
    sku: 'PEN-CON',
    in: ['pendant-lamps'],
    maker: 'Lampenwerk Sieverts',
    picture: ['pendant', 1],
    tags: [],
    en: {
      title: 'Cone pendant',
      text: `Spun from one disc of metal, with a rim that is rolled by hand and does not dazzle. Two in a row light a
        counter; one alone is enough for a reading chair.`,
    },
    de: {
      title: 'Hängeleuchte Kegel',
      text: `Aus einer Metallscheibe gedrückt, mit von Hand gerolltem Rand, der nicht blendet. Zwei nebeneinander
        beleuchten eine Theke, eine allein reicht für den Lesesessel.`,
    },
    colours: ['brass', 'copper'],
    price: [12900, 1500],
  },
  {
    sku: 'PEN-PAP',
    in: ['pendant-lamps'],
    maker: 'Papiermühle Ahrenfeld',
    picture: ['paperlamp', 1],
    tags: [],
    en: {
      title: 'Paper lantern',
      text: `Mulberry paper over a bamboo spiral, folded flat in an envelope. Light falls through it as it does
        through morning fog. If a child puts a finger through, the next shade costs little.`,
    },
    de: {
      title: 'Papierleuchte',
      text: `Maulbeerpapier auf einer Spirale aus Bambus, flach im Umschlag verschickt. Das Licht kommt hindurch wie
        durch Morgennebel. Steckt ein Kind den Finger hinein, kostet der nächste Schirm nicht viel.`,
    },
    sizes: [
      ['45 cm', 2900, 240],
      ['60 cm', 3900, 360],
    ],
  },
  {
    sku: 'LAN-HOU',
    in: ['lanterns'],
    maker: 'Lampenwerk Sieverts',
    picture: ['lantern', 0],
    tags: ['outdoor', 'repairable'],
    en: {
      title: 'Storm lantern',
      text: `For candles and for wind. The panes slide out for cleaning and are plain window glass, so any glazier
        cuts you another. The roof is vented and stays cool enough to touch.`,
    },
    de: {
      title: 'Sturmlaterne',
      text: `Für Kerzen und für Wind. Die Scheiben ziehen Sie zum Putzen heraus, sie sind einfaches Fensterglas, das
        jede Glaserei zuschneidet. Das Dach ist belüftet und bleibt handwarm.`,
    },
    colours: ['graphite', 'forest', 'cream'],
    sizes: [
      ['28 cm', 4900, 1300],
      ['42 cm', 6900, 2200],
    ],
  },
  {
    sku: 'LAN-GAB',
    in: ['lanterns'],
    maker: 'Lampenwerk Sieverts',
    picture: ['lantern', 1],
    tags: ['outdoor', 'gift'],
    en: {
      title: 'Gable lantern',
      text: `A little house with a light in it. Stands on the step, hangs from the pear tree, and has a hook that a
        gloved hand can work.`,
    },
    de: {
      title: 'Giebellaterne',
      text: `Ein kleines Haus, in dem Licht brennt. Sie steht auf der Stufe, hängt im Birnbaum und hat einen Haken,
        der auch mit Handschuhen aufgeht.`,
    },
    colours: ['terracotta', 'slate'],
    price: [5400, 1500],
  },
  {
    sku: 'STR-WAR',
    in: ['strings-of-lights'],
    maker: 'Lampenwerk Sieverts',
    picture: ['stringlights', 1],
    tags: ['outdoor', 'repairable'],
    en: {
      title: 'String of warm bulbs',
      text: `Rubber cord that stays soft in frost, with a bulb every 60 cm. Each bulb can be changed; one that fails
        does not take the rest with it. May hang out all winter.`,
    },
    de: {
      title: 'Lichterkette, warmes Licht',
      text: `Gummikabel, das auch im Frost weich bleibt, mit einer Birne alle 60 cm. Jede lässt sich wechseln, und
        wenn eine ausfällt, leuchten die anderen weiter. Darf den ganzen Winter draußen hängen.`,
    },
    sizes: [
      ['6 m', 3900, 900],
      ['12 m', 6400, 1700],
    ],
    sizesAre: 'length',
  },
  {
    sku: 'STR-COL',
    in: ['strings-of-lights'],
    maker: 'Lampenwerk Sieverts',
    picture: ['stringlights', 0],
    tags: ['outdoor'],
    en: {
      title: 'String of coloured bulbs',
      text: `Painted glass in the colours of a village fair, dimmed to the brightness of a summer night. Two strings
        can be joined end to end.`,
    },
    de: {
      title: 'Bunte Lichterkette',
      text: `Bemaltes Glas in den Farben eines Dorffests, gedimmt auf die Helligkeit einer Sommernacht. Zwei Ketten
        lassen sich aneinanderstecken.`,
    },
    colours: ['fig', 'leaf'],
    price: [4400, 1000],
  },
]
