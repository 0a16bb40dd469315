/** What may stand in an SVG of ours. What is not named here is refused: lists of what is bad are never complete. */

const elements = new Set(
  (
    'svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath ' +
    'linearGradient radialGradient stop clipPath mask pattern marker style switch filter feBlend feColorMatrix ' +
    'feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight ' +
    'feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology ' +
    'feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence'
  ).split(' '),
)

/** No scripts, links, foreign objects, pictures from elsewhere or animations, and nothing of another namespace. */
export const isElement = (name: string): boolean => elements.has(name)

/** Namespaces are names, not addresses; drawing programs declare theirs. */
const isNamespace = (name: string): boolean => /^xmlns:[\w.-]+$/.test(name)

/** What is wrong with an attribute, in words for the one who uploads; null when nothing is. */
export function attributeProblem(name: string, value: string): string | null {
  if (name === 'xmlns')
    return value === 'http://www.w3.org/2000/svg'
      ? null
      : 'The SVG has elements of another namespace. Save it as plain SVG.'
  if (isNamespace(name)) return null
  if (/^on/i.test(name) || /:on/i.test(name))
    return `The SVG has the attribute ${name}, which could run a script. Remove it.`
  if (/^xml:base$/i.test(name)) return 'The SVG has xml:base. Remove it.'
  if (/(^|:)(href|src)$/i.test(name))
    return /^\s*#[\w.:-]*\s*$/.test(value)
      ? null
      : `The SVG points elsewhere by ${name}. Only "#…" inside the picture may be used.`
  return name === 'style' ? styleProblem(value) : valueProblem(value)
}

/** What is wrong with CSS: it may colour and place, and load nothing. */
export function styleProblem(css: string): string | null {
  if (/[\\@]|expression|-moz-binding|behavior\s*:/i.test(css))
    return 'The styles of the SVG have rules or escapes that could load something: use presentation attributes.'
  return valueProblem(css)
}

/** `url(#…)` refers inside the picture; any other address, and any scheme that could run, is refused. */
function valueProblem(value: string): string | null {
  const outside = value.replaceAll(/url\(\s*(['"]?)#[\w.:-]+\1\s*\)/gi, '')
  if (/url\s*\(|image(-set)?\s*\(|src\s*\(|\/\/|(java|vb)script\s*:|data\s*:/i.test(outside))
    return 'The SVG points elsewhere. Everything it shows must stand in it.'
  return null
}
