/** The grove: one canopy on as many trunks as the shop has modules. The only decoration there is. */
import { type Html, html } from '#http/page.ts'

const step = 96
const [crownAt, floorAt, foot] = [96, 250, 22]

/**
 * A picture `count` trunks wide (1 to 16), in the colours of the canopy band; classes only, so the page's policy holds.
 */
export function groveOf(count: number): Html {
  const trunks = Math.min(Math.max(count, 1), 16)
  const width = (trunks + 1) * step
  const middles = Array.from({ length: trunks }, (_, at) => (at + 1) * step)
  return html`<svg class="grove" viewBox="0 0 ${width} 290" aria-hidden="true">
    <path class="g-floor" d="M-4000 ${floorAt}H8000V300H-4000Z" />
    <path class="g-root" d="${middles.map((x, at) => rootsAt(x, at)).join('')}" />
    <path class="g-tree" d="${crownOf(width, trunks)}" />
    <path class="g-tree" d="${middles.map(trunkAt).join('')}" />
  </svg>`
}

/** Wide above and wide below: a trunk was a hanging root once. */
function trunkAt(x: number): string {
  const [top, thick] = [crownAt - 24, 9]
  return (
    `M${x - 2 * thick} ${top}C${x - thick} ${top + 20} ${x - thick} ${top + 40} ${x - thick} ${top + 60}V${floorAt - foot}` +
    `Q${x - thick} ${floorAt - 6} ${x - 2 * thick - 4} ${floorAt + 2}H${x + 2 * thick + 4}Q${x + thick} ${floorAt - 6} ${x + thick} ${floorAt - foot}` +
    `V${top + 60}C${x + thick} ${top + 40} ${x + thick} ${top + 20} ${x + 2 * thick} ${top}Z`
  )
}

/** Roots that still hang, none as long as its neighbour. */
function rootsAt(x: number, at: number): string {
  const [left, right] = [34 + ((at * 29) % 41), 22 + ((at * 47) % 53)]
  return `M${x - 34} ${crownAt - 10}v${left}M${x + 30} ${crownAt - 10}v${right}`
}

/** Foliage: in arcs above and in arcs below, one between each pair of trunks, and a little over the last ones. */
function crownOf(width: number, trunks: number): string {
  const arcs = (direction: 1 | -1): string =>
    Array.from(
      { length: trunks },
      (_, at) => `q${(direction * step) / 2} ${-direction * (30 + ((at * 13) % 17))} ${direction * step} 0`,
    ).join('')
  const [left, right] = [step / 2, width - step / 2]
  const [top, bottom] = [crownAt - 50, crownAt - 18]
  return `M${left} ${top}${arcs(1)}Q${right + 34} ${top + 16} ${right} ${bottom}${arcs(-1)}Q${left - 34} ${top + 16} ${left} ${top}Z`
}
