/**
 * The stages in which every journey runs: `one` in the test's own process, `loop` with each command sent twice, `databases` with each
 * module on an empty database of its own, `apart` as two real processes.
 */
import type { TestContext } from 'node:test'
import { startProcesses } from './processes.ts'
import type { Http, Stage } from './juniper.ts'
import { newWorld } from './world.ts'

export const stages = ['one', 'loop', 'databases', 'apart'] as const
export type StageName = (typeof stages)[number]

/** Opens a stage for one test. In `one` and `loop` relays and jobs run as in a shop, so that a journey needs no hand on them. */
export async function openStage(t: TestContext, name: StageName): Promise<Stage> {
  if (name === 'apart') return startProcesses(t, { topology: 'apart' })
  const world = await newWorld(t, {
    link: name === 'loop' ? 'loop' : 'local',
    databases: name === 'databases' ? 'each' : 'one',
  })
  const { url } = await world.server()
  world.provider?.tellBy(async (body, headers) => {
    const response = await fetch(`${url}/api/webhooks/test`, { method: 'POST', body, headers })
    return response.status
  })
  world.process.start()
  const http: Http = (method, path, options) => world.http(method, path, options)
  const administrator = Buffer.from(JSON.stringify(world.administrator)).toString('base64url')
  return { http, adminToken: `test:${administrator}` }
}
