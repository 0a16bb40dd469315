/** Garden: hand tools, spades and rakes, shears, gloves and twine. */
import type { Entry } from './entry.ts'

export const gardenTools: readonly Entry[] = [
  {
    sku: 'TRO-ASH',
    in: ['hand-tools'],
    maker: 'Hagebarth & Sohn',
    picture: ['trowel', 0],
    tags: ['repairable', 'gift'],
    en: {
      title: 'Forged trowel',
      text: `Blade and neck are one piece of steel, so it does not bend where cheap trowels do. The ash handle is
        fixed with a rivet and comes off with a punch when it needs replacing.`,
    },
    de: {
      title: 'Geschmiedete Pflanzkelle',
      text: `Blatt und Hals sind ein Stück Stahl, darum verbiegt sie nicht dort, wo billige Kellen es tun. Der Griff
        aus Esche sitzt mit einem Niet und lässt sich mit einem Durchschlag wechseln.`,
    },
    colours: ['fig', 'leaf', 'ochre'],
    price: [2900, 320],
  },
  {
    sku: 'FOR-HAN',
    in: ['hand-tools'],
    maker: 'Hagebarth & Sohn',
    picture: ['trowel', 1],
    tags: ['repairable'],
    en: {
      title: 'Hand fork',
      text: `Three tines for loosening what a trowel would cut through. The tips are hardened and blunt, so roots and
        worms get away. Makes a pair with the trowel.`,
    },
    de: {
      title: 'Handgabel',
      text: `Drei Zinken, die lockern, was eine Kelle durchschneiden würde. Die Spitzen sind gehärtet und stumpf, so
        kommen Wurzeln und Würmer davon. Passt zur Pflanzkelle.`,
    },
    colours: ['fig', 'slate'],
    price: [2900, 300],
  },
  {
    sku: 'TRO-SET',
    in: ['hand-tools'],
    maker: 'Hagebarth & Sohn',
    picture: ['trowel', 0],
    tags: ['gift', 'new'],
    en: {
      title: 'Trowel and fork in a roll',
      text: `Both hand tools in a roll of waxed canvas that hangs on the shed door. A good present for somebody who
        has just been given a key to an allotment.`,
    },
    de: {
      title: 'Kelle und Gabel in der Rolle',
      text: `Beide Handwerkzeuge in einer Rolle aus gewachstem Segeltuch, die an der Schuppentür hängt. Ein gutes
        Geschenk für jemanden, der gerade den Schlüssel zum Schrebergarten bekommen hat.`,
    },
    colours: ['forest', 'terracotta'],
    price: [6400, 780, 6900],
  },
  {
    sku: 'SPA-BOR',
    in: ['spades-and-rakes'],
    maker: 'Hagebarth & Sohn',
    picture: ['spade', 0],
    tags: ['repairable'],
    en: {
      title: 'Border spade',
      text: `Lighter and narrower than a digging spade, for working between what is already there. The tread is folded
        over, so the sole of your boot survives the day.`,
    },
    de: {
      title: 'Beetspaten',
      text: `Leichter und schmaler als ein Grabespaten, zum Arbeiten zwischen dem, was schon steht. Der Tritt ist
        umgelegt, so übersteht auch die Stiefelsohle den Tag.`,
    },
    colours: ['leaf', 'graphite'],
    sizes: [
      ['85 cm', 7400, 1700],
      ['100 cm', 7900, 1900],
    ],
    sizesAre: 'length',
  },
  {
    sku: 'SPA-FOR',
    in: ['spades-and-rakes'],
    maker: 'Hagebarth & Sohn',
    picture: ['spade', 1],
    tags: ['repairable'],
    en: {
      title: 'Digging fork',
      text: `Four square tines that go into clay where a spade only bounces. Lifts potatoes without slicing them. The
        handle is ash from one trunk, with the grain running its full length.`,
    },
    de: {
      title: 'Grabegabel',
      text: `Vier kantige Zinken, die in Lehm gehen, wo ein Spaten nur federt. Hebt Kartoffeln, ohne sie zu zerteilen.
        Der Stiel ist Esche aus einem Stamm, die Faser läuft durch.`,
    },
    colours: ['fig', 'slate'],
    price: [8400, 2100],
  },
  {
    sku: 'RAK-SOI',
    in: ['spades-and-rakes'],
    maker: 'Hagebarth & Sohn',
    picture: ['rake', 0],
    tags: ['repairable'],
    en: {
      title: 'Soil rake',
      text: `Twelve curved teeth that pull stones and leave the earth as fine as flour. Turn it over and the back
        draws the seed drill.`,
    },
    de: {
      title: 'Harke für das Beet',
      text: `Zwölf gebogene Zähne, die Steine holen und die Erde fein wie Mehl hinterlassen. Umgedreht zieht der
        Rücken die Saatrille.`,
    },
    colours: ['ochre', 'forest'],
    price: [5900, 1300],
  },
  {
    sku: 'RAK-LEA',
    in: ['spades-and-rakes'],
    maker: 'Hagebarth & Sohn',
    picture: ['rake', 1],
    tags: [],
    en: {
      title: 'Leaf rake',
      text: `Springy tines that comb a lawn without tearing it. The fan slides from 30 to 55 cm, narrow for the hedge
        and wide for the maple in November.`,
    },
    de: {
      title: 'Laubrechen',
      text: `Federnde Zinken, die den Rasen kämmen, ohne ihn zu rupfen. Der Fächer reicht von 30 bis 55 cm, schmal für
        die Hecke und breit für den Ahorn im November.`,
    },
    colours: ['terracotta', 'leaf'],
    price: [3900, 850],
  },
  {
    sku: 'SHE-SEC',
    in: ['shears'],
    maker: 'Hagebarth & Sohn',
    picture: ['shears', 0],
    tags: ['repairable', 'gift'],
    en: {
      title: 'Garden secateurs',
      text: `Cuts what a thumb's width can measure, cleanly and without crushing. Every part unscrews: blade, spring,
        buffer and both grips. Left hands have their own model; it makes a real difference.`,
    },
    de: {
      title: 'Gartenschere',
      text: `Schneidet, was daumendick ist, sauber und ohne zu quetschen. Jedes Teil lässt sich abschrauben: Klinge,
        Feder, Puffer und beide Griffe. Für Linkshänder gibt es ein eigenes Modell, das macht viel aus.`,
    },
    colours: ['fig', 'leaf'],
    sizes: [
      ['Right-handed | Für Rechtshänder', 4900, 260],
      ['Left-handed | Für Linkshänder', 4900, 260],
    ],
  },
  {
    sku: 'SHE-FLO',
    in: ['shears'],
    maker: 'Hagebarth & Sohn',
    picture: ['shears', 1],
    tags: ['gift'],
    en: {
      title: 'Flower shears',
      text: `Long and slim, to reach the stem without disturbing the neighbours. Good for herbs and string too. They
        close by their own weight and lie flat in a drawer.`,
    },
    de: {
      title: 'Blumenschere',
      text: `Lang und schmal, damit Sie an den Stiel kommen, ohne die Nachbarn zu stören. Gut auch für Kräuter und
        Schnur. Sie schließt durch ihr Gewicht und liegt flach in der Schublade.`,
    },
    colours: ['ochre', 'plum', 'graphite'],
    price: [3400, 180],
  },
  {
    sku: 'GLO-WOR',
    in: ['gloves-and-twine'],
    maker: 'Weberei Lindtau',
    picture: ['gloves', 0],
    tags: ['washable'],
    en: {
      title: 'Garden gloves',
      text: `Goatskin in the palm, cotton on the back: thorns stay out and air comes in. The cuff is long enough for
        roses. They dry soft, if you do not put them on the stove.`,
    },
    de: {
      title: 'Gartenhandschuhe',
      text: `Innen Ziegenleder, außen Baumwolle: Dornen bleiben draußen, Luft kommt herein. Die Stulpe reicht für
        Rosen. Sie trocknen weich, solange sie nicht auf dem Ofen liegen.`,
    },
    colours: ['leaf', 'ochre'],
    sizes: [
      ['Size 7 | Größe 7', 2400, 120],
      ['Size 8 | Größe 8', 2400, 130],
      ['Size 10 | Größe 10', 2400, 150],
    ],
  },
  {
    sku: 'GLO-GRI',
    in: ['gloves-and-twine'],
    maker: 'Weberei Lindtau',
    picture: ['gloves', 1],
    tags: ['washable'],
    en: {
      title: 'Gloves for pricking out',
      text: `Thin knitted gloves with small rubber dots, for work in which you must feel what you hold. Into the wash
        at 40 degrees, then on with it.`,
    },
    de: {
      title: 'Handschuhe zum Pikieren',
      text: `Dünne Strickhandschuhe mit kleinen Noppen, für Arbeiten, bei denen Sie fühlen müssen, was Sie halten. Bei
        40 Grad waschen, dann geht es weiter.`,
    },
    colours: ['slate', 'rose'],
    price: [1200, 60],
  },
  {
    sku: 'TWI-BAL',
    in: ['gloves-and-twine'],
    maker: 'Weberei Lindtau',
    picture: 'twine',
    tags: [],
    en: {
      title: 'Garden twine with snips',
      text: `Two hundred metres of jute, soft enough for tomatoes and rotten by spring, as it should be. The snips
        live in the ball and are therefore always where the string is.`,
    },
    de: {
      title: 'Gartenschnur mit Schere',
      text: `Zweihundert Meter Jute, weich genug für Tomaten und bis zum Frühjahr verrottet, wie es sein soll. Die
        Schere wohnt im Knäuel und ist darum immer da, wo die Schnur ist.`,
    },
    colours: ['linen', 'forest'],
    price: [1600, 410],
  },
]
