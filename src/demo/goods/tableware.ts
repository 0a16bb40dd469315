/** Kitchen: mugs and cups, plates and bowls, glasses and carafes. */
import type { Entry } from './entry.ts'

export const tableware: readonly Entry[] = [
  {
    sku: 'MUG-DIP',
    in: ['mugs-and-cups'],
    maker: 'Töpferei Moorhof',
    picture: ['mug', 0],
    tags: ['dishwasher-safe', 'handmade'],
    en: {
      title: 'Dipped stoneware mug',
      text: `Dipped twice, so the rim runs a little differently on every piece. Holds 350 ml, sits well in a cold hand
        and survives the dishwasher for years. The foot is ground smooth and does not scratch the table.`,
    },
    de: {
      title: 'Becher aus Steinzeug',
      text: `Zweimal getaucht, darum läuft der Rand bei jedem Stück ein wenig anders. Fasst 350 ml, liegt gut in
        kalten Händen und hält die Spülmaschine über Jahre aus. Der Fuß ist glatt geschliffen und kratzt nicht.`,
    },
    colours: ['fig', 'leaf', 'slate', 'ochre'],
    price: [1800, 380],
  },
  {
    sku: 'MUG-ENA',
    in: ['mugs-and-cups'],
    maker: 'Lüders Emaille',
    picture: ['mug', 2],
    tags: ['outdoor'],
    en: {
      title: 'Enamel mug',
      text: `For the garden, the boat and the desk. Weighs next to nothing, and if it falls, the step chips and not
        the mug. Warm milk on the hob straight in it, but mind the handle.`,
    },
    de: {
      title: 'Emaillebecher',
      text: `Für Garten, Boot und Schreibtisch. Wiegt fast nichts, und wenn er fällt, leidet eher die Stufe als der
        Becher. Milch wärmen Sie darin direkt auf dem Herd, nur der Griff wird dabei heiß.`,
    },
    colours: ['cream', 'mist', 'forest'],
    sizes: [
      ['0.3 l', 1200, 150],
      ['0.5 l', 1500, 210],
    ],
  },
  {
    sku: 'MUG-DOT',
    in: ['mugs-and-cups'],
    maker: 'Töpferei Moorhof',
    picture: ['mug', 3],
    tags: ['dishwasher-safe', 'gift'],
    en: {
      title: 'Dotted mug',
      text: `The dots are pressed into the wet clay with a thumb and filled with slip. You can feel them, which is
        half of the pleasure. Holds 300 ml.`,
    },
    de: {
      title: 'Becher mit Tupfen',
      text: `Die Tupfen drückt jemand mit dem Daumen in den feuchten Ton und füllt sie mit Schlicker. Man kann sie
        fühlen, und das ist das halbe Vergnügen. Fasst 300 ml.`,
    },
    colours: ['slate', 'rose'],
    price: [1900, 360],
  },
  {
    sku: 'CUP-ESP',
    in: ['mugs-and-cups', 'coffee-making'],
    maker: 'Töpferei Moorhof',
    picture: ['cup', 0],
    tags: ['dishwasher-safe'],
    en: {
      title: 'Ribbed espresso cup',
      text: `Thick walls keep a small coffee hot, and the ribs keep it in your fingers. The saucer has no ring, so it
        serves as a little plate for the biscuit too.`,
    },
    de: {
      title: 'Espressotasse mit Rillen',
      text: `Dicke Wände halten den kleinen Kaffee heiß, die Rillen halten ihn in Ihren Fingern. Die Untertasse hat
        keinen Ring und taugt deshalb auch als Tellerchen für den Keks.`,
    },
    colours: ['graphite', 'cream', 'terracotta'],
    sizes: [
      ['Single | Einzeln', 1600, 260],
      ['Set of 4 | 4er-Set', 5800, 1050, 6400],
    ],
  },
  {
    sku: 'CUP-TEA',
    in: ['mugs-and-cups'],
    maker: 'Töpferei Moorhof',
    picture: ['cup', 1],
    tags: ['dishwasher-safe', 'gift'],
    en: {
      title: 'Wide tea cup',
      text: `Wide enough that tea cools to drinking heat in four minutes, which is exactly how long a good one needs.
        Comes with its saucer; both stack.`,
    },
    de: {
      title: 'Weite Teetasse',
      text: `So weit, dass Tee in vier Minuten auf Trinkwärme kommt, also genau so lange, wie ein guter ziehen muss.
        Mit Untertasse, beides lässt sich stapeln.`,
    },
    colours: ['mist', 'sage'],
    price: [2400, 420],
  },
  {
    sku: 'PLA-DIN',
    in: ['plates-and-bowls'],
    maker: 'Töpferei Moorhof',
    picture: ['plate', 0],
    tags: ['dishwasher-safe'],
    en: {
      title: 'Everyday plate',
      text: `Flat in the middle, with a rim just high enough to stop a runaway pea. The glaze is hard enough for
        knives, and single plates will be in the range for as long as we are. Chipped one? Buy one, not six.`,
    },
    de: {
      title: 'Teller für jeden Tag',
      text: `In der Mitte flach, mit einem Rand, der gerade hoch genug für flüchtige Erbsen ist. Die Glasur verträgt
        Messer, und einzelne Teller gibt es, solange es uns gibt. Einer zerbrochen? Kaufen Sie einen nach, nicht
        sechs.`,
    },
    colours: ['cream', 'sage', 'slate'],
    sizes: [
      ['21 cm', 1700, 480],
      ['27 cm', 2300, 790],
    ],
  },
  {
    sku: 'PLA-RIM',
    in: ['plates-and-bowls'],
    maker: 'Lüders Emaille',
    picture: ['plate', 2],
    tags: ['outdoor', 'dishwasher-safe'],
    en: {
      title: 'Enamel plate, set of two',
      text: `Two plates for the picnic basket that weigh less than one of china. The rolled rim is dipped in colour
        and covers the steel completely, so nothing rusts.`,
    },
    de: {
      title: 'Emailleteller, zwei Stück',
      text: `Zwei Teller für den Picknickkorb, die weniger wiegen als einer aus Porzellan. Der gerollte Rand ist
        farbig getaucht und deckt den Stahl ganz ab, so rostet nichts.`,
    },
    colours: ['cream', 'mist'],
    price: [2200, 460],
  },
  {
    sku: 'BOW-SAL',
    in: ['plates-and-bowls'],
    maker: 'Töpferei Moorhof',
    picture: ['bowl', 2],
    tags: ['handmade', 'dishwasher-safe'],
    en: {
      title: 'Salad bowl',
      text: `Room to toss leaves without losing any. The inside is curved without a corner, so a spoon finds the last
        of the dressing. Heavy enough to stay where it is.`,
    },
    de: {
      title: 'Salatschüssel',
      text: `Genug Platz, um Blätter zu wenden, ohne welche zu verlieren. Innen hat sie keine Ecke, so findet der
        Löffel auch den Rest der Soße. Schwer genug, um stehen zu bleiben, wo sie steht.`,
    },
    colours: ['leaf', 'terracotta', 'cream'],
    sizes: [
      ['24 cm', 4200, 1400],
      ['30 cm', 5600, 2100],
    ],
  },
  {
    sku: 'BOW-SET',
    in: ['plates-and-bowls'],
    maker: 'Töpferei Moorhof',
    picture: ['bowl', 1],
    tags: ['dishwasher-safe', 'gift'],
    en: {
      title: 'Nesting bowls, set of three',
      text: `For batter, for whipped cream and for the four olives that are always left over. They nest into the space
        of one, and each has a lip that pours.`,
    },
    de: {
      title: 'Schüsselsatz, drei Stück',
      text: `Für Teig, für Sahne und für die vier Oliven, die immer übrig bleiben. Alle drei stehen auf dem Platz von
        einer, und jede hat eine Schnaupe zum Gießen.`,
    },
    colours: ['ochre', 'mist'],
    price: [6400, 2300, 7200],
  },
  {
    sku: 'BOW-FRU',
    in: ['plates-and-bowls', 'vases'],
    maker: 'Töpferei Moorhof',
    picture: ['bowl', 0],
    tags: ['handmade'],
    en: {
      title: 'Fruit bowl on a foot',
      text: `The foot lifts the fruit off the table and lets air under it, so pears last two days longer. Glazed
        inside and out; the mark of the potter is on the bottom.`,
    },
    de: {
      title: 'Obstschale auf Fuß',
      text: `Der Fuß hebt das Obst vom Tisch und lässt Luft darunter, so halten Birnen zwei Tage länger. Innen und
        außen glasiert, das Zeichen der Töpferin steht auf dem Boden.`,
    },
    colours: ['plum', 'stone'],
    price: [4800, 1500],
  },
  {
    sku: 'GLA-TUM',
    in: ['glasses-and-carafes'],
    maker: 'Wendglas',
    picture: 'glass',
    tags: ['dishwasher-safe'],
    en: {
      title: 'Tumblers, set of four',
      text: `Mouth-blown from old window glass, which gives the faint tint. The bottom is heavy, the rim is
        fire-polished, and they nest two by two. Small bubbles are part of it.`,
    },
    de: {
      title: 'Trinkgläser, vier Stück',
      text: `Mundgeblasen aus altem Fensterglas, daher der zarte Ton. Der Boden ist schwer, der Rand im Feuer
        geglättet, und je zwei lassen sich stapeln. Kleine Blasen gehören dazu.`,
    },
    colours: ['mist', 'sage', 'rose'],
    price: [3600, 1200],
  },
  {
    sku: 'GLA-WIN',
    in: ['glasses-and-carafes'],
    maker: 'Wendglas',
    picture: 'glass',
    tags: ['dishwasher-safe', 'gift'],
    en: {
      title: 'Short wine glasses, set of two',
      text: `No stem, so nothing to snap off in the dishwasher. They hold 250 ml, take water as gladly as wine and
        look right beside a thermos.`,
    },
    de: {
      title: 'Kurze Weingläser, zwei Stück',
      text: `Ohne Stiel, also kann in der Spülmaschine keiner abbrechen. Sie fassen 250 ml, nehmen Wasser so gern wie
        Wein und passen auch neben die Thermoskanne.`,
    },
    colours: ['plum', 'ochre'],
    price: [2600, 520],
  },
  {
    sku: 'CAR-WAT',
    in: ['glasses-and-carafes'],
    maker: 'Wendglas',
    picture: 'carafe',
    tags: ['dishwasher-safe', 'gift'],
    en: {
      title: 'Carafe with oak stopper',
      text: `Holds a litre and fits the door of the fridge. The neck is narrow enough for one hand and wide enough for
        a bottle brush. The stopper is turned from offcuts of our tables.`,
    },
    de: {
      title: 'Karaffe mit Eichenstopfen',
      text: `Fasst einen Liter und passt in die Kühlschranktür. Der Hals ist schmal genug für eine Hand und weit genug
        für die Flaschenbürste. Der Stopfen ist aus Resten unserer Tische gedrechselt.`,
    },
    colours: ['mist', 'leaf'],
    price: [3400, 720],
  },
]
