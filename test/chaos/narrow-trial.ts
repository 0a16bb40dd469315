/** A shop in 256 MB: a control group of its own, from its first byte on. */
import type { TestContext } from 'node:test'
import { type ResourceGroup, isMissing, resourceGroup } from '../../bench/resource-group.ts'
import { type Trial, openTrial } from './trial.ts'

const memoryBytes = 256 * 2 ** 20
/** What Node is told where a process has 256 MB: the rest is for code, buffers and connections. */
const heap = '--max-old-space-size=80 --max-semi-space-size=8'

/** Opens it. Beyond 256 MB the kernel kills it. A machine that cannot do that fails the test, with what is missing. */
export async function narrowTrial(t: TestContext): Promise<Trial & { group: ResourceGroup }> {
  const group = resourceGroup({ memoryBytes })
  if (isMissing(group)) throw new Error(group.missing)
  t.after(() => group.close())
  const env = { NODE_OPTIONS: heap, TEST_GROUP: group.doors.join(':') }
  const main = 'test/chaos/narrow-shop.ts'
  return { ...(await openTrial(t, { topology: 'one', stock: { mug: 100_000 }, main, env })), group }
}
