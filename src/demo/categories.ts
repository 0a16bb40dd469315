/** The tree of categories: five rooms, their corners, and what stands there. Every product hangs on the third level. */

export type CategoryNode = {
  handle: string
  title: { en: string; de: string }
  /** From 0 among its siblings. */
  position: number
  children: CategoryNode[]
}

/** One category a line: handle, English, German. Two spaces further in is one level further down. */
const OUTLINE = `
kitchen | Kitchen | Küche
  tea-and-coffee | Tea and coffee | Tee und Kaffee
    kettles | Kettles | Wasserkessel
    teapots | Teapots | Teekannen
    coffee-making | Coffee making | Kaffee zubereiten
  tableware | Tableware | Geschirr
    mugs-and-cups | Mugs and cups | Becher und Tassen
    plates-and-bowls | Plates and bowls | Teller und Schalen
    glasses-and-carafes | Glasses and carafes | Gläser und Karaffen
  cooking | Cooking | Kochen
    pans-and-pots | Pans and pots | Pfannen und Töpfe
    knives-and-boards | Knives and boards | Messer und Bretter
    cooking-tools | Cooking tools | Kochwerkzeug
  pantry | Pantry | Speisekammer
    jars-and-tins | Jars and tins | Vorratsgläser und Dosen
    kitchen-linen | Kitchen linen | Küchenwäsche
    from-the-shelf | From the shelf | Aus dem Regal
living | Living | Wohnen
  textiles | Textiles | Textilien
    blankets | Blankets | Decken
    cushions | Cushions | Kissen
    rugs | Rugs | Teppiche
  furniture | Furniture | Möbel
    chairs-and-stools | Chairs and stools | Stühle und Hocker
    tables-and-shelves | Tables and shelves | Tische und Regale
  decoration | Decoration | Schönes
    vases | Vases | Vasen
    candles | Candles | Kerzen
    mirrors-and-clocks | Mirrors and clocks | Spiegel und Uhren
  order | Order | Ordnung
    baskets | Baskets | Körbe
    trays-and-hooks | Trays and hooks | Tabletts und Haken
  paper | Books and paper | Bücher und Papier
    books | Books | Bücher
    notebooks | Notebooks | Notizbücher
light | Light | Licht
  lamps | Lamps | Leuchten
    table-and-floor-lamps | Table and floor lamps | Tisch- und Stehleuchten
    pendant-lamps | Pendant lamps | Hängeleuchten
  light-outdoors | Light outdoors | Licht im Freien
    lanterns | Lanterns | Laternen
    strings-of-lights | Strings of lights | Lichterketten
garden | Garden | Garten
  garden-tools | Garden tools | Gartenwerkzeug
    hand-tools | Hand tools | Handwerkzeug
    spades-and-rakes | Spades and rakes | Spaten und Rechen
    shears | Shears | Scheren
    gloves-and-twine | Gloves and twine | Handschuhe und Schnur
  growing | Growing | Anbauen
    seeds | Seeds | Saatgut
    pots-and-planters | Pots and planters | Töpfe und Kästen
  watering | Watering | Gießen
    watering-cans | Watering cans | Gießkannen
    hoses | Hoses | Schläuche
  sitting-outside | Sitting outside | Draußen sitzen
    garden-furniture | Garden furniture | Gartenmöbel
    hammocks | Hammocks | Hängematten
  wildlife | Birds and bees | Vögel und Bienen
    bird-and-insect-houses | Bird and insect houses | Nistkästen und Insektenhäuser
    feeders-and-baths | Feeders and baths | Futterhäuser und Tränken
bath-and-care | Bath and care | Bad und Pflege
  bath | Bath | Bad
    towels | Towels | Handtücher
    soap | Soap | Seife
  house-care | Looking after the house | Haus in Ordnung
    brushes-and-brooms | Brushes and brooms | Bürsten und Besen
    washing-up | Washing up | Abwasch
`

/** The five top-level categories with everything below them. */
export const categories: readonly CategoryNode[] = treeOf(OUTLINE)

function treeOf(outline: string): CategoryNode[] {
  const top: CategoryNode[] = []
  const open = [top]
  for (const line of outline.trim().split('\n')) {
    const level = line.search(/\S/) / 2
    const siblings = open[level]
    const [handle, en, de] = line.trim().split(' | ')
    if (siblings === undefined || !handle || !en || !de) throw new Error(`Not a line of the outline: "${line}"`)
    const node: CategoryNode = { handle, title: { en, de }, position: siblings.length, children: [] }
    siblings.push(node)
    open.splice(level + 1, Infinity, node.children)
  }
  return top
}
