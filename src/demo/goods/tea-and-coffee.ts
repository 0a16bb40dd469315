/** Kitchen: kettles, teapots, coffee making. */
import type { Entry } from './entry.ts'

export const teaAndCoffee: readonly Entry[] = [
  {
    sku: 'KET-ENA',
    in: ['kettles'],
    maker: 'Lüders Emaille',
    picture: 'kettle',
    tags: ['induction', 'repairable'],
    en: {
      title: 'Enamel kettle',
      text: `Whistles softly, pours without dripping and stands on any hob, induction too. The beech grip comes off
        with one screwdriver. When the enamel has had a hard decade, send it to us: it is fired again and looks like
        new.`,
    },
    de: {
      title: 'Emaillekessel',
      text: `Pfeift leise, gießt ohne zu tropfen und steht auf jedem Herd, auch auf Induktion. Den Griff aus Buche
        wechseln Sie mit einem Schraubendreher. Hat das Emaille ein hartes Jahrzehnt hinter sich, brennen wir es neu.`,
    },
    colours: ['slate', 'fig', 'cream'],
    sizes: [
      ['1.2 l', 4200, 900],
      ['1.6 l', 4800, 1100, 5800],
      ['2.5 l', 5900, 1400],
    ],
  },
  {
    sku: 'KET-STO',
    in: ['kettles'],
    maker: 'Hagebarth & Sohn',
    picture: 'kettle',
    tags: ['induction', 'repairable'],
    en: {
      title: 'Spouted pouring kettle',
      text: `A narrow spout, because good filter coffee wants a thin, steady stream. The lid stays on when you tip the
        kettle all the way, and the litre mark is pressed into the inside wall.`,
    },
    de: {
      title: 'Kessel mit schmaler Tülle',
      text: `Eine schmale Tülle, denn guter Filterkaffee will einen dünnen, ruhigen Strahl. Der Deckel hält auch dann,
        wenn Sie den Kessel ganz kippen, und die Litermarke ist innen eingeprägt.`,
    },
    colours: ['steel', 'copper'],
    price: [6900, 780],
  },
  {
    sku: 'KET-CAM',
    in: ['kettles'],
    maker: 'Lüders Emaille',
    picture: 'kettle',
    tags: ['outdoor'],
    en: {
      title: 'Campfire kettle',
      text: `Black outside so that soot does not matter, white inside so that you see whether it is clean. The wire
        handle locks upright and keeps away from the flame. Holds two litres, enough for six cups.`,
    },
    de: {
      title: 'Lagerfeuerkessel',
      text: `Außen dunkel, damit Ruß nicht stört, innen hell, damit Sie sehen, ob er sauber ist. Der Drahtbügel rastet
        aufrecht ein und bleibt von der Flamme weg. Fasst zwei Liter, genug für sechs Becher.`,
    },
    colours: ['graphite'],
    price: [3900, 820],
  },
  {
    sku: 'POT-STO',
    in: ['teapots'],
    maker: 'Töpferei Moorhof',
    picture: ['teapot', 1],
    tags: ['dishwasher-safe', 'handmade'],
    en: {
      title: 'Stoneware teapot',
      text: `Thrown on the wheel, with a spout that was cut and set by hand and therefore does not drip. A stainless
        strainer hangs in the opening and lifts out when the tea is ready. Three mugs, or two generous ones.`,
    },
    de: {
      title: 'Teekanne aus Steinzeug',
      text: `Auf der Scheibe gedreht, mit einer von Hand angesetzten Tülle, die deshalb nicht tropft. Ein Sieb aus
        Edelstahl hängt in der Öffnung und kommt heraus, wenn der Tee gezogen hat. Reicht für drei Becher oder zwei
        große.`,
    },
    colours: ['sage', 'terracotta', 'night'],
    sizes: [
      ['0.9 l', 5200, 950],
      ['1.4 l', 6400, 1300],
    ],
  },
  {
    sku: 'POT-SPR',
    in: ['teapots'],
    maker: 'Töpferei Moorhof',
    picture: ['teapot', 2],
    tags: ['dishwasher-safe', 'gift'],
    en: {
      title: 'Teapot with sprig',
      text: `One sprig, painted in three strokes under the glaze, and no two are the same. The lid has a small nose
        that catches when you pour the last cup. Made in batches of forty, so there is a pause now and then.`,
    },
    de: {
      title: 'Teekanne mit Zweig',
      text: `Ein Zweig, mit drei Pinselstrichen unter die Glasur gemalt, und keiner gleicht dem anderen. Der Deckel
        hat eine kleine Nase, die hält, wenn Sie die letzte Tasse einschenken. Entsteht in Serien von vierzig Stück,
        darum gibt es manchmal eine Pause.`,
    },
    colours: ['cream', 'mist'],
    price: [6200, 1150],
  },
  {
    sku: 'POT-IRO',
    in: ['teapots'],
    maker: 'Hagebarth & Sohn',
    picture: ['teapot', 0],
    tags: ['gift'],
    en: {
      title: 'Cast-iron teapot',
      text: `Keeps tea hot for an hour without a candle. The inside is enamelled, so it takes no taste from
        yesterday's leaves and asks only for hot water and a cloth.`,
    },
    de: {
      title: 'Teekanne aus Gusseisen',
      text: `Hält Tee eine Stunde heiß, ganz ohne Stövchen. Innen ist sie emailliert, nimmt also keinen Geschmack von
        gestern an und braucht zur Pflege nur heißes Wasser und ein Tuch.`,
    },
    colours: ['graphite', 'forest'],
    price: [8400, 2100, 9800],
  },
  {
    sku: 'COF-DRI',
    in: ['coffee-making'],
    maker: 'Töpferei Moorhof',
    picture: 'dripper',
    tags: ['dishwasher-safe', 'new'],
    en: {
      title: 'Coffee dripper and jug',
      text: `A stoneware cone with deep ribs on a jug that shows how far you are. It takes the paper filters of any
        supermarket, size 2 or 4. The wooden collar keeps fingers cool and is tied, not glued, so you can replace it.`,
    },
    de: {
      title: 'Kaffeefilter mit Kanne',
      text: `Ein Steinzeugkegel mit tiefen Rillen auf einer Kanne, die zeigt, wie weit Sie sind. Er nimmt die
        Papierfilter aus jedem Supermarkt, Größe 2 oder 4. Der Holzkragen hält die Finger kühl und ist gebunden statt
        geklebt, also austauschbar.`,
    },
    colours: ['cream', 'graphite', 'ochre'],
    sizes: [
      ['2 cups | 2 Tassen', 3800, 680],
      ['4 cups | 4 Tassen', 4600, 890],
    ],
  },
  {
    sku: 'COF-MIL',
    in: ['coffee-making'],
    maker: 'Tischlerei Ohlsen',
    picture: ['mill', 1],
    tags: ['repairable', 'gift'],
    en: {
      title: 'Hand coffee mill',
      text: `Forty turns for a cup, and the kitchen smells of it. The steel burrs set in eighteen clicks from mocha to
        press pot, and we keep every part of the works on the shelf.`,
    },
    de: {
      title: 'Kaffeemühle zum Kurbeln',
      text: `Vierzig Umdrehungen für eine Tasse, und die ganze Küche duftet. Das Mahlwerk aus Stahl stellen Sie in
        achtzehn Rasten von Mokka bis Stempelkanne ein, und jedes Teil davon liegt bei uns im Regal.`,
    },
    colours: ['oak', 'walnut'],
    price: [7900, 640],
  },
  {
    sku: 'COF-TIN',
    in: ['coffee-making', 'jars-and-tins'],
    maker: 'Lüders Emaille',
    picture: 'tin',
    tags: [],
    en: {
      title: 'Coffee tin with inner lid',
      text: `The second lid sinks onto the beans and pushes the air out, so they stay fresh for three weeks. Holds 500
        g. The outside takes a chalk pencil, if you want to write down the roast.`,
    },
    de: {
      title: 'Kaffeedose mit Innendeckel',
      text: `Der zweite Deckel sinkt auf die Bohnen und drückt die Luft heraus, so bleiben sie drei Wochen frisch.
        Fasst 500 g. Außen hält Kreidestift, falls Sie die Röstung notieren möchten.`,
    },
    colours: ['fig', 'cream', 'forest'],
    price: [2200, 310],
  },
]
