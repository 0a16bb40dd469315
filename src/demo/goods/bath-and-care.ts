/** Bath and care: towels, soap, brushes and brooms, washing up. */
import type { Entry } from './entry.ts'

export const bathAndCare: readonly Entry[] = [
  {
    sku: 'TOW-STR',
    in: ['towels'],
    maker: 'Weberei Lindtau',
    picture: ['towel', 1],
    tags: ['washable', 'organic'],
    en: {
      title: 'Striped bath towel',
      text: `Organic cotton with a low, dense loop that dries you and then itself by the next morning. The loop for
        the hook is sewn across the corner and does not tear.`,
    },
    de: {
      title: 'Gestreiftes Badetuch',
      text: `Bio-Baumwolle mit kurzer, dichter Schlinge, die erst Sie trocknet und bis zum Morgen sich selbst. Der
        Aufhänger ist über die Ecke genäht und reißt nicht aus.`,
    },
    colours: ['slate', 'terracotta', 'sage'],
    sizes: [
      ['50 × 100 cm', 2400, 310],
      ['70 × 140 cm', 3900, 560],
      ['100 × 160 cm', 5900, 900, 6900],
    ],
  },
  {
    sku: 'TOW-WAF',
    in: ['towels'],
    maker: 'Weberei Lindtau',
    picture: ['towel', 0],
    tags: ['washable'],
    en: {
      title: 'Waffle towel',
      text: `Linen and cotton in a waffle weave: thin on the rail, thirsty on the skin. Takes a third of the space of
        terry, which matters in a suitcase.`,
    },
    de: {
      title: 'Waffelhandtuch',
      text: `Leinen und Baumwolle in Waffelbindung: dünn auf der Stange, durstig auf der Haut. Braucht ein Drittel des
        Platzes von Frottee, und das merkt man im Koffer.`,
    },
    colours: ['linen', 'mist', 'rose'],
    price: [2900, 280],
  },
  {
    sku: 'TOW-SAU',
    in: ['towels'],
    maker: 'Weberei Lindtau',
    picture: ['towel', 0],
    tags: ['washable', 'gift'],
    en: {
      title: 'Sauna cloth',
      text: `Two metres long, so head and heels both lie on it. Woven with a check that keeps air between you and the
        bench.`,
    },
    de: {
      title: 'Saunatuch',
      text: `Zwei Meter lang, so liegen Kopf und Fersen darauf. Ein gewebtes Karo hält Luft zwischen Ihnen und der
        Bank.`,
    },
    colours: ['forest', 'plum'],
    price: [4900, 620],
  },
  {
    sku: 'SOA-BAR',
    in: ['soap'],
    maker: 'Seifenküche Marsch',
    picture: ['soap', 0],
    palette: 'cream',
    tags: ['gift', 'organic'],
    en: {
      title: 'Soap, boiled by hand',
      text: `Olive, rape and a little beeswax, cured for eight weeks on wooden racks. It lathers softly in hard water
        and gets smaller without getting mushy. Wrapped in paper.`,
    },
    de: {
      title: 'Seife, von Hand gesiedet',
      text: `Olive, Raps und etwas Bienenwachs, acht Wochen auf Holzrosten gereift. Sie schäumt auch in hartem Wasser
        weich und wird kleiner, ohne matschig zu werden. In Papier gewickelt.`,
    },
    sizes: [
      ['Juniper | Wacholder', 790, 110],
      ['Sea salt | Meersalz', 790, 110],
      ['Unscented | Ohne Duft', 690, 110],
    ],
    sizesAre: 'scent',
  },
  {
    sku: 'SOA-SWI',
    in: ['soap'],
    maker: 'Seifenküche Marsch',
    picture: ['soap', 1],
    tags: ['handmade'],
    en: {
      title: 'Marbled soap with dish',
      text: `Two colours, poured one into the other and left alone. Comes on a dish of beech with slats, on which it
        dries between two washings and lasts twice as long.`,
    },
    de: {
      title: 'Marmorierte Seife mit Schale',
      text: `Zwei Farben, ineinander gegossen und in Ruhe gelassen. Liegt auf einer Schale aus Buche mit Latten, auf
        der sie trocknet und doppelt so lange hält.`,
    },
    colours: ['rose', 'mist', 'sage'],
    price: [1600, 260],
  },
  {
    sku: 'SOA-DIS',
    in: ['soap', 'washing-up'],
    maker: 'Töpferei Moorhof',
    picture: 'dispenser',
    tags: ['dishwasher-safe'],
    en: {
      title: 'Soap dispenser',
      text: `Stoneware with a steel pump that can be taken apart and cleaned, which is why it still works in the third
        year. Holds 350 ml of whatever you like.`,
    },
    de: {
      title: 'Seifenspender',
      text: `Steinzeug mit einer Pumpe aus Stahl, die sich zerlegen und reinigen lässt und darum auch im dritten Jahr
        noch geht. Fasst 350 ml von dem, was Sie mögen.`,
    },
    colours: ['cream', 'graphite', 'sage'],
    price: [3200, 560],
  },
  {
    sku: 'BRU-NAI',
    in: ['brushes-and-brooms'],
    maker: 'Bürstenbinderei Kruse',
    picture: ['brush', 1],
    tags: ['handmade'],
    en: {
      title: 'Body brush with strap',
      text: `Oiled pear wood and bristle, set by hand in rows of eleven. The strap is linen and sits across the back
        of the hand. Dry, it wakes you; wet, it forgives you.`,
    },
    de: {
      title: 'Körperbürste mit Gurt',
      text: `Geöltes Birnbaumholz und Borsten, von Hand in Reihen zu elf gesetzt. Der Gurt aus Leinen liegt über dem
        Handrücken. Trocken macht sie wach, nass ist sie gnädig.`,
    },
    colours: ['linen', 'slate'],
    price: [2600, 190],
  },
  {
    sku: 'BRU-BRO',
    in: ['brushes-and-brooms'],
    maker: 'Bürstenbinderei Kruse',
    picture: ['broom', 1],
    tags: ['outdoor'],
    en: {
      title: 'Straw broom',
      text: `Sorghum straw, bound with wire and sewn three times. Sweeps cobbles, steps and the shed floor, and wears
        down evenly. Hang it up, do not stand it on its head.`,
    },
    de: {
      title: 'Reisstrohbesen',
      text: `Sorghumstroh, mit Draht gebunden und dreifach genäht. Fegt Pflaster, Stufen und den Boden im Schuppen und
        nutzt sich gleichmäßig ab. Hängen Sie ihn auf, auf den Kopf stellen bekommt ihm nicht.`,
    },
    colours: ['fig', 'leaf'],
    price: [2400, 680],
  },
  {
    sku: 'BRU-HOU',
    in: ['brushes-and-brooms'],
    maker: 'Bürstenbinderei Kruse',
    picture: ['broom', 0],
    tags: ['repairable'],
    en: {
      title: 'House broom',
      text: `Horsehair takes up fine dust that straw only moves. The head is beech and turns, so it wears on both
        sides. Handle and head are sold singly too.`,
    },
    de: {
      title: 'Stubenbesen',
      text: `Rosshaar nimmt feinen Staub auf, den Stroh nur verschiebt. Der Kopf aus Buche lässt sich drehen und nutzt
        sich so auf beiden Seiten ab. Stiel und Kopf gibt es auch einzeln.`,
    },
    colours: ['ochre', 'night'],
    price: [4200, 740],
  },
  {
    sku: 'WAS-BRU',
    in: ['washing-up', 'brushes-and-brooms'],
    maker: 'Bürstenbinderei Kruse',
    picture: ['brush', 0],
    tags: ['repairable'],
    en: {
      title: 'Dish brush',
      text: `Union fibre that does not go limp in hot water, on a head that clips off. A new head costs three euros
        and goes into the compost when it is done.`,
    },
    de: {
      title: 'Spülbürste',
      text: `Union-Fibre, die in heißem Wasser nicht weich wird, auf einem Kopf zum Wechseln. Ein neuer Kopf kostet
        drei Euro und kommt am Ende auf den Kompost.`,
    },
    colours: ['cream', 'terracotta'],
    price: [890, 90],
  },
  {
    sku: 'WAS-BUC',
    in: ['washing-up'],
    maker: 'Gießkannenwerk Poggfred',
    picture: ['bucket', 1],
    tags: ['outdoor', 'repairable'],
    en: {
      title: 'Zinc bucket',
      text: `Ten litres, a rolled rim and a wooden grip that does not cut into the fingers. Hot-dipped, so it goes
        grey before it goes brown, which takes twenty years.`,
    },
    de: {
      title: 'Zinkeimer',
      text: `Zehn Liter, ein gerollter Rand und ein Holzgriff, der nicht in die Finger schneidet. Feuerverzinkt, darum
        wird er grau, bevor er braun wird, und das dauert zwanzig Jahre.`,
    },
    colours: ['steel'],
    price: [2900, 1300],
  },
  {
    sku: 'WAS-ENA',
    in: ['washing-up'],
    maker: 'Lüders Emaille',
    picture: ['bucket', 0],
    tags: [],
    en: {
      title: 'Enamel pail',
      text: `For the floor cloth, for ice and bottles, for peonies by the armful. The band is sprayed through a
        stencil, as on the milk pails of our grandparents.`,
    },
    de: {
      title: 'Emailleeimer',
      text: `Für den Feudel, für Eis und Flaschen, für Pfingstrosen im Arm voll. Das Band wird durch eine Schablone
        gespritzt, wie an den Milcheimern unserer Großeltern.`,
    },
    colours: ['mist', 'fig', 'cream'],
    price: [3600, 1250],
  },
  {
    sku: 'WAS-SOA',
    in: ['washing-up', 'soap'],
    maker: 'Seifenküche Marsch',
    picture: ['bottle', 0],
    tags: ['organic'],
    en: {
      title: 'Washing-up liquid',
      text: `Soap from coconut and sugar, a little lemon oil, no colour. Half a teaspoon is enough for a sink. Send
        back six empty bottles and we fill them for half the price.`,
    },
    de: {
      title: 'Spülmittel',
      text: `Seife aus Kokos und Zucker, etwas Zitronenöl, keine Farbe. Ein halber Teelöffel reicht für ein Becken.
        Sechs leere Flaschen zurück, und wir füllen sie zum halben Preis.`,
    },
    sizes: [
      ['0.5 l', 690, 620],
      ['5 l', 4900, 5300],
    ],
    sizesAre: 'volume',
  },
]
