/** Living: blankets, cushions, rugs. */
import type { Entry } from './entry.ts'

export const textiles: readonly Entry[] = [
  {
    sku: 'BLA-STR',
    in: ['blankets'],
    maker: 'Deichwolle',
    picture: ['blanket', 0],
    tags: ['repairable'],
    en: {
      title: 'Striped wool blanket',
      text: `Wool from sheep that keep the dikes short, spun and woven within fifty kilometres. It is warm when damp,
        smells faintly of sheep for a week and then only of home. Moth holes we darn.`,
    },
    de: {
      title: 'Gestreifte Wolldecke',
      text: `Wolle von Schafen, die die Deiche kurz halten, gesponnen und gewebt in fünfzig Kilometern Umkreis. Sie
        wärmt auch feucht, riecht eine Woche lang ein wenig nach Schaf und dann nur noch nach Zuhause. Mottenlöcher
        stopfen wir.`,
    },
    colours: ['slate', 'fig', 'leaf'],
    sizes: [
      ['130 × 180 cm', 9800, 1400],
      ['150 × 210 cm', 12900, 1900, 14900],
    ],
  },
  {
    sku: 'BLA-HER',
    in: ['blankets'],
    maker: 'Deichwolle',
    picture: ['blanket', 2],
    tags: ['gift'],
    en: {
      title: 'Herringbone throw',
      text: `A light throw for the arm of the sofa and the last hour of the evening. The herringbone is woven in two
        natural greys and one dyed yarn. Shake it out; it seldom needs more.`,
    },
    de: {
      title: 'Überwurf mit Fischgrat',
      text: `Ein leichter Überwurf für die Sofalehne und die letzte Stunde am Abend. Der Fischgrat entsteht aus zwei
        naturgrauen Garnen und einem gefärbten. Ausschütteln genügt meistens.`,
    },
    colours: ['stone', 'plum', 'ochre'],
    price: [7900, 820],
  },
  {
    sku: 'BLA-PIC',
    in: ['blankets', 'garden-furniture'],
    maker: 'Deichwolle',
    picture: ['blanket', 1],
    tags: ['outdoor', 'washable'],
    en: {
      title: 'Picnic blanket',
      text: `Wool on top, waxed cotton below: you sit dry on wet grass. Two leather straps turn it into a roll with a
        handle. Brush off crumbs, wash it rarely and cold.`,
    },
    de: {
      title: 'Picknickdecke',
      text: `Oben Wolle, unten gewachste Baumwolle: So sitzen Sie auf nassem Gras trocken. Zwei Lederriemen machen
        daraus eine Rolle mit Griff. Krümel ausbürsten, selten und kalt waschen.`,
    },
    colours: ['forest', 'ochre'],
    price: [8600, 1700],
  },
  {
    sku: 'BLA-CRA',
    in: ['blankets'],
    maker: 'Weberei Lindtau',
    picture: ['blanket', 1],
    tags: ['washable', 'organic', 'gift'],
    en: {
      title: 'Cradle blanket',
      text: `Organic cotton, woven double so that it holds warm air, and soft from the first day. Fits the pram, later
        the doll, later the cat. Washes at 60 degrees.`,
    },
    de: {
      title: 'Wiegendecke',
      text: `Bio-Baumwolle, doppelt gewebt, damit sie warme Luft hält, und vom ersten Tag an weich. Passt in den
        Kinderwagen, später auf die Puppe, später auf die Katze. Bei 60 Grad waschbar.`,
    },
    colours: ['mist', 'rose', 'cream'],
    price: [4900, 480],
  },
  {
    sku: 'CUS-LIN',
    in: ['cushions'],
    maker: 'Weberei Lindtau',
    picture: ['cushion', 0],
    tags: ['washable'],
    en: {
      title: 'Striped linen cushion',
      text: `A cover of stone-washed linen with a hidden zip and a filling of feathers from happier geese. The stripe
        runs across front and back, so there is no wrong side.`,
    },
    de: {
      title: 'Gestreiftes Leinenkissen',
      text: `Ein Bezug aus vorgewaschenem Leinen mit verdecktem Reißverschluss, gefüllt mit Federn aus
        Freilandhaltung. Der Streifen läuft über beide Seiten, eine falsche gibt es nicht.`,
    },
    colours: ['slate', 'terracotta', 'sage'],
    sizes: [
      ['45 × 45 cm', 4500, 620],
      ['40 × 60 cm', 4900, 680],
    ],
  },
  {
    sku: 'CUS-SPR',
    in: ['cushions'],
    maker: 'Weberei Lindtau',
    picture: ['cushion', 1],
    tags: ['washable', 'gift'],
    en: {
      title: 'Cushion with branch',
      text: `One branch, embroidered with a thick thread that you can feel with your cheek. The cotton ground is dyed
        in the yarn, so it fades evenly and slowly.`,
    },
    de: {
      title: 'Kissen mit Zweig',
      text: `Ein Zweig, mit dickem Garn gestickt, das man an der Wange spürt. Der Grund aus Baumwolle ist im Garn
        gefärbt und bleicht darum gleichmäßig und langsam aus.`,
    },
    colours: ['leaf', 'night'],
    price: [5200, 640],
  },
  {
    sku: 'CUS-SEA',
    in: ['cushions', 'garden-furniture'],
    maker: 'Weberei Lindtau',
    picture: ['cushion', 2],
    tags: ['outdoor', 'washable'],
    en: {
      title: 'Tufted seat cushion',
      text: `For the hard chair in the kitchen and the bench outside. Nine tufts hold the kapok in its place, and four
        ties hold the cushion on the seat. Leave it out in a shower, bring it in for winter.`,
    },
    de: {
      title: 'Sitzkissen mit Knöpfen',
      text: `Für den harten Stuhl in der Küche und die Bank davor. Neun Knöpfe halten den Kapok an seinem Platz, vier
        Bänder das Kissen auf dem Sitz. Ein Schauer macht ihm nichts, im Winter holen Sie es herein.`,
    },
    colours: ['ochre', 'forest', 'stone'],
    price: [2900, 520],
  },
  {
    sku: 'RUG-DIA',
    in: ['rugs'],
    maker: 'Deichwolle',
    picture: ['rug', 0],
    tags: ['handmade', 'repairable'],
    en: {
      title: 'Rug with lozenges',
      text: `Flat-woven from dike wool on a cotton warp, reversible, with knotted fringes. It lies still on
        floorboards and takes a chair without a dent. The pattern is older than anyone who weaves it.`,
    },
    de: {
      title: 'Teppich mit Rauten',
      text: `Flach gewebt aus Deichwolle auf Baumwollkette, beidseitig schön, mit geknüpften Fransen. Er liegt ruhig
        auf Dielen und nimmt einen Stuhl ohne Druckstelle hin. Das Muster ist älter als alle, die es weben.`,
    },
    colours: ['fig', 'night'],
    sizes: [
      ['70 × 140 cm', 14900, 2300],
      ['140 × 200 cm', 34900, 6400],
      ['170 × 240 cm', 48900, 9200, 56900],
    ],
  },
  {
    sku: 'RUG-RAG',
    in: ['rugs'],
    maker: 'Weberei Lindtau',
    picture: ['rug', 1],
    tags: ['washable'],
    en: {
      title: 'Rag rug',
      text: `Woven from the edges that are cut off when towels are made, so every metre is a little different. Goes
        into the washing machine whole. Good in front of the bath, better in front of the stove.`,
    },
    de: {
      title: 'Flickenteppich',
      text: `Gewebt aus den Kanten, die beim Weben von Handtüchern abfallen, darum ist jeder Meter ein wenig anders.
        Passt im Ganzen in die Waschmaschine. Gut vor der Wanne, besser vor dem Herd.`,
    },
    colours: ['mist', 'terracotta', 'linen'],
    sizes: [
      ['60 × 90 cm', 3900, 900],
      ['70 × 200 cm', 7900, 2100],
    ],
  },
]
