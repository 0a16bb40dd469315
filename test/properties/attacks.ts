/** Texts that a pattern may take for ever to refuse, and a place to try them in which nobody has to wait for. */
import { Worker } from 'node:worker_threads'

export type Pattern = { source: string; flags: string; where: string }

/** One character of a text, as a pattern says it: an escape, a class, a dot, or itself. */
const atomsOf = (source: string): string[] =>
  source.match(
    /\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\.|\[(?:\\.|[^\]\\])*\]|[^\\[\](){}?*+|^$]/gi,
  ) ?? []
const candidates = [...'aA0 -_./@:,;!"\'<>()[]{}=+*#%&|~\\é漢\n\t', 'z', '9', '\u0001']

/** Up to two characters that an atom takes. */
function takenBy(atom: string, flags: string): string[] {
  try {
    const expression = new RegExp(`^(?:${atom})$`, flags.replaceAll(/[gyd]/g, ''))
    const own = [...atom.replaceAll(/\\|\[|\]/g, '')]
    return [...new Set([...candidates, ...own])].filter((each) => expression.test(each)).slice(0, 2)
  } catch {
    // A back reference, or an assertion that stands for no character.
    return []
  }
}

const tails = ['', '\u0001', '!a', '\n']
/** Where one repetition could be two: what the pattern takes up to there, then one or two of its next characters over and over, then a no. */
export function attacksOn({ source, flags }: Pattern, length = 1_500): string[] {
  const atoms = atomsOf(source)
    .map((atom) => takenBy(atom, flags))
    .filter((taken) => taken.length > 0)
    .slice(0, 40)
  const texts = new Set<string>()
  let before = ''
  for (const [at, taken] of atoms.entries()) {
    const pumps = [...taken, taken[0]! + (atoms[at + 1]?.[0] ?? ''), taken[0]! + (atoms[at - 1]?.[0] ?? '')]
    for (const pump of pumps)
      for (const tail of tails) {
        const filled = pump.repeat(length / pump.length)
        texts.add(before + filled + tail)
        texts.add(filled + tail)
      }
    before += taken[0]!
  }
  return [...texts]
}

/** Tries every pattern in a thread of its own, which is ended when one of them takes longer than `deadlineMs`; answers these. */
export async function slowOnes(patterns: Pattern[], deadlineMs = 5_000): Promise<Pattern[]> {
  const slow: Pattern[] = []
  for (let from = 0; from < patterns.length; from++) {
    from += await tryFrom(patterns.slice(from), deadlineMs)
    if (from < patterns.length) slow.push(patterns[from]!)
  }
  return slow
}

/** How many were tried in time, one after the other. */
function tryFrom(patterns: Pattern[], deadlineMs: number): Promise<number> {
  const worker = new Worker(new URL('attack-worker.ts', import.meta.url), { workerData: patterns })
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let done = 0
  let timer = setTimeout(resolve, 4 * deadlineMs, 0)
  const over = () => (clearTimeout(timer), resolve(done))
  worker.on('message', () => {
    done++
    clearTimeout(timer)
    timer = setTimeout(over, deadlineMs)
  })
  worker.on('error', reject).on('exit', over)
  return promise.finally(() => worker.terminate())
}
