/** Garden: watering, sitting outside, birds and bees. */
import type { Entry } from './entry.ts'

export const gardenLife: readonly Entry[] = [
  {
    sku: 'CAN-ZIN',
    in: ['watering-cans'],
    maker: 'Gießkannenwerk Poggfred',
    picture: 'can',
    tags: ['repairable', 'outdoor'],
    en: {
      title: 'Watering can with rose',
      text: `Balanced so that a full can tips by itself and stops when you stop. The brass rose unscrews and turns
        upward for seedlings. Soldered at every seam, and soldered again if it ever leaks.`,
    },
    de: {
      title: 'Gießkanne mit Brause',
      text: `So ausgewogen, dass die volle Kanne von selbst kippt und aufhört, wenn Sie aufhören. Die Messingbrause
        lässt sich abschrauben und für Sämlinge nach oben drehen. An jeder Naht gelötet und, wenn nötig, noch einmal.`,
    },
    colours: ['forest', 'slate', 'steel'],
    sizes: [
      ['5 l', 4900, 1200],
      ['9 l', 5900, 1700],
    ],
  },
  {
    sku: 'CAN-IND',
    in: ['watering-cans'],
    maker: 'Gießkannenwerk Poggfred',
    picture: 'can',
    tags: ['gift'],
    en: {
      title: 'Small can for the windowsill',
      text: `A spout like a pencil, which reaches between the leaves and pours where the root is. Holds 1.2 litres, so
        you go to the tap once and not five times.`,
    },
    de: {
      title: 'Kleine Kanne für die Fensterbank',
      text: `Eine Tülle wie ein Bleistift, die zwischen die Blätter reicht und an der Wurzel gießt. Fasst 1,2 Liter,
        Sie gehen also einmal zum Hahn und nicht fünfmal.`,
    },
    colours: ['ochre', 'rose', 'cream', 'copper'],
    price: [3200, 480],
  },
  {
    sku: 'CAN-CHI',
    in: ['watering-cans'],
    maker: 'Gießkannenwerk Poggfred',
    picture: 'can',
    tags: ['gift'],
    en: {
      title: "Children's watering can",
      text: `Made like the large one, not of plastic, for somebody who is four and means it. Holds as much as a
        four-year-old can carry and a bit less than that.`,
    },
    de: {
      title: 'Gießkanne für Kinder',
      text: `Gemacht wie die große, nicht aus Plastik, für jemanden, der vier ist und es ernst meint. Fasst so viel,
        wie man mit vier tragen kann, und ein bisschen weniger.`,
    },
    colours: ['fig', 'mist'],
    price: [2400, 390],
  },
  {
    sku: 'HOS-RUB',
    in: ['hoses'],
    maker: 'Gießkannenwerk Poggfred',
    picture: 'hose',
    tags: ['outdoor', 'repairable'],
    en: {
      title: 'Rubber hose with brass nozzle',
      text: `Natural rubber lies flat and does not kink, winter or summer. The couplings are brass and fit the old
        taps. A hole is cut out and joined in five minutes; the joint is in the bag.`,
    },
    de: {
      title: 'Gummischlauch mit Messingspritze',
      text: `Naturkautschuk liegt flach und knickt nicht, im Winter wie im Sommer. Die Kupplungen sind aus Messing und
        passen auf alte Hähne. Ein Loch schneiden Sie heraus und setzen das Verbindungsstück ein, es liegt bei.`,
    },
    colours: ['forest', 'terracotta'],
    sizes: [
      ['15 m', 7900, 4200],
      ['25 m', 11900, 6900],
    ],
    sizesAre: 'length',
  },
  {
    sku: 'HOS-BAL',
    in: ['hoses'],
    maker: 'Gießkannenwerk Poggfred',
    picture: 'hose',
    tags: ['small-balcony'],
    en: {
      title: 'Balcony hose',
      text: `Seven metres of thin hose that fits the kitchen tap with one turn and hangs on a hook afterwards. Enough
        pressure for tomatoes, not enough for quarrels with the neighbours below.`,
    },
    de: {
      title: 'Balkonschlauch',
      text: `Sieben Meter dünner Schlauch, der mit einer Drehung an den Küchenhahn passt und danach am Haken hängt.
        Genug Druck für Tomaten, zu wenig für Streit mit den Nachbarn unten.`,
    },
    colours: ['leaf', 'slate'],
    price: [3900, 980],
  },
  {
    sku: 'BEN-LAR',
    in: ['garden-furniture'],
    maker: 'Tischlerei Ohlsen',
    picture: ['bench', 0],
    tags: ['outdoor', 'repairable'],
    en: {
      title: 'Garden bench',
      text: `A bench for two and a teapot. Larch, mortised and pegged, with a back at the angle of a good
        conversation. Oil it every spring or leave it to turn grey; it lasts either way.`,
    },
    de: {
      title: 'Gartenbank',
      text: `Eine Bank für zwei und eine Teekanne. Lärche, gezapft und verdübelt, mit einer Lehne im Winkel eines
        guten Gesprächs. Ölen Sie sie jedes Frühjahr oder lassen Sie sie grau werden, sie hält so oder so.`,
    },
    colours: ['oak', 'ash'],
    sizes: [
      ['120 cm', 39900, 19500],
      ['150 cm', 44900, 24000, 49900],
    ],
    sizesAre: 'length',
  },
  {
    sku: 'DEC-CAN',
    in: ['garden-furniture'],
    maker: 'Tischlerei Ohlsen',
    picture: 'deckchair',
    tags: ['outdoor', 'washable'],
    en: {
      title: 'Striped deckchair',
      text: `Three notches: reading, dozing, gone. The canvas slips off two rods for washing and for winter, and a new
        one costs less than dinner.`,
    },
    de: {
      title: 'Gestreifter Liegestuhl',
      text: `Drei Stufen: lesen, dösen, weg. Das Segeltuch ziehen Sie zum Waschen und für den Winter von zwei Stäben,
        und ein neues kostet weniger als ein Abendessen.`,
    },
    colours: ['slate', 'fig', 'leaf'],
    price: [11900, 4300],
  },
  {
    sku: 'TAB-GAR',
    in: ['garden-furniture', 'tables-and-shelves'],
    maker: 'Tischlerei Ohlsen',
    picture: ['table', 0],
    tags: ['outdoor', 'small-balcony'],
    en: {
      title: 'Folding garden table',
      text: `Folds to the width of a hand and hangs on the balcony wall. Slats let the rain through and the crumbs
        too. Seats two for breakfast and four for cards.`,
    },
    de: {
      title: 'Klapptisch für draußen',
      text: `Lässt sich auf Handbreite klappen und an die Balkonwand hängen. Die Latten lassen Regen durch und Krümel
        auch. Zwei frühstücken daran, vier spielen Karten.`,
    },
    colours: ['ash', 'oak'],
    price: [15900, 7800],
  },
  {
    sku: 'HAM-STR',
    in: ['hammocks'],
    maker: 'Weberei Lindtau',
    picture: ['hammock', 1],
    tags: ['outdoor', 'washable'],
    en: {
      title: 'Cotton hammock',
      text: `Woven in one piece, wide enough to lie across, which is how one lies well. Carries 160 kg. Ropes and
        hooks for two trees are in the bag; the trees are your part.`,
    },
    de: {
      title: 'Hängematte aus Baumwolle',
      text: `In einem Stück gewebt und so breit, dass Sie quer liegen können, denn so liegt man gut. Trägt 160 kg.
        Seile und Haken für zwei Bäume liegen bei, die Bäume sind Ihr Teil.`,
    },
    colours: ['slate', 'terracotta'],
    sizes: [
      ['Single | Für eine Person', 7900, 1500],
      ['Double | Für zwei Personen', 9900, 2100, 11900],
    ],
  },
  {
    sku: 'HAM-FRI',
    in: ['hammocks'],
    maker: 'Weberei Lindtau',
    picture: ['hammock', 0],
    tags: ['outdoor', 'gift'],
    en: {
      title: 'Hammock with fringe',
      text: `The festive one: broad stripes and a fringe knotted by hand along both sides. Takes two weeks to make, so
        order it in May for June.`,
    },
    de: {
      title: 'Hängematte mit Fransen',
      text: `Die festliche: breite Streifen und an beiden Seiten Fransen, von Hand geknüpft. Zwei Wochen Arbeit,
        bestellen Sie also im Mai für den Juni.`,
    },
    colours: ['leaf', 'plum'],
    price: [12900, 2300],
  },
  {
    sku: 'BIR-HOU',
    in: ['bird-and-insect-houses'],
    maker: 'Tischlerei Ohlsen',
    picture: ['birdhouse', 0],
    tags: ['outdoor', 'gift'],
    en: {
      title: 'Nesting box',
      text: `The hole decides who moves in: 28 mm for blue tits, 32 mm for great tits and sparrows. Untreated inside,
        oil paint outside. The front opens for cleaning in autumn.`,
    },
    de: {
      title: 'Nistkasten',
      text: `Das Loch entscheidet, wer einzieht: 28 mm für Blaumeisen, 32 mm für Kohlmeisen und Spatzen. Innen
        unbehandelt, außen Ölfarbe. Die Front öffnen Sie im Herbst zum Reinigen.`,
    },
    colours: ['slate', 'forest'],
    sizes: [
      ['28 mm', 3400, 1600],
      ['32 mm', 3400, 1600],
    ],
  },
  {
    sku: 'BIR-INS',
    in: ['bird-and-insect-houses'],
    maker: 'Tischlerei Ohlsen',
    picture: 'insecthouse',
    tags: ['outdoor'],
    en: {
      title: 'House for wild bees',
      text: `Reed, clay and drilled hardwood, with tubes that are smooth inside, because bees are particular. Hang it
        in full sun, facing south-east. The first tenants come in March.`,
    },
    de: {
      title: 'Haus für Wildbienen',
      text: `Schilf, Lehm und gebohrtes Hartholz, mit innen glatten Röhren, denn Bienen sind eigen. Hängen Sie es in
        die volle Sonne, nach Südosten. Die ersten Gäste kommen im März.`,
    },
    colours: ['oak', 'leaf'],
    price: [4200, 1900],
  },
  {
    sku: 'BIR-FEE',
    in: ['feeders-and-baths'],
    maker: 'Tischlerei Ohlsen',
    picture: 'feeder',
    tags: ['outdoor', 'gift'],
    en: {
      title: 'Hanging bird feeder',
      text: `A silo between two panes, so you see from the kitchen what is left. The tray drains, the roof lifts off,
        and a squirrel needs at least a week to understand it.`,
    },
    de: {
      title: 'Futterhaus zum Hängen',
      text: `Ein Silo zwischen zwei Scheiben, so sehen Sie von der Küche aus, was noch da ist. Die Schale läuft leer,
        das Dach hebt sich ab, und ein Eichhörnchen braucht mindestens eine Woche, um es zu verstehen.`,
    },
    colours: ['fig', 'graphite'],
    price: [4600, 1700],
  },
  {
    sku: 'BIR-BAT',
    in: ['feeders-and-baths'],
    maker: 'Töpferei Moorhof',
    picture: 'birdbath',
    tags: ['outdoor', 'frost-proof'],
    en: {
      title: 'Bird bath on a foot',
      text: `Shallow at the rim and deeper in the middle, for wrens and for blackbirds. The bowl is rough inside, so
        small feet find a hold. Change the water every other day; you will want to watch anyway.`,
    },
    de: {
      title: 'Vogeltränke auf Fuß',
      text: `Am Rand flach und in der Mitte tiefer, für Zaunkönige und für Amseln. Innen ist die Schale rau, damit
        kleine Füße Halt finden. Wechseln Sie das Wasser jeden zweiten Tag, zuschauen werden Sie ohnehin.`,
    },
    colours: ['stone', 'terracotta', 'mist'],
    price: [8900, 7600],
  },
]
