/** Kitchen: pans and pots, knives and boards, cooking tools. */
import type { Entry } from './entry.ts'

export const cooking: readonly Entry[] = [
  {
    sku: 'PAN-IRO',
    in: ['pans-and-pots'],
    maker: 'Hagebarth & Sohn',
    picture: ['pan', 0],
    tags: ['induction', 'repairable'],
    en: {
      title: 'Forged iron pan',
      text: `Forged from one sheet, seasoned twice with linseed oil and ready to use. It gets better with every egg.
        If it ever gets worse, we grind and season it again for twelve euros.`,
    },
    de: {
      title: 'Geschmiedete Eisenpfanne',
      text: `Aus einem Blech geschmiedet, zweimal mit Leinöl eingebrannt und sofort bereit. Sie wird mit jedem Ei
        besser. Sollte sie einmal schlechter werden, schleifen wir sie und brennen sie für zwölf Euro neu ein.`,
    },
    colours: ['graphite'],
    sizes: [
      ['20 cm', 5400, 1100],
      ['24 cm', 6800, 1500],
      ['28 cm', 8200, 2100, 9400],
    ],
  },
  {
    sku: 'PAN-ENA',
    in: ['pans-and-pots'],
    maker: 'Lüders Emaille',
    picture: ['pan', 1],
    tags: ['induction', 'dishwasher-safe'],
    en: {
      title: 'Enamelled vegetable pan',
      text: `High enough for greens that collapse to nothing, light enough to toss them. The enamel takes lemon and
        tomato without complaint, which bare iron does not.`,
    },
    de: {
      title: 'Gemüsepfanne aus Emaille',
      text: `Hoch genug für Blattgemüse, das zu nichts zusammenfällt, und leicht genug, es zu schwenken. Das Emaille
        nimmt Zitrone und Tomate nicht übel, anders als blankes Eisen.`,
    },
    colours: ['leaf', 'fig'],
    price: [5900, 1300],
  },
  {
    sku: 'POT-CAS',
    in: ['pans-and-pots'],
    maker: 'Lüders Emaille',
    picture: ['casserole', 0],
    tags: ['induction', 'repairable'],
    en: {
      title: 'Cast casserole',
      text: `For what takes three hours and nobody minds. The lid has small points inside, so the steam falls back
        evenly on the roast. The knob stands the oven at 250 °C.`,
    },
    de: {
      title: 'Schmortopf aus Guss',
      text: `Für alles, was drei Stunden braucht und niemanden stört. Innen im Deckel sitzen kleine Spitzen, von denen
        der Dampf gleichmäßig auf den Braten fällt. Der Knauf verträgt 250 °C im Ofen.`,
    },
    colours: ['fig', 'night', 'cream'],
    sizes: [
      ['3.5 l', 12900, 4200],
      ['5 l', 15900, 5400, 17900],
    ],
  },
  {
    sku: 'POT-SOU',
    in: ['pans-and-pots'],
    maker: 'Lüders Emaille',
    picture: ['casserole', 1],
    tags: ['induction', 'dishwasher-safe'],
    en: {
      title: 'Soup pot with leaves',
      text: `A light pot for broth, noodles and jam. The leaves are a transfer under the last coat of enamel, as they
        were in 1950, and will not wash off before your grandchildren do the washing up.`,
    },
    de: {
      title: 'Suppentopf mit Blättern',
      text: `Ein leichter Topf für Brühe, Nudeln und Marmelade. Die Blätter liegen wie 1950 unter der letzten Schicht
        Emaille und gehen nicht ab, bevor Ihre Enkel abwaschen.`,
    },
    colours: ['cream', 'sage'],
    price: [7400, 2200],
  },
  {
    sku: 'KNI-CHE',
    in: ['knives-and-boards'],
    maker: 'Hagebarth & Sohn',
    picture: ['knife', 1],
    tags: ['repairable', 'gift'],
    en: {
      title: "Cook's knife",
      text: `A blade of 19 cm from carbon steel that takes an edge like few others and keeps it if you wipe it dry.
        Once a year we sharpen it without charge: the label is in the box.`,
    },
    de: {
      title: 'Kochmesser',
      text: `Eine 19 cm lange Klinge aus Kohlenstoffstahl, die so scharf wird wie wenige und es bleibt, wenn Sie sie
        abtrocknen. Einmal im Jahr schärfen wir sie kostenlos, das Etikett liegt bei.`,
    },
    colours: ['oak', 'walnut', 'graphite'],
    price: [8900, 240],
  },
  {
    sku: 'KNI-PAR',
    in: ['knives-and-boards'],
    maker: 'Hagebarth & Sohn',
    picture: ['knife', 0],
    tags: ['repairable'],
    en: {
      title: 'Paring knife',
      text: `The small one that does most of the work: apples, string, the seal of a jar. The blade is thin and bends
        a little, as a paring knife should.`,
    },
    de: {
      title: 'Schälmesser',
      text: `Das kleine, das die meiste Arbeit macht: Äpfel, Schnur, der Verschluss vom Glas. Die Klinge ist dünn und
        gibt ein wenig nach, wie es bei einem Schälmesser sein soll.`,
    },
    colours: ['fig', 'leaf', 'ochre'],
    price: [2400, 70],
  },
  {
    sku: 'KNI-BRE',
    in: ['knives-and-boards'],
    maker: 'Hagebarth & Sohn',
    picture: ['knife', 1],
    tags: ['repairable'],
    en: {
      title: 'Bread knife',
      text: `A wave instead of teeth, so a crust is cut and not sawn. It goes through a ripe tomato with the same
        ease. Grinding a wave is a craft of its own; ours is done in the yard.`,
    },
    de: {
      title: 'Brotmesser',
      text: `Eine Welle statt Zähnen, so wird die Kruste geschnitten und nicht gesägt. Durch eine reife Tomate geht es
        genauso leicht. Eine Welle zu schleifen ist ein eigenes Handwerk, wir machen es im Hof.`,
    },
    colours: ['oak', 'walnut'],
    price: [6400, 190],
  },
  {
    sku: 'BRD-OAK',
    in: ['knives-and-boards'],
    maker: 'Tischlerei Ohlsen',
    picture: ['board', 0],
    tags: ['repairable'],
    en: {
      title: 'Chopping board with handle',
      text: `One plank, no glue. Oiled three times before it leaves the workshop, and sanded flat again whenever you
        send it back. Hang it by the hole and it dries on both sides.`,
    },
    de: {
      title: 'Schneidebrett mit Griff',
      text: `Ein Brett aus einem Stück, ohne Leim. Dreimal geölt, bevor es die Werkstatt verlässt, und jederzeit
        wieder plan geschliffen, wenn Sie es einschicken. Am Loch aufgehängt trocknet es von beiden Seiten.`,
    },
    colours: ['oak', 'ash', 'walnut'],
    sizes: [
      ['Small | Klein', 2900, 700],
      ['Large | Groß', 4400, 1400],
    ],
  },
  {
    sku: 'BRD-END',
    in: ['knives-and-boards'],
    maker: 'Tischlerei Ohlsen',
    picture: ['board', 1],
    tags: ['repairable', 'gift'],
    en: {
      title: 'End-grain block',
      text: `The knife slips between the fibres, which keeps both of them whole. Laid in strips from offcuts, 4 cm
        thick, with a groove for the juice of the roast. Two people can work at it.`,
    },
    de: {
      title: 'Hackblock aus Stirnholz',
      text: `Das Messer gleitet zwischen die Fasern, das schont beide. Aus Reststücken in Streifen verleimt, 4 cm
        stark, mit einer Rinne für den Bratensaft. Zwei Leute können daran arbeiten.`,
    },
    colours: ['walnut'],
    price: [9800, 3600],
  },
  {
    sku: 'TOO-SET',
    in: ['cooking-tools'],
    maker: 'Tischlerei Ohlsen',
    picture: ['utensils', 0],
    tags: ['gift'],
    en: {
      title: 'Cooking tools in a crock',
      text: `Spoon, turner and whisk: with these three you can cook nearly anything. They stand in a stoneware crock
        that is heavy enough not to tip when you pull one out in a hurry.`,
    },
    de: {
      title: 'Kochwerkzeug im Topf',
      text: `Löffel, Wender und Schneebesen: Mit diesen dreien kochen Sie fast alles. Sie stehen in einem Topf aus
        Steinzeug, der schwer genug ist, wenn es einmal schnell gehen muss.`,
    },
    colours: ['sage', 'terracotta', 'graphite'],
    price: [4900, 1250],
  },
  {
    sku: 'TOO-SPO',
    in: ['cooking-tools'],
    maker: 'Tischlerei Ohlsen',
    picture: ['utensils', 1],
    tags: ['handmade'],
    en: {
      title: 'Wooden spoons, set of three',
      text: `Split from cherry along the grain and carved with a knife, which is why they do not warp. One is flat at
        the front and gets into the corner of the pot.`,
    },
    de: {
      title: 'Kochlöffel, drei Stück',
      text: `Entlang der Faser aus Kirsche gespalten und mit dem Messer geschnitzt, darum verziehen sie sich nicht.
        Einer ist vorn gerade und kommt in die Ecke vom Topf.`,
    },
    price: [2600, 160],
  },
  {
    sku: 'TOO-PEP',
    in: ['cooking-tools'],
    maker: 'Tischlerei Ohlsen',
    picture: ['mill', 0],
    tags: ['repairable', 'gift'],
    en: {
      title: 'Lacquered pepper mill',
      text: `The works are ceramic and grind salt as well as pepper, coarse to dust, by a turn of the knob. Lacquered
        in seven thin coats, so it keeps its colour under greasy fingers.`,
    },
    de: {
      title: 'Pfeffermühle, lackiert',
      text: `Das Mahlwerk ist aus Keramik und mahlt Salz so gut wie Pfeffer, von grob bis staubfein, mit einem Dreh am
        Knauf. In sieben dünnen Schichten lackiert, die auch fettige Finger vertragen.`,
    },
    colours: ['fig', 'forest', 'cream'],
    sizes: [
      ['18 cm', 3400, 280],
      ['26 cm', 4200, 390],
    ],
  },
]
