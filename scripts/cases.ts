/** Finds which tests show which cases of the register, and writes the page that says so. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Case, type Kind, cases, register } from '../test/cases.ts'

const home = join(import.meta.dirname, '..')

/** A test that shows cases, or behaviours (test/behaviours.ts): its file from the root of the project, its name without their ids, and what kind of proof it is. */
export type Shown = { ids: string[]; file: string; name: string; kind: Kind }

const kinds: Record<Kind, string> = { S: 'simulation', R: 'real processes', P: 'property, race, model', A: 'abuse' }
const folders: [string, Kind][] = [
  ['test/simulation/', 'S'],
  ['test/chaos/', 'R'],
  ['test/abuse/', 'A'],
]
/** What kind of proof the tests of a file are, by its folder. */
export const kindOf = (file: string): Kind => folders.find(([folder]) => file.startsWith(folder))?.[1] ?? 'P'

/**
 * The tests of one file whose names begin with ids of cases (`F51 …`, or `A01 A32 …` for several; a colon may follow). A name is
 * the first argument of a call, or a member `name` of a table of tests; it is read from the source, so its ids stand there as they are.
 */
export function shownIn(file: string, text: string): Shown[] {
  const names = /(?:(?<!skip|todo)\(\s*|\bname: )(['"`])((?:[FATB]\d\d ?)+)(?::|(?<= )) ?([^\n]*?)\1\s*[,)}]/g
  return [...text.matchAll(names)].map(([, , ids, name]) => ({
    ids: ids!.trim().split(' '),
    file,
    name: name!.replaceAll(/\$\{[^}]*\}/g, '…').replaceAll('\\', ''),
    kind: kindOf(file),
  }))
}

/** Every test that shows a case, file by file. */
export function shownCases(): Shown[] {
  const files = globSync(['{src,test,scripts}/**/*.{test,suite}.ts'], { cwd: home }).map((file) =>
    file.replaceAll('\\', '/'),
  )
  return files
    .filter((file) => !file.startsWith('test/tidy/'))
    .sort()
    .flatMap((file) => shownIn(file, readFileSync(join(home, file), 'utf8')))
}

/** What must be shown and is not, one `F01 S` each: a case and the kind of proof that no test gives. */
export function unshown(shown: Shown[]): string[] {
  const there = new Set(shown.flatMap(({ ids, kind }) => ids.map((id) => `${id} ${kind}`)))
  return cases
    .flatMap(({ id, kinds: wanted }) => wanted.map((kind) => `${id} ${kind}`))
    .filter((each) => !there.has(each))
}

/** The page; `written` says by which command. */
export function casesText(written: string, shown = shownCases()): string {
  const groups = register.map(
    ({ title, cases: each }) => `## ${title}\n\n${each.map((one) => caseText(one, shown)).join('\n')}`,
  )
  return `# Cases

${written} A case is a fault or an attack, and what comes of it. Kinds of proof: ${Object.entries(kinds)
    .map(([kind, words]) => `${kind} ${words}`)
    .join('; ')}. What keeps the promises is in [reliability.md](../reliability.md).

${groups.join('\n\n')}
`
}

function caseText({ id, words, kinds: wanted }: Case, shown: Shown[]): string {
  const proofs = shown.filter(({ ids }) => ids.includes(id))
  const missing = unshown(shown).filter((each) => each.startsWith(id))
  const lines = [...Map.groupBy(proofs, ({ file }) => file)].map(
    ([file, ofFile]) => `  - ${ofFile[0]!.kind} \`${file}\`: ${ofFile.map(({ name }) => `“${name}”`).join('; ')}`,
  )
  return [
    `- **${id}** (${wanted.join(', ')}) ${words}${missing.length === 0 ? '' : `. Not shown yet: ${missing.map((each) => each.slice(4)).join(', ')}`}`,
    ...lines,
  ].join('\n')
}
