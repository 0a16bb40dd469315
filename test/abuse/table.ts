/** The summary of a run of abuse: a line for each operation, a column for each case. */

/** One operation and one kind of abuse (`A03 injection`): how often each status came. */
export type Counts = { operation: string; kind: string; statuses: [status: number, times: number][]; faults: number }

/** Markdown: how many requests of each case an operation had, how it answered them all, and how many answers broke a rule. */
export function tableOf(all: Counts[]): string {
  const cases = [...new Set(all.map(caseOf))].sort()
  const operations = Map.groupBy(all, ({ operation }) => operation)
  const rows = [...operations]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, counts]) => rowOf(name, counts, cases))
  const total = rowOf(`**${operations.size} addresses**`, all, cases)
  const head = ['address', ...cases, 'answers', 'faults']
  const lines = [head, head.map(() => '---'), ...rows, total].map((cells) => `| ${cells.join(' | ')} |`)
  return `# Abuse, by address\n\nRequests of each case (test/cases.ts), of the last run of each file in test/abuse.\n\n${lines.join('\n')}\n`
}

const caseOf = ({ kind }: Counts): string => kind.slice(0, 3)
const timesOf = ({ statuses }: Counts): number => statuses.reduce((sum, [, times]) => sum + times, 0)

function rowOf(name: string, counts: Counts[], cases: string[]): string[] {
  const sums = cases.map((id) =>
    counts.filter((each) => caseOf(each) === id).reduce((sum, each) => sum + timesOf(each), 0),
  )
  const statuses = new Map<number, number>()
  for (const [status, times] of counts.flatMap((each) => each.statuses))
    statuses.set(status, (statuses.get(status) ?? 0) + times)
  const answers = [...statuses].sort(([one], [other]) => one - other).map((each) => each.join('×'))
  const faults = counts.reduce((sum, each) => sum + each.faults, 0)
  return [name, ...sums.map((sum) => (sum === 0 ? '' : String(sum))), answers.join(' '), String(faults)]
}
