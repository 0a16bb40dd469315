/** A second process of the same shop with a listener: its own memory and caches over the same database and the same moved clock. */
import type { TestContext } from 'node:test'
import { authenticatorFor } from '../../src/authenticator.ts'
import { serve } from '../../src/http/server.ts'
import { atEase } from '../../src/http/strain.ts'
import { anotherProcess } from '../world/another-process.ts'
import { type Answer, type HttpOptions, httpOf } from '../world/inject.ts'
import type { World } from '../world/world.ts'

export type Http = (method: string, path: string, options?: HttpOptions) => Promise<Answer>

/** Opens it beside a world's own process; it closes with the test. Asked like `world.http`, by real tokens only. */
export async function twinOf(t: Pick<TestContext, 'after'>, world: World): Promise<Http> {
  const process = anotherProcess(t, world)
  const server = await serve(process, {
    host: '127.0.0.1',
    port: 0,
    internalPort: 0,
    authenticate: authenticatorFor(process),
    checkReplies: true,
    strain: atEase,
  })
  t.after(() => server.close())
  return (method, path, options = {}) => httpOf(server.app, method, path, options)
}
