/** The class of a request by its method and path alone, before a router has seen it. */
import type { Method } from '#kernel/module.ts'

export type PathClasses<C> = {
  add(method: Method, pattern: string, of: C): void
  /** Undefined where no route was added. The query of the URL is not looked at. */
  of(method: string, url: string): C | undefined
}
type Branch<C> = { next: Map<string, Branch<C>>; any: Branch<C> | null; classes: Map<string, C> }

/** A tree of path segments, as routers have one: what is written out goes before a parameter (`:id`), `*` takes the rest. */
export function pathClasses<C>(): PathClasses<C> {
  const root = newBranch<C>()
  return {
    add(method, pattern, of) {
      let at = root
      for (const segment of pattern.split('/').slice(1)) at = grow(at, segment)
      at.classes.set(method, of)
      if (method === 'GET') at.classes.set('HEAD', of)
    },
    of(method, url) {
      const end = url.indexOf('?')
      return find(root, (end < 0 ? url : url.slice(0, end)).split('/'), 1)?.classes.get(method)
    },
  }
}

function grow<C>(at: Branch<C>, segment: string): Branch<C> {
  if (segment.startsWith(':')) return (at.any ??= newBranch())
  let next = at.next.get(segment)
  if (next === undefined) at.next.set(segment, (next = newBranch()))
  return next
}

function find<C>(at: Branch<C>, segments: string[], from: number): Branch<C> | undefined {
  if (from === segments.length) return at.classes.size > 0 ? at : undefined
  const written = at.next.get(segments[from]!)
  const found = written === undefined ? undefined : find(written, segments, from + 1)
  if (found !== undefined) return found
  const other = at.any === null ? undefined : find(at.any, segments, from + 1)
  return other ?? at.next.get('*')
}

const newBranch = <C>(): Branch<C> => ({ next: new Map(), any: null, classes: new Map() })
