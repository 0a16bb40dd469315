/** Ten times what the shop can do: how much of its best stays good, who is served first, and how soon all is well again. */
import { type Best, type CrowdedShop, type Kind, inTimeMs, isGood, openCrowdedShop } from './crowded-shop.ts'
import { type Answer, type Asked, openLoop } from './crowd.ts'
import { type Bench, type Figure, type Group, plain, quantile } from './figure.ts'

export type Overload = {
  /** Good answers of its kind a second, as a part of the best of that kind; together the part of the machine that did good. */
  goodput: Record<Kind, number>
  /** Of the requests that were asked: the part that got a good answer. */
  kept: Record<Kind, number>
  admittedP99Ms: Record<Kind, number>
  shed: number
  /** No answer at all. */
  lost: number
  /** Seconds after the crowd has gone until every second was good; null: never. */
  recoveredS: number | null
  peakBytes: number
  /** How late the generator was at the worst. */
  lateMs: number
}
export type Mix = Partial<Record<Kind, number>>

/** Sends a crowd: for each kind so many times its capacity, for `seconds`, then half of the capacity in all for 15 s. */
export async function overloadWith(
  crowded: CrowdedShop,
  mix: Mix,
  best: Record<Kind, Best>,
  seconds: number,
): Promise<Overload> {
  const kinds = Object.keys(mix) as Kind[]
  const rateOf = (kind: Kind, isCalm: boolean) => best[kind].rate * (isCalm ? 0.5 / kinds.length : mix[kind]!)
  const rows = new Map<string, Awaited<ReturnType<CrowdedShop['row']>>>()
  for (const kind of kinds)
    rows.set(kind, await crowded.row(kind, Math.ceil(best[kind].rate * (seconds + 20) * 1.5 + 1_500)))
  const crowds = await Promise.all(
    kinds.map((kind) =>
      openLoop({
        url: crowded.shop.url,
        rate: (at) => rateOf(kind, at >= seconds),
        seconds: seconds + 15,
        connections: Math.round(1_000 / kinds.length),
        next: () => rows.get(kind)!.next(),
        ended: (asked: Asked, status: number) => rows.get(kind)!.ended(asked, status),
      }),
    ),
  )
  const answers = crowds.flatMap((each) => each.answers)
  const flood = answers.filter(({ plannedMs }) => plannedMs < seconds * 1_000)
  const of = (kind: Kind) => flood.filter((each) => each.kind === kind)
  const each = (read: (kind: Kind) => number) => ({ checkout: read('checkout'), browse: read('browse') })
  const shed = answers.filter(({ status }) => status === 503).length
  return {
    goodput: each((kind) => of(kind).filter(isGood).length / seconds / best[kind].rate),
    kept: each((kind) => of(kind).filter(isGood).length / Math.max(1, of(kind).length)),
    admittedP99Ms: each((kind) =>
      quantile(
        of(kind)
          .filter(({ status }) => status < 300 && status > 0)
          .map(({ tookMs }) => tookMs),
        0.99,
      ),
    ),
    shed,
    lost: flood.filter(({ status }) => status === 0).length,
    recoveredS: recoveredAfter(answers, seconds),
    peakBytes: crowded.peakBytes(),
    lateMs: Math.max(...crowds.map(({ lateMs }) => lateMs)),
  }
}

function recoveredAfter(answers: Answer[], seconds: number): number | null {
  const calm = answers.filter(({ plannedMs }) => plannedMs >= seconds * 1_000)
  for (let after = 0; after < 15; after++) {
    const rest = calm.filter(({ plannedMs }) => plannedMs >= (seconds + after) * 1_000)
    if (rest.length > 0 && rest.filter(isGood).length >= rest.length * 0.99) return after
  }
  return null
}

export const mixes: Record<string, Mix> = {
  checkout: { checkout: 10 },
  catalogue: { browse: 10 },
  mixed: { checkout: 0.5, browse: 9.5 },
}

export const overload: Group = {
  about: 'Ten times what the shop can do, by a schedule, beside its best in a closed loop of 64.',
  async measure({ isQuick, say }: Bench): Promise<Figure[]> {
    const crowded = await openCrowdedShop()
    try {
      const figures: Figure[] = []
      for (const [name, mix] of Object.entries(mixes)) {
        say(`overload, ${name}`)
        const best = await bestOf(crowded, isQuick ? 4 : 8)
        const seen = await overloadWith(crowded, mix, best, isQuick ? 10 : 30)
        figures.push(figureOf(name, mix, best, seen))
      }
      return figures
    } finally {
      await crowded.close()
    }
  },
}

/** What the shop does at its best, of each kind alone. */
export async function bestOf(crowded: CrowdedShop, seconds: number): Promise<Record<Kind, Best>> {
  return { checkout: await crowded.capacity('checkout', seconds), browse: await crowded.capacity('browse', seconds) }
}

function figureOf(name: string, mix: Mix, best: Record<Kind, Best>, seen: Overload): Figure {
  const kinds = Object.keys(mix) as Kind[]
  const value = kinds.reduce((all, kind) => all + seen.goodput[kind], 0)
  const p99 = kinds.map(
    (kind) =>
      `${kind} ${plain(best[kind].rate)}/s at best, p99 ${plain(seen.admittedP99Ms[kind])} of ${inTimeMs[kind]} ms, ${plain(seen.kept[kind] * 100)} % kept`,
  )
  return {
    id: `overload-${name}`,
    work: `good answers at 10 × capacity, ${name}`,
    value: value * 100,
    unit: '% of its best',
    baseline: { work: 'closed loop, 64 at once', value: 100 },
    ratio: value,
    beside: `${p99.join('; ')}; ${plain(seen.shed)} turned away; well again after ${seen.recoveredS ?? 'never'} s; at most ${plain(seen.peakBytes / 2 ** 20)} MB`,
  }
}
