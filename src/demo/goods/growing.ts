/** Garden: seeds, pots and planters. */
import type { Entry } from './entry.ts'

export const growing: readonly Entry[] = [
  {
    sku: 'SEE-FLO',
    in: ['seeds'],
    maker: 'Samenhof Wiesengrund',
    picture: ['seeds', 0],
    palette: 'night',
    tags: ['organic', 'small-balcony'],
    taxClass: 'reduced',
    en: {
      title: 'Seeds: cutting flowers',
      text: `Open-pollinated, grown and cleaned on the farm, so you can save your own next year. One packet fills two
        square metres and the vases of July. Sow from the middle of April.`,
    },
    de: {
      title: 'Saatgut: Schnittblumen',
      text: `Samenfest, auf dem Hof gezogen und gereinigt, Sie können also im nächsten Jahr selbst ernten. Eine Tüte
        reicht für zwei Quadratmeter und die Vasen im Juli. Aussaat ab Mitte April.`,
    },
    sizes: [
      ['Cosmos | Schmuckkörbchen', 390, 12],
      ['Marigold | Ringelblume', 350, 14],
      ['Cornflower | Kornblume', 350, 12],
    ],
    sizesAre: 'sort',
  },
  {
    sku: 'SEE-CAR',
    in: ['seeds'],
    maker: 'Samenhof Wiesengrund',
    picture: ['seeds', 1],
    tags: ['organic'],
    taxClass: 'reduced',
    en: {
      title: 'Seeds: carrots',
      text: `Three old sorts that taste of something. Sow thinly into warm, stone-free soil and keep it damp for three
        weeks; carrots think long before they come up.`,
    },
    de: {
      title: 'Saatgut: Möhren',
      text: `Drei alte Sorten, die nach etwas schmecken. Dünn in warme, steinfreie Erde säen und drei Wochen feucht
        halten, denn Möhren überlegen lange, bevor sie kommen.`,
    },
    sizes: [
      ['Early | Früh', 320, 10],
      ['Late | Spät', 320, 10],
      ['Purple | Violett', 360, 10],
    ],
    sizesAre: 'sort',
  },
  {
    sku: 'SEE-TOM',
    in: ['seeds'],
    maker: 'Samenhof Wiesengrund',
    picture: ['seeds', 2],
    tags: ['organic', 'small-balcony'],
    taxClass: 'reduced',
    en: {
      title: 'Seeds: tomatoes',
      text: `Selected for twelve years in the open, without a roof, on the wet side of Germany. Start them on the
        windowsill in March. Fifteen seeds, of which twelve will come.`,
    },
    de: {
      title: 'Saatgut: Tomaten',
      text: `Seit zwölf Jahren im Freiland ausgelesen, ohne Dach, auf der nassen Seite Deutschlands. Ab März auf der
        Fensterbank vorziehen. Fünfzehn Korn, von denen zwölf kommen.`,
    },
    sizes: [
      ['Cherry | Kirschtomate', 420, 8],
      ['Beefsteak | Fleischtomate', 420, 8],
      ['Plum | Flaschentomate', 420, 8],
    ],
    sizesAre: 'sort',
  },
  {
    sku: 'SEE-HER',
    in: ['seeds'],
    maker: 'Samenhof Wiesengrund',
    picture: ['seeds', 3],
    tags: ['organic', 'small-balcony', 'gift'],
    taxClass: 'reduced',
    en: {
      title: 'Seeds: kitchen herbs',
      text: `Six packets in a paper sleeve: basil, chervil, chives, dill, parsley, savory. Enough for a balcony box
        and for the neighbours. Each packet says when, how deep and how patient.`,
    },
    de: {
      title: 'Saatgut: Küchenkräuter',
      text: `Sechs Tüten in einer Papierhülle: Basilikum, Kerbel, Schnittlauch, Dill, Petersilie, Bohnenkraut. Genug
        für einen Balkonkasten und die Nachbarn. Auf jeder steht, wann, wie tief und wie geduldig.`,
    },
    price: [1490, 70],
  },
  {
    sku: 'POT-TER',
    in: ['pots-and-planters'],
    maker: 'Töpferei Moorhof',
    picture: ['pot', 0],
    tags: ['frost-proof', 'outdoor'],
    en: {
      title: 'Terracotta pot with saucer',
      text: `Fired so hot that it rings, which makes it frost-proof down to minus fifteen. The saucer is glazed inside
        and leaves no ring on the table. Grows more beautiful with lime and moss.`,
    },
    de: {
      title: 'Terrakottatopf mit Untersetzer',
      text: `So heiß gebrannt, dass er klingt, und darum frostfest bis minus fünfzehn Grad. Der Untersetzer ist innen
        glasiert und hinterlässt keinen Rand. Mit Kalk und Moos wird er schöner.`,
    },
    colours: ['terracotta'],
    sizes: [
      ['12 cm', 1400, 700],
      ['18 cm', 2200, 1500],
      ['24 cm', 3400, 2900],
      ['32 cm', 5200, 5600, 5900],
    ],
  },
  {
    sku: 'POT-GLA',
    in: ['pots-and-planters'],
    maker: 'Töpferei Moorhof',
    picture: ['pot', 1],
    tags: ['handmade'],
    en: {
      title: 'Glazed herb pot',
      text: `For the windowsill: a pot with a band of raw clay that shows when the plant is thirsty, because it turns
        pale. Comes without the lavender.`,
    },
    de: {
      title: 'Glasierter Kräutertopf',
      text: `Für die Fensterbank: ein Topf mit einem Band aus rohem Ton, das hell wird, wenn die Pflanze Durst hat.
        Der Lavendel gehört nicht dazu.`,
    },
    colours: ['mist', 'cream', 'graphite'],
    price: [1900, 820],
  },
  {
    sku: 'POT-ALO',
    in: ['pots-and-planters'],
    maker: 'Töpferei Moorhof',
    picture: ['pot', 2],
    tags: ['small-balcony'],
    en: {
      title: 'Pot for succulents',
      text: `Shallow inside, with three holes, for plants that hate wet feet. The saucer is part of the pot and is
        emptied by tipping it.`,
    },
    de: {
      title: 'Topf für Sukkulenten',
      text: `Innen flach, mit drei Löchern, für Pflanzen, die nasse Füße hassen. Der Untersetzer ist angeformt und
        wird durch Kippen geleert.`,
    },
    colours: ['sage', 'rose', 'stone'],
    price: [1700, 640],
  },
  {
    sku: 'PLA-LAR',
    in: ['pots-and-planters'],
    maker: 'Tischlerei Ohlsen',
    picture: ['planter', 0],
    tags: ['outdoor', 'small-balcony'],
    en: {
      title: 'Larch planter',
      text: `Larch needs no paint and turns silver in two winters. The boards are screwed from inside; any of them can
        be changed. Feet keep the bottom off the stone.`,
    },
    de: {
      title: 'Pflanzkasten aus Lärche',
      text: `Lärche braucht keine Farbe und wird in zwei Wintern silbern. Die Bretter sind von innen verschraubt und
        einzeln zu wechseln. Füße halten den Boden vom Stein fern.`,
    },
    sizes: [
      ['60 cm', 5900, 5200],
      ['90 cm', 7900, 7400],
      ['120 cm', 9900, 9800],
    ],
    sizesAre: 'length',
  },
  {
    sku: 'PLA-ZIN',
    in: ['pots-and-planters'],
    maker: 'Gießkannenwerk Poggfred',
    picture: ['planter', 1],
    tags: ['outdoor', 'frost-proof', 'small-balcony'],
    en: {
      title: 'Balcony box',
      text: `Powder-coated zinc with a false bottom that holds two litres of water. Hooks for railings of 4 to 8 cm
        are included and hold in a storm. Drain it before the frost.`,
    },
    de: {
      title: 'Balkonkasten',
      text: `Pulverbeschichtetes Zink mit doppeltem Boden, der zwei Liter Wasser hält. Die Haken für Geländer von 4
        bis 8 cm liegen bei und halten auch bei Sturm. Vor dem Frost lassen Sie es ab.`,
    },
    colours: ['leaf', 'cream', 'slate'],
    price: [3900, 2100],
  },
]
