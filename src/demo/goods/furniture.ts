/** Living: chairs and stools, tables and shelves. */
import type { Entry } from './entry.ts'

export const furniture: readonly Entry[] = [
  {
    sku: 'CHA-LAD',
    in: ['chairs-and-stools'],
    maker: 'Tischlerei Ohlsen',
    picture: ['chair', 0],
    tags: ['repairable'],
    en: {
      title: 'Ladder-back chair',
      text: `Three slats, four legs, no screws: the joints are wedged and tighten with use. The seat is webbed by hand
        and can be webbed again. Carries 140 kg without a creak.`,
    },
    de: {
      title: 'Stuhl mit Sprossenlehne',
      text: `Drei Sprossen, vier Beine, keine Schraube: Die Verbindungen sind verkeilt und werden mit der Zeit fester.
        Der Sitz ist von Hand geflochten und lässt sich neu flechten. Trägt 140 kg, ohne zu knarren.`,
    },
    colours: ['oak', 'ash', 'walnut'],
    price: [24900, 5200],
  },
  {
    sku: 'CHA-PAN',
    in: ['chairs-and-stools'],
    maker: 'Tischlerei Ohlsen',
    picture: ['chair', 1],
    tags: ['repairable', 'new'],
    en: {
      title: 'Chair with a painted back',
      text: `Ash, with seat and back in linseed paint that wears to a soft shine. The back gives a finger's width when
        you lean, which you notice after the second hour. Stacks by fours.`,
    },
    de: {
      title: 'Stuhl mit farbiger Lehne',
      text: `Esche, Sitz und Lehne in Leinölfarbe, die mit den Jahren matt glänzt. Die Lehne gibt beim Anlehnen einen
        Fingerbreit nach, das merken Sie nach der zweiten Stunde. Vier lassen sich stapeln.`,
    },
    colours: ['leaf', 'fig', 'ochre', 'slate'],
    price: [18900, 4600, 21900],
  },
  {
    sku: 'CHA-SPO',
    in: ['chairs-and-stools'],
    maker: 'Tischlerei Ohlsen',
    picture: ['chair', 2],
    tags: ['repairable'],
    en: {
      title: 'Spindle-back kitchen chair',
      text: `Spindles that are thinner at the ends, so they spring. A kitchen chair in the old way, with a seat
        hollowed by hand for those who stay after dessert.`,
    },
    de: {
      title: 'Küchenstuhl mit Stäben',
      text: `Stäbe, die zu den Enden dünner werden und darum federn. Ein Küchenstuhl nach alter Art, mit einem von
        Hand gemuldeten Sitz für alle, die nach dem Nachtisch sitzen bleiben.`,
    },
    colours: ['cream', 'graphite'],
    price: [21900, 4900],
  },
  {
    sku: 'STO-MIL',
    in: ['chairs-and-stools'],
    maker: 'Tischlerei Ohlsen',
    picture: ['stool', 1],
    tags: ['repairable'],
    en: {
      title: 'Milking stool',
      text: `Three legs do not wobble, not even on cobbles. Seat, step, bedside table: it has been all of that. Turned
        from one plank, oiled, and signed below by whoever made it.`,
    },
    de: {
      title: 'Melkschemel',
      text: `Drei Beine wackeln nicht, nicht einmal auf Kopfsteinpflaster. Sitz, Tritt, Nachttisch: Er war schon
        alles. Aus einer Bohle gedrechselt, geölt und unten signiert von dem, der ihn gemacht hat.`,
    },
    colours: ['oak', 'walnut'],
    sizes: [
      ['32 cm', 8900, 2100],
      ['45 cm', 10900, 2700],
    ],
  },
  {
    sku: 'STO-PAI',
    in: ['chairs-and-stools'],
    maker: 'Tischlerei Ohlsen',
    picture: ['stool', 0],
    tags: [],
    en: {
      title: 'Painted stool',
      text: `The one you move from room to room without thinking. The padded seat is covered in wool cloth and comes
        off with four screws when you want another colour.`,
    },
    de: {
      title: 'Hocker mit Polster',
      text: `Der, den Sie ohne nachzudenken von Zimmer zu Zimmer tragen. Das Polster ist mit Wolltuch bezogen und löst
        sich mit vier Schrauben, wenn Sie eine andere Farbe möchten.`,
    },
    colours: ['forest', 'rose', 'night'],
    price: [11900, 3100],
  },
  {
    sku: 'TAB-DIN',
    in: ['tables-and-shelves'],
    maker: 'Tischlerei Ohlsen',
    picture: ['table', 1],
    tags: ['repairable'],
    en: {
      title: 'Dining table',
      text: `Solid planks on a frame that lets them move with the seasons. Oiled, so that rings from glasses can be
        rubbed out with a cloth and ten minutes. Comes by carrier on a day you choose, in two parts.`,
    },
    de: {
      title: 'Esstisch',
      text: `Massive Bohlen auf einem Gestell, das ihnen durch die Jahreszeiten Spiel lässt. Geölt, so reiben Sie
        Ränder von Gläsern mit einem Tuch und zehn Minuten Geduld aus. Kommt per Spedition an Ihrem Wunschtag, in zwei
        Teilen.`,
    },
    colours: ['oak', 'walnut'],
    sizes: [
      ['160 × 85 cm', 129000, 42000],
      ['200 × 95 cm', 159000, 55000, 179000],
    ],
  },
  {
    sku: 'TAB-SID',
    in: ['tables-and-shelves'],
    maker: 'Tischlerei Ohlsen',
    picture: ['table', 0],
    tags: [],
    en: {
      title: 'Low table',
      text: `Sofa height, with an edge that is rounded for shins. The legs screw in by hand, so it travels as a flat
        parcel and stands in two minutes.`,
    },
    de: {
      title: 'Couchtisch',
      text: `In Sofahöhe, mit einer Kante, die es gut mit Schienbeinen meint. Die Beine drehen Sie von Hand ein, darum
        reist er als flaches Paket und steht nach zwei Minuten.`,
    },
    colours: ['ash', 'oak'],
    price: [34900, 12500],
  },
  {
    sku: 'SHE-LAD',
    in: ['tables-and-shelves'],
    maker: 'Tischlerei Ohlsen',
    picture: 'shelf',
    tags: ['repairable'],
    en: {
      title: 'Open shelf, four boards',
      text: `Boards that hook onto pegs, without tools and without a back wall. Each carries 35 kg, which is a metre
        of cookery books. A strap for the wall is enclosed; do use it.`,
    },
    de: {
      title: 'Offenes Regal, vier Böden',
      text: `Böden, die Sie auf Zapfen hängen, ohne Werkzeug und ohne Rückwand. Jeder trägt 35 kg, das ist ein Meter
        Kochbücher. Ein Gurt für die Wand liegt bei, benutzen Sie ihn auch.`,
    },
    colours: ['oak', 'ash', 'walnut'],
    price: [44900, 21000],
  },
]
