/** The tree of categories and its pure rules: what a new place does to paths and to the order among siblings. */

/** `path` holds the ids from the root to the category itself; `position` counts from 0 among siblings. */
export type Node = { id: string; handle: string; parentId: string | null; path: string[]; position: number }
export type Tree = ReadonlyMap<string, Node>

/** A tree from nodes in any order. */
export const treeFrom = (nodes: Iterable<Node>): Map<string, Node> => new Map([...nodes].map((node) => [node.id, node]))

/** Children of a category, or the roots for null, in their order. */
export function childrenOf(tree: Tree, parentId: string | null): Node[] {
  const children = [...tree.values()].filter((node) => node.parentId === parentId)
  return children.sort((a, b) => a.position - b.position || (a.handle < b.handle ? -1 : 1))
}

/** True when `id` stands on the way from the root to `parentId`, or is it: then it cannot stand under it. */
export const isAbove = (tree: Tree, id: string, parentId: string | null): boolean =>
  parentId !== null && tree.get(parentId)!.path.includes(id)

/**
 * The tree with a category, new or known, under `parentId` at `position` among its siblings (null: where it was there,
 * else last). Siblings close up and make room; paths of everything below follow. Asks for `isAbove` to be false.
 */
export function placed(
  tree: Tree,
  node: Pick<Node, 'id' | 'handle'>,
  parentId: string | null,
  position: number | null,
): Map<string, Node> {
  const before = tree.get(node.id)
  const moved: Node = { ...node, parentId, path: [], position: before?.position ?? 0 }
  const siblings = childrenOf(tree, parentId).filter(({ id }) => id !== node.id)
  const stays = before !== undefined && before.parentId === parentId
  const place = Math.min(
    position ?? (stays ? childrenOf(tree, parentId).findIndex(({ id }) => id === node.id) : siblings.length),
    siblings.length,
  )
  const after = new Map(tree).set(node.id, moved)
  renumber(after, siblings.toSpliced(place, 0, moved))
  if (before !== undefined && !stays) renumber(after, childrenOf(after, before.parentId))
  return lead(after, node.id)
}

/** The tree without a category that has nothing below it. */
export function without(tree: Tree, id: string): Map<string, Node> {
  const after = new Map(tree)
  after.delete(id)
  renumber(after, childrenOf(after, tree.get(id)!.parentId))
  return after
}

function renumber(tree: Map<string, Node>, siblings: Node[]): void {
  siblings.forEach((node, position) => tree.set(node.id, { ...tree.get(node.id)!, position }))
}

/** Writes the path of a category and of everything below it. */
function lead(tree: Map<string, Node>, id: string): Map<string, Node> {
  const node = tree.get(id)!
  tree.set(id, { ...node, path: [...(node.parentId === null ? [] : tree.get(node.parentId)!.path), id] })
  for (const child of [...tree.values()].filter(({ parentId }) => parentId === id)) lead(tree, child.id)
  return tree
}

/** What differs between two trees: nodes to write, and among them those whose path is another. */
export function changesBetween(before: Tree, after: Tree): { written: Node[]; moved: string[] } {
  const written = [...after.values()].filter((node) => {
    const was = before.get(node.id)
    return (
      was === undefined ||
      was.position !== node.position ||
      was.handle !== node.handle ||
      was.path.join() !== node.path.join()
    )
  })
  return {
    written,
    moved: written
      .filter(({ id, path }) => before.has(id) && before.get(id)!.path.join() !== path.join())
      .map(({ id }) => id),
  }
}
