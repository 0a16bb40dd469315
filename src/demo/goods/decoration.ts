/** Living: vases, candles, mirrors and clocks. */
import type { Entry } from './entry.ts'

export const decoration: readonly Entry[] = [
  {
    sku: 'VAS-RIB',
    in: ['vases'],
    maker: 'Töpferei Moorhof',
    picture: ['vase', 4],
    tags: ['handmade', 'gift'],
    en: {
      title: 'Ribbed vase',
      text: `The ribs are drawn with a comb while the wheel still turns. A narrow neck holds a handful of garden
        flowers upright without a single wire. Watertight, though it looks like dry clay.`,
    },
    de: {
      title: 'Vase mit Rillen',
      text: `Die Rillen zieht ein Kamm, solange die Scheibe noch läuft. Der schmale Hals hält eine Handvoll
        Gartenblumen aufrecht, ganz ohne Draht. Wasserdicht, auch wenn sie nach trockenem Ton aussieht.`,
    },
    colours: ['sage', 'terracotta', 'cream'],
    sizes: [
      ['18 cm', 3200, 700],
      ['26 cm', 4800, 1300],
    ],
  },
  {
    sku: 'VAS-TAL',
    in: ['vases'],
    maker: 'Töpferei Moorhof',
    picture: ['vase', 3],
    tags: ['handmade'],
    en: {
      title: 'Tall vase for branches',
      text: `Made for what you cut in February: hazel, forsythia, a single magnolia. The foot is weighted, so a branch
        may lean out as far as it likes.`,
    },
    de: {
      title: 'Hohe Vase für Zweige',
      text: `Gemacht für das, was Sie im Februar schneiden: Hasel, Forsythie, eine einzelne Magnolie. Der Fuß ist
        beschwert, so darf sich ein Zweig so weit hinauslehnen, wie er mag.`,
    },
    colours: ['graphite', 'linen'],
    price: [6900, 2400],
  },
  {
    sku: 'VAS-BUD',
    in: ['vases'],
    maker: 'Wendglas',
    picture: ['vase', 5],
    tags: ['gift'],
    en: {
      title: 'Bud vase',
      text: `For the one rose that broke off. Blown in one breath, so each is a little rounder or a little slimmer
        than the next. Put three on a windowsill and leave the rest to the sun.`,
    },
    de: {
      title: 'Knospenvase',
      text: `Für die eine Rose, die abgebrochen ist. In einem Atemzug geblasen, darum ist jede etwas runder oder
        schlanker als die nächste. Stellen Sie drei auf die Fensterbank und überlassen Sie den Rest der Sonne.`,
    },
    colours: ['mist', 'rose', 'ochre'],
    price: [1900, 280],
  },
  {
    sku: 'CAN-BEE',
    in: ['candles'],
    maker: 'Seifenküche Marsch',
    picture: ['candle', 0],
    tags: ['gift', 'handmade'],
    en: {
      title: 'Beeswax candles, three heights',
      text: `Dipped forty times, so they burn slowly and hardly drip. Nine hours for the tall one. The wax is from
        beekeepers in Mecklenburg and smells of it, nothing is added.`,
    },
    de: {
      title: 'Bienenwachskerzen, drei Größen',
      text: `Vierzigmal getaucht, darum brennen sie langsam und tropfen kaum. Die große brennt neun Stunden. Das Wachs
        kommt von Imkereien in Mecklenburg und duftet danach, mehr ist nicht darin.`,
    },
    colours: ['ochre', 'cream'],
    price: [2400, 540],
  },
  {
    sku: 'CAN-PIL',
    in: ['candles'],
    maker: 'Seifenküche Marsch',
    picture: ['candle', 1],
    tags: [],
    en: {
      title: 'Pillar candles, pair',
      text: `Coloured through, not only outside, and cast in old moulds with a flat foot. They burn down into
        themselves and keep a thin wall that glows.`,
    },
    de: {
      title: 'Stumpenkerzen, zwei Stück',
      text: `Durchgefärbt, nicht nur außen, und in alten Formen mit flachem Fuß gegossen. Sie brennen nach innen ab
        und behalten einen dünnen Rand, der leuchtet.`,
    },
    colours: ['fig', 'forest', 'stone'],
    price: [1600, 680],
  },
  {
    sku: 'CAN-SCE',
    in: ['candles'],
    maker: 'Seifenküche Marsch',
    picture: ['candle', 1],
    palette: 'plum',
    tags: ['gift'],
    en: {
      title: 'Scented candles, pair',
      text: `Rapeseed wax with oil from real plants, faint enough for the dinner table. Burns for thirty hours. We
        left out vanilla on purpose.`,
    },
    de: {
      title: 'Duftkerzen, zwei Stück',
      text: `Rapswachs mit Öl aus echten Pflanzen, zart genug für den Esstisch. Brennt dreißig Stunden. Auf Vanille
        haben wir absichtlich verzichtet.`,
    },
    sizes: [
      ['Juniper | Wacholder', 2900, 620],
      ['Lavender | Lavendel', 2900, 620],
      ['Tomato leaf | Tomatenblatt', 2900, 620],
    ],
    sizesAre: 'scent',
  },
  {
    sku: 'MIR-ROU',
    in: ['mirrors-and-clocks'],
    maker: 'Tischlerei Ohlsen',
    picture: ['mirror', 0],
    tags: [],
    en: {
      title: 'Round mirror on a strap',
      text: `A steam-bent frame and a strap of vegetable-tanned leather over one knob. Hang it a hand lower than you
        think: you see the room in it, not only yourself.`,
    },
    de: {
      title: 'Runder Spiegel am Riemen',
      text: `Ein in Dampf gebogener Rahmen und ein Riemen aus pflanzlich gegerbtem Leder über einem Knauf. Hängen Sie
        ihn eine Handbreit tiefer, als Sie denken: Dann zeigt er den Raum und nicht nur Sie.`,
    },
    colours: ['oak', 'walnut'],
    sizes: [
      ['45 cm', 8900, 2600],
      ['60 cm', 12900, 4100],
    ],
  },
  {
    sku: 'MIR-ARC',
    in: ['mirrors-and-clocks'],
    maker: 'Hagebarth & Sohn',
    picture: ['mirror', 1],
    tags: ['new'],
    en: {
      title: 'Arched mirror',
      text: `Round above, square below, in a thin frame of waxed metal. It may stand on the washstand or hang beside
        the door. The glass is sealed at the edge against the damp of the bath.`,
    },
    de: {
      title: 'Spiegel mit Bogen',
      text: `Oben rund, unten gerade, in einem schmalen Rahmen aus gewachstem Metall. Er steht auf dem Waschtisch oder
        hängt neben der Tür. Der Rand des Glases ist gegen die Feuchte im Bad versiegelt.`,
    },
    colours: ['brass', 'steel'],
    price: [14900, 5300],
  },
  {
    sku: 'CLO-WOO',
    in: ['mirrors-and-clocks'],
    maker: 'Tischlerei Ohlsen',
    picture: ['clock', 1],
    tags: ['repairable'],
    en: {
      title: 'Wooden wall clock',
      text: `Sweeps without ticking, so it may hang in a bedroom. The works are held by one nut and cost nine euros,
        should they ever stop. Runs two years on a battery.`,
    },
    de: {
      title: 'Wanduhr aus Holz',
      text: `Sie läuft schleichend, ohne Ticken, und darf also ins Schlafzimmer. Das Werk hält eine einzige Mutter und
        kostet neun Euro, falls es je stehen bleibt. Eine Batterie reicht zwei Jahre.`,
    },
    colours: ['ash', 'walnut'],
    price: [6900, 780],
  },
  {
    sku: 'CLO-STA',
    in: ['mirrors-and-clocks'],
    maker: 'Lüders Emaille',
    picture: ['clock', 0],
    tags: [],
    en: {
      title: 'Enamel station clock',
      text: `The rim of a station clock, the size of a plate. Hands thick enough to be read from the stove, with the
        glasses on the other table.`,
    },
    de: {
      title: 'Bahnhofsuhr aus Emaille',
      text: `Der Rand einer Bahnhofsuhr in der Größe eines Tellers. Die Zeiger sind so kräftig, dass Sie sie vom Herd
        aus lesen, auch wenn die Brille woanders liegt.`,
    },
    colours: ['graphite', 'fig', 'forest'],
    price: [7900, 1200],
  },
]
