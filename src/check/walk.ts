/** A walk goes over all of one kind of thing, a page at a time, and asks every promise about each page. */
import type { Read, ShopToCheck } from './shop-to-check.ts'

/** One breach: the rows that show it, and the keys of the things to look at again, so that what only passes is not reported. */
export type Finding = { keys: string[]; row: object }
/** What holds of every page. `id` is an invariant's; `find` answers what breaks it, and is a pure function of the page. */
export type Promised<Page> = { id: string; promise: string; find(page: Page): Finding[] }
export type Walk<Page> = {
  /** What it goes over, in the plural. */
  over: string
  /** Where it begins; absent: at the start. */
  from?: string | null
  /** Keys behind `after` (null: from the start), in their order, at most `limit`; `next` null: that was the last page. */
  page(read: Read, after: string | null, limit: number): Promise<{ keys: string[]; next: string | null }>
  /** Everything that is known of these things, wherever it stands. */
  read(read: Read, keys: string[]): Promise<Page>
  promises: Promised<Page>[]
}

/** What somebody walks with: how many at once, how long to rest after a page that took `ms`, and when a promise has been broken enough. */
export type Pace = { pageSize: number; rest(ms: number): Promise<void>; rowsMax: number }
export type Suspect = { id: string; promise: string; findings: Finding[] }

/** Walks to the end; answers what was found and how many things were looked at. */
export async function walkAll<Page>(
  shop: ShopToCheck,
  walk: Walk<Page>,
  { pageSize, rest, rowsMax }: Pace,
): Promise<{ looked: number; suspects: Suspect[] }> {
  const suspects: Suspect[] = walk.promises.map(({ id, promise }) => ({ id, promise, findings: [] }))
  let looked = 0
  for (let after = walk.from ?? null, more = true; more;) {
    const began = performance.now()
    const { keys, next } = await shop.look(async (read) => {
      const page = await walk.page(read, after, pageSize)
      if (page.keys.length > 0) collect(walk, await walk.read(read, page.keys), suspects, rowsMax)
      return page
    })
    looked += keys.length
    after = next
    more = next !== null
    await rest(performance.now() - began)
  }
  return { looked, suspects: suspects.filter(({ findings }) => findings.length > 0) }
}

/** Looks at the suspects once more: what is found again, about the same things, stays. */
export async function lookAgain<Page>(shop: ShopToCheck, walk: Walk<Page>, suspects: Suspect[]): Promise<Suspect[]> {
  const keys = [...new Set(suspects.flatMap(({ findings }) => findings.flatMap((each) => each.keys)))]
  if (keys.length === 0) return []
  const now: Suspect[] = walk.promises.map(({ id, promise }) => ({ id, promise, findings: [] }))
  await shop.look(async (read) => collect(walk, await walk.read(read, keys), now, Number.MAX_SAFE_INTEGER))
  return foundTwice(suspects, now)
}

/** Of what was found now, that which was found before, about the same things. */
export function foundTwice(before: Suspect[], now: Suspect[]): Suspect[] {
  const nameOf = ({ id, promise }: Suspect, { keys }: Finding) => JSON.stringify([id, promise, keys])
  const known = new Set(before.flatMap((each) => each.findings.map((finding) => nameOf(each, finding))))
  return now
    .map((each) => ({ ...each, findings: each.findings.filter((finding) => known.has(nameOf(each, finding))) }))
    .filter(({ findings }) => findings.length > 0)
}

function collect<Page>({ promises }: Walk<Page>, page: Page, into: Suspect[], rowsMax: number): void {
  for (const [at, { find }] of promises.entries()) {
    const { findings } = into[at]!
    if (findings.length < rowsMax) findings.push(...find(page).slice(0, rowsMax - findings.length))
  }
}
