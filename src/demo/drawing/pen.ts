/**
 * The pen that draws the demo shop's pictures. It knows shapes and two-tone solids, and no object.
 * Light comes from the upper left, so a solid is its outline in shade with the same outline in the lit tone, moved up
 * and left, clipped to it. Only presentation attributes are written, so a strict Content-Security-Policy is kept.
 */
import type { Tone } from './palettes.ts'

/** The `d` of a path. */
export type Shape = string
/** A piece of SVG. */
export type Art = string
/** The corners of an outline, like SVG's `points`, each `x,y` or, where its radius is its own, `x,y,radius`. */
export type Corners = string

export type Pen = {
  /** One flat colour. */
  fill(shape: Shape, colour: string, opacity?: number): Art
  /** A line with round ends; nothing is filled. */
  line(shape: Shape, colour: string, width: number): Art
  /** A body in two tones; `by` is how far the lit copy is moved, `inside` is clipped to the same outline. */
  solid(shape: Shape, tone: Tone, more?: { by?: readonly [number, number]; inside?: Art }): Art
}

const short = (value: number): string => String(Math.round(value * 10) / 10)
const at = (x: number, y: number): string => `${short(x)} ${short(y)}`

/** A pen for one picture. `id` starts the name of every clip, so that two pictures on a page do not clip each other. */
export function newPen(id: string): Pen {
  let clips = 0
  const fill: Pen['fill'] = (shape, colour, opacity) =>
    `<path d="${shape}" fill="${colour}"${opacity === undefined ? '' : ` opacity="${opacity}"`}/>`
  const line: Pen['line'] = (shape, colour, width) =>
    `<path d="${shape}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" ` +
    `stroke-linejoin="round"/>`
  const solid: Pen['solid'] = (shape, tone, { by = [-16, -3], inside = '' } = {}) => {
    const clip = `${id}-${++clips}`
    const lit = `<path d="${shape}" fill="${tone.lit}" transform="translate(${by[0]} ${by[1]})"/>`
    return (
      `<clipPath id="${clip}"><path d="${shape}"/></clipPath>${fill(shape, tone.shade)}` +
      `<g clip-path="url(#${clip})">${lit}${inside}</g>`
    )
  }
  return { fill, line, solid }
}

/** An ellipse round (cx, cy); a circle where `ry` is left out. */
export const oval = (cx: number, cy: number, rx: number, ry: number = rx): Shape =>
  `M${at(cx - rx, cy)}a${at(rx, ry)} 0 1 0 ${short(2 * rx)} 0a${at(rx, ry)} 0 1 0 ${short(-2 * rx)} 0Z`

/** An upright rectangle with round corners. */
export const box = (x: number, y: number, width: number, height: number, radius = 5): Shape =>
  rounded(`${x},${y} ${x + width},${y} ${x + width},${y + height} ${x},${y + height}`, radius)

/** A closed outline through the corners, each cut by its radius (or half of its shorter edge, where that is less). */
export function rounded(corners: Corners, radius = 6): Shape {
  const points = corners.split(' ').map((corner) => corner.split(',').map(Number) as unknown as Point)
  const steps = points.map((point, index) => {
    const before = points.at(index - 1)!
    const after = points[(index + 1) % points.length]!
    const [x, y, own = radius] = point
    const cut = Math.min(own, lengthOf(point, before) / 2, lengthOf(point, after) / 2)
    return `${index === 0 ? 'M' : 'L'}${towards(point, before, cut)}Q${at(x, y)} ${towards(point, after, cut)}`
  })
  return `${steps.join('')}Z`
}

/** A straight or bent line through points, for `pen.line`. */
export const path = (...points: readonly (readonly [number, number])[]): Shape =>
  `M${points.map(([x, y]) => at(x, y)).join('L')}`

/** A pointed leaf (or flame, or drop) with its foot at (x, y), `length` long, turned by `degrees` from upright. */
export function leaf(x: number, y: number, length: number, degrees: number, colour: string): Art {
  const [wide, high, narrow] = [length * 0.32, length * 0.3, length * 0.78].map(short)
  const d = `M0 0C${wide}-${high} ${high}-${narrow} 0-${short(length)}C-${high}-${narrow}-${wide}-${high} 0 0Z`
  return `<path d="${d}" fill="${colour}" transform="translate(${at(x, y)})rotate(${short(degrees)})"/>`
}

/** The art, turned round (cx, cy). */
export const turned = (degrees: number, cx: number, cy: number, art: Art): Art =>
  `<g transform="rotate(${degrees} ${cx} ${cy})">${art}</g>`

/** The art once for each value, joined. */
export const each = <T>(values: readonly T[], draw: (value: T, index: number) => Art): Art => values.map(draw).join('')

type Point = readonly [x: number, y: number, radius?: number]
const lengthOf = (from: Point, to: Point): number => Math.hypot(to[0] - from[0], to[1] - from[1])
function towards(from: Point, to: Point, distance: number): string {
  const share = distance / (lengthOf(from, to) || 1)
  return at(from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share)
}
