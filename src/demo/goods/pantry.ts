/** Kitchen: jars and tins, linen, and the few things to eat and drink that we sell. */
import type { Entry } from './entry.ts'

export const pantry: readonly Entry[] = [
  {
    sku: 'JAR-OAK',
    in: ['jars-and-tins'],
    maker: 'Wendglas',
    picture: ['jar', 0],
    tags: ['dishwasher-safe'],
    en: {
      title: 'Storage jar with wooden lid',
      text: `You see what is left, and the silicone ring keeps the moths out of it. The lid is turned from one piece
        of wood and does not go into the dishwasher; the glass may.`,
    },
    de: {
      title: 'Vorratsglas mit Holzdeckel',
      text: `Sie sehen, was noch da ist, und der Silikonring hält Motten fern. Der Deckel ist aus einem Stück
        gedrechselt und gehört nicht in die Spülmaschine, das Glas darf hinein.`,
    },
    colours: ['ash', 'walnut'],
    sizes: [
      ['0.5 l', 1600, 420],
      ['1 l', 1900, 610],
      ['2 l', 2500, 980],
    ],
  },
  {
    sku: 'JAR-BEA',
    in: ['jars-and-tins'],
    maker: 'Wendglas',
    picture: ['jar', 1],
    tags: ['dishwasher-safe'],
    en: {
      title: 'Preserving jars, set of six',
      text: `Glass lid, rubber ring, two clips: the way beans have been kept since 1900. The rings are sold singly and
        fit jars that your grandmother left you.`,
    },
    de: {
      title: 'Einmachgläser, sechs Stück',
      text: `Glasdeckel, Gummiring, zwei Klammern: So bewahrt man Bohnen seit 1900 auf. Die Ringe gibt es einzeln, und
        sie passen auch auf die Gläser Ihrer Großmutter.`,
    },
    price: [3200, 2600],
  },
  {
    sku: 'TIN-TEA',
    in: ['jars-and-tins'],
    maker: 'Lüders Emaille',
    picture: 'tin',
    tags: ['gift'],
    en: {
      title: 'Tea caddy',
      text: `Holds 125 g of loose leaves and keeps out light and damp. The lid sits so close that it sinks by itself,
        with a sigh. Lacquered by hand, in a colour for each tea.`,
    },
    de: {
      title: 'Teedose',
      text: `Fasst 125 g losen Tee und hält Licht und Feuchtigkeit ab. Der Deckel sitzt so genau, dass er von selbst
        sinkt, mit einem Seufzer. Von Hand lackiert, für jeden Tee eine Farbe.`,
    },
    colours: ['forest', 'plum', 'ochre', 'mist'],
    price: [1900, 190],
  },
  {
    sku: 'LIN-TOW',
    in: ['kitchen-linen', 'washing-up'],
    maker: 'Weberei Lindtau',
    picture: ['cloth', 1],
    tags: ['washable', 'organic'],
    en: {
      title: 'Checked kitchen towel',
      text: `Half linen, half cotton: the one drinks, the other dries. It is stiff at first and perfect from the fifth
        wash on. With a loop on the long side, so it does not trail on the floor.`,
    },
    de: {
      title: 'Kariertes Geschirrtuch',
      text: `Halb Leinen, halb Baumwolle: Das eine saugt, das andere trocknet. Anfangs ist es steif, ab der fünften
        Wäsche ist es genau richtig. Mit Aufhänger an der langen Seite, damit nichts schleift.`,
    },
    colours: ['fig', 'slate', 'leaf'],
    sizes: [
      ['Single | Einzeln', 1200, 95],
      ['Set of 3 | 3er-Set', 3200, 285, 3600],
    ],
    sizesAre: 'pack',
  },
  {
    sku: 'LIN-GLA',
    in: ['kitchen-linen'],
    maker: 'Weberei Lindtau',
    picture: ['cloth', 0],
    tags: ['washable'],
    en: {
      title: 'Glass cloth',
      text: `Pure linen with a smooth weave, because lint is the enemy of a clear glass. The stripe tells it from the
        cloth that dries the pans.`,
    },
    de: {
      title: 'Gläsertuch',
      text: `Reines Leinen in glatter Bindung, denn Fussel sind der Feind des klaren Glases. Am Streifen erkennen Sie
        es neben dem Tuch für die Pfannen.`,
    },
    colours: ['night', 'terracotta'],
    price: [1500, 85],
  },
  {
    sku: 'APR-STR',
    in: ['kitchen-linen'],
    maker: 'Weberei Lindtau',
    picture: ['apron', 1],
    tags: ['washable', 'gift'],
    en: {
      title: 'Striped kitchen apron',
      text: `Long enough to wipe your hands on, which is what aprons are for. The ties go round once and knot in
        front, and the pocket takes a phone with a recipe on it.`,
    },
    de: {
      title: 'Gestreifte Küchenschürze',
      text: `Lang genug, um sich die Hände daran abzuwischen, denn dafür ist sie da. Die Bänder reichen einmal herum
        und werden vorn geknotet, in die Tasche passt das Telefon mit dem Rezept.`,
    },
    colours: ['slate', 'fig'],
    price: [3900, 330],
  },
  {
    sku: 'FOO-TEA',
    in: ['from-the-shelf'],
    maker: 'Juniper Yard',
    picture: 'tin',
    palette: 'sage',
    tags: ['food', 'organic', 'gift'],
    taxClass: 'reduced',
    en: {
      title: 'Garden tea',
      text: `Nettle, mint and apple from two farms on the Elbe, dried in the shade and cut coarse. Gives forty cups.
        No flavouring, no bags, nothing to explain.`,
    },
    de: {
      title: 'Gartentee',
      text: `Brennnessel, Minze und Apfel von zwei Höfen an der Elbe, im Schatten getrocknet und grob geschnitten.
        Ergibt vierzig Tassen. Kein Aroma, kein Beutel, nichts zu erklären.`,
    },
    sizes: [
      ['Mint | Minze', 890, 120],
      ['Apple | Apfel', 890, 120],
      ['Lime blossom | Lindenblüte', 990, 110],
    ],
    sizesAre: 'sort',
  },
  {
    sku: 'FOO-HON',
    in: ['from-the-shelf'],
    maker: 'Juniper Yard',
    picture: ['jar', 0],
    palette: 'ochre',
    tags: ['food', 'gift'],
    taxClass: 'reduced',
    en: {
      title: 'Honey from the yard',
      text: `Our four hives stand on the roof of the workshop and fly to the lime trees in the park. The honey is spun
        once, sieved and put into jars. Some years there is less of it.`,
    },
    de: {
      title: 'Honig vom Hof',
      text: `Unsere vier Bienenvölker stehen auf dem Dach der Werkstatt und fliegen zu den Linden im Park. Der Honig
        wird einmal geschleudert, gesiebt und abgefüllt. In manchen Jahren gibt es weniger.`,
    },
    sizes: [
      ['250 g', 790, 420],
      ['500 g', 1290, 760],
    ],
    sizesAre: 'pack',
  },
  {
    sku: 'FOO-OIL',
    in: ['from-the-shelf'],
    maker: 'Juniper Yard',
    picture: ['bottle', 1],
    palette: 'ochre',
    tags: ['food', 'organic'],
    taxClass: 'reduced',
    en: {
      title: 'Cold-pressed rapeseed oil',
      text: `Pressed at 38 °C from one harvest of one field in Holstein. Tastes of nuts and hay; for salads, new
        potatoes and the seasoning of iron pans. Keep it dark.`,
    },
    de: {
      title: 'Rapsöl, kalt gepresst',
      text: `Bei 38 °C aus einer Ernte von einem Feld in Holstein gepresst. Schmeckt nach Nuss und Heu, gut für Salat,
        neue Kartoffeln und zum Einbrennen von Eisenpfannen. Dunkel aufbewahren.`,
    },
    sizes: [
      ['0.25 l', 690, 460],
      ['0.5 l', 1090, 780],
    ],
    sizesAre: 'volume',
  },
]
