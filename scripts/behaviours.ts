/** Finds which tests show which behaviours of the register, and writes the page that says so. */
import { type Behaviour, behaviours, register } from '../test/behaviours.ts'
import { type Shown, shownCases } from './cases.ts'

/** True for a behaviour of which a test must show something today. */
const isDue = ({ waitsFor, partly }: Behaviour): boolean => waitsFor === undefined || partly === true

/** What the register and the tests do not agree on, a sentence each; empty when they do. */
export function disagreements(shown: Shown[] = shownCases()): string[] {
  const there = new Set(shown.flatMap(({ ids }) => ids))
  return behaviours.flatMap((each) => {
    if (isDue(each)) return there.has(each.id) ? [] : [`${each.id} is shown by no test`]
    return there.has(each.id) ? [`${each.id} has a test, so it no longer waits for ${each.waitsFor}`] : []
  })
}

/** The page; `written` says by which command. */
export function behavioursText(written: string, shown = shownCases()): string {
  const groups = register.map(
    ({ title, behaviours: each }) => `## ${title}\n\n${each.map((one) => textOf(one, shown)).join('\n')}`,
  )
  const due = behaviours.filter(isDue).length
  return `# Behaviours

${written} What totals, carts, stock and orders have to do, figure by figure, with the tests that show it: ${due} of ${behaviours.length};
the others wait for a feature. Where we decide otherwise than most (*decided*), [an ADR](../adr/0026-behaviours.md) says why.

${groups.join('\n\n')}
`
}

function textOf({ id, words, waitsFor, partly, differs }: Behaviour, shown: Shown[]): string {
  const proofs = shown.filter(({ ids }) => ids.includes(id))
  const lines = [...Map.groupBy(proofs, ({ file }) => file)].map(
    ([file, ofFile]) => `  - \`${file}\`: ${ofFile.map(({ name }) => `“${name}”`).join('; ')}`,
  )
  const waits = waitsFor === undefined ? '' : `. ${partly ? 'The rest waits' : 'Waits'} for: ${waitsFor}`
  return [`- **${id}** ${differs ? '*decided* ' : ''}${words}${waits}`, ...lines].join('\n')
}
