/** Every regular expression that stands in a source, found without a parser: comments, texts and divisions are told apart by what stands before. */

export type Expression = { source: string; flags: string; line: number }

/** After these a slash begins an expression; after anything else that ends a value, it divides. */
const opens = /(?:^|[=(,:;&|?{}[+\-*%<>~^]|(?:^|[^\w)\]])!|\b(?:return|typeof|case|in|of|do|else|void|await|yield))\s*$/

/** The expressions of a text in TypeScript, in their order. */
export function expressionsIn(text: string): Expression[] {
  const found: Expression[] = []
  /** Open braces of templates that code stands in: at which depth each goes on as text. */
  const templates: number[] = []
  let depth = 0
  let code = ''
  for (let at = 0; at < text.length;) {
    const [one, two] = [text[at]!, text.slice(at, at + 2)]
    if (two === '//') at = endOr(text, text.indexOf('\n', at))
    else if (two === '/*') at = text.indexOf('*/', at) + 2
    else if (one === "'" || one === '"') [at, code] = [afterText(text, at), `${code}x`]
    else if (one === '`' || (one === '}' && templates.at(-1) === depth)) {
      if (one === '}') templates.pop()
      at = afterTemplate(text, at + 1)
      // It ended where code begins in it, or with its closing mark.
      if (text[at - 1] === '{') templates.push(depth)
      code = text[at - 1] === '{' ? '(' : `${code}x`
    } else if (one === '/' && opens.test(code)) {
      const end = afterExpression(text, at)
      const flags = /^[a-z]*/.exec(text.slice(end))![0]
      found.push({ source: text.slice(at + 1, end - 1), flags, line: text.slice(0, at).split('\n').length })
      ;[at, code] = [end + flags.length, 'x']
    } else {
      if (one === '{') depth++
      if (one === '}') depth--
      code = (code + one).slice(-20)
      at++
    }
  }
  return found
}

const endOr = (text: string, at: number): number => (at < 0 ? text.length : at)

function afterText(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== text[start]) at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** Behind the closing mark, or behind the brace with which code begins. */
function afterTemplate(text: string, start: number): number {
  for (let at = start; at < text.length; at += text[at] === '\\' ? 2 : 1) {
    if (text[at] === '`') return at + 1
    if (text.startsWith('${', at)) return at + 2
  }
  return text.length
}

/** Behind the closing slash; one in a class of characters closes nothing. */
function afterExpression(text: string, start: number): number {
  let isClass = false
  for (let at = start + 1; at < text.length; at += text[at] === '\\' ? 2 : 1) {
    if (text[at] === '[') isClass = true
    else if (text[at] === ']') isClass = false
    else if (text[at] === '/' && !isClass) return at + 1
  }
  return text.length
}
