/** Living: baskets, trays and hooks, books and notebooks. */
import type { Entry } from './entry.ts'

export const orderAndPaper: readonly Entry[] = [
  {
    sku: 'BAS-MAR',
    in: ['baskets'],
    maker: 'Korbmacherei Anneke',
    picture: ['basket', 1],
    tags: ['handmade', 'repairable'],
    en: {
      title: 'Market basket',
      text: `White willow, cut in winter and woven wet. The handle goes right round the bottom, so it carries potatoes
        for forty years. If a rod breaks, we weave in another.`,
    },
    de: {
      title: 'Marktkorb',
      text: `Weiße Weide, im Winter geschnitten und nass geflochten. Der Henkel läuft unter dem Boden durch, darum
        trägt er vierzig Jahre lang Kartoffeln. Bricht eine Rute, flechten wir eine neue ein.`,
    },
    colours: ['fig', 'linen'],
    price: [6900, 1100],
  },
  {
    sku: 'BAS-LOG',
    in: ['baskets'],
    maker: 'Korbmacherei Anneke',
    picture: ['basket', 3],
    tags: ['handmade'],
    en: {
      title: 'Log basket',
      text: `Two ears instead of a handle, because firewood is lifted with both arms. The bottom is double and stands
        on two runners, so the floor stays whole.`,
    },
    de: {
      title: 'Holzkorb',
      text: `Zwei Griffe statt Henkel, weil man Brennholz mit beiden Armen hebt. Der Boden ist doppelt und steht auf
        zwei Kufen, so bleiben die Dielen heil.`,
    },
    colours: ['linen', 'graphite'],
    sizes: [
      ['45 cm', 8900, 2300],
      ['60 cm', 11900, 3400],
    ],
  },
  {
    sku: 'BAS-WOO',
    in: ['baskets'],
    maker: 'Korbmacherei Anneke',
    picture: ['basket', 2],
    tags: ['handmade', 'gift'],
    en: {
      title: 'Knitting basket',
      text: `Round inside and smooth, so wool does not catch. It holds three balls, the needles and a cat that thinks
        it is not seen.`,
    },
    de: {
      title: 'Strickkorb',
      text: `Innen rund und glatt, damit keine Wolle hängen bleibt. Er fasst drei Knäuel, die Nadeln und eine Katze,
        die sich für unsichtbar hält.`,
    },
    colours: ['rose', 'slate', 'ochre'],
    price: [4900, 700],
  },
  {
    sku: 'TRA-OAK',
    in: ['trays-and-hooks'],
    maker: 'Tischlerei Ohlsen',
    picture: ['tray', 0],
    tags: ['gift'],
    en: {
      title: 'Breakfast tray',
      text: `A steam-bent rim that is high enough for a full cup on a stair. The bottom is linoleum, warm to the hand
        and deaf to the clink of spoons.`,
    },
    de: {
      title: 'Frühstückstablett',
      text: `Ein in Dampf gebogener Rand, hoch genug für eine volle Tasse auf der Treppe. Der Boden ist Linoleum, warm
        unter der Hand und taub für das Klirren der Löffel.`,
    },
    colours: ['oak', 'walnut'],
    price: [5900, 950],
  },
  {
    sku: 'TRA-LAC',
    in: ['trays-and-hooks'],
    maker: 'Tischlerei Ohlsen',
    picture: ['tray', 1],
    tags: [],
    en: {
      title: 'Oval tray',
      text: `Two handles of willow, bound on with cane, and a lacquer that takes wet glasses. Stands on its edge
        behind the bread bin when nobody needs it.`,
    },
    de: {
      title: 'Ovales Tablett',
      text: `Zwei Griffe aus Weide, mit Rohr angebunden, und ein Lack, der nasse Gläser verträgt. Steht hochkant
        hinter dem Brotkasten, wenn niemand es braucht.`,
    },
    colours: ['leaf', 'cream', 'night'],
    price: [4400, 820],
  },
  {
    sku: 'HOO-PEG',
    in: ['trays-and-hooks'],
    maker: 'Tischlerei Ohlsen',
    picture: ['hooks', 0],
    tags: ['repairable'],
    en: {
      title: 'Peg rail',
      text: `Five turned pegs on a board, in the way of the Shakers. Each holds a winter coat; all of them hold
        children's things. Two screws, hidden under wooden buttons.`,
    },
    de: {
      title: 'Hakenleiste mit Zapfen',
      text: `Fünf gedrechselte Zapfen auf einem Brett, nach Art der Shaker. Jeder trägt einen Wintermantel, alle
        zusammen die Sachen der Kinder. Zwei Schrauben, unter Holzknöpfen versteckt.`,
    },
    colours: ['oak', 'ash'],
    price: [5400, 1300],
  },
  {
    sku: 'HOO-IRO',
    in: ['trays-and-hooks'],
    maker: 'Hagebarth & Sohn',
    picture: ['hooks', 1],
    palette: 'night',
    tags: [],
    en: {
      title: 'Row of forged hooks',
      text: `Five hooks, drawn out at the anvil and waxed while warm. Round at the tip, so a loop slips on and nothing
        tears. For the hall, the kitchen and the shed.`,
    },
    de: {
      title: 'Leiste mit geschmiedeten Haken',
      text: `Fünf Haken, am Amboss ausgezogen und warm gewachst. An der Spitze rund, so gleitet jede Schlaufe auf und
        nichts reißt ein. Für Flur, Küche und Schuppen.`,
    },
    price: [6400, 1900],
  },
  {
    sku: 'BOO-HER',
    in: ['books', 'seeds'],
    maker: 'Papiermühle Ahrenfeld',
    picture: ['book', 0],
    palette: 'leaf',
    tags: ['gift'],
    taxClass: 'reduced',
    en: {
      title: 'Book: Forty herbs',
      text: `Forty herbs that grow north of the Elbe: how they want to stand, when to cut them, what they are good
        for. Written by a gardener who has killed each of them at least once. 192 pages, thread-sewn, in German.`,
    },
    de: {
      title: 'Buch: Vierzig Kräuter',
      text: `Vierzig Kräuter, die nördlich der Elbe wachsen: wie sie stehen wollen, wann man sie schneidet, wozu sie
        gut sind. Geschrieben von einer Gärtnerin, der jedes davon schon einmal eingegangen ist. 192 Seiten,
        fadengeheftet.`,
    },
    price: [2800, 520],
  },
  {
    sku: 'BOO-REP',
    in: ['books'],
    maker: 'Papiermühle Ahrenfeld',
    picture: ['book', 1],
    palette: 'fig',
    tags: ['new'],
    taxClass: 'reduced',
    en: {
      title: 'Book: Mending things',
      text: `How to re-glue a chair, darn a blanket, grind a knife and know when to stop. With drawings instead of
        photographs, because a drawing leaves out what does not matter. 144 pages, in German.`,
    },
    de: {
      title: 'Buch: Dinge heil machen',
      text: `Wie man einen Stuhl leimt, eine Decke stopft, ein Messer schleift und merkt, wann Schluss ist. Mit
        Zeichnungen statt Fotos, weil eine Zeichnung weglässt, worauf es nicht ankommt. 144 Seiten.`,
    },
    price: [2400, 410],
  },
  {
    sku: 'BOO-YEA',
    in: ['books'],
    maker: 'Papiermühle Ahrenfeld',
    picture: ['book', 2],
    palette: 'terracotta',
    tags: ['gift'],
    taxClass: 'reduced',
    en: {
      title: 'Book: A year in pots',
      text: `A garden on four square metres of balcony, week by week, with what each week costs. Ends in December with
        a list of everything that went wrong. 168 pages, in German and English.`,
    },
    de: {
      title: 'Buch: Ein Jahr in Töpfen',
      text: `Ein Garten auf vier Quadratmetern Balkon, Woche für Woche, mit dem, was jede Woche kostet. Endet im
        Dezember mit einer Liste von allem, was misslang. 168 Seiten, deutsch und englisch.`,
    },
    price: [2600, 460, 3200],
  },
  {
    sku: 'NOT-DOT',
    in: ['notebooks'],
    maker: 'Papiermühle Ahrenfeld',
    picture: ['notebook', 1],
    tags: ['gift'],
    en: {
      title: 'Garden diary',
      text: `Five years on a page, so you see when the first frost came before. The paper takes ink without bleeding,
        and the cover has been rained on as a test.`,
    },
    de: {
      title: 'Gartentagebuch',
      text: `Fünf Jahre auf einer Seite, so sehen Sie, wann früher der erste Frost kam. Das Papier nimmt Tinte, ohne
        zu bluten, und der Einband lag zur Probe im Regen.`,
    },
    colours: ['leaf', 'ochre', 'plum'],
    price: [2200, 390],
  },
  {
    sku: 'NOT-LAB',
    in: ['notebooks'],
    maker: 'Papiermühle Ahrenfeld',
    picture: ['notebook', 0],
    tags: [],
    en: {
      title: 'Notebooks, two with a pencil',
      text: `Thin enough for an apron pocket, sewn so that they lie flat beside the stove. Plain paper from the mill
        in Ahrenfeld, with a label for whatever it turns out to be.`,
    },
    de: {
      title: 'Notizhefte, zwei mit Bleistift',
      text: `Dünn genug für die Schürzentasche und so geheftet, dass sie neben dem Herd flach liegen. Blankes Papier
        aus der Mühle in Ahrenfeld, mit einem Schild für das, was daraus wird.`,
    },
    colours: ['fig', 'slate', 'graphite'],
    price: [1400, 210],
  },
]
