/** A process whose heap counts as full, so that it turns everybody away: for measuring what that costs. */
import { Type } from 'typebox'
import { route, shopOf } from '../../../src/http/server.fixture.ts'
import { atEase } from '../../../src/http/strain.ts'

const body = Type.Object({ cartId: Type.String() })
const routes = [route('POST', '/api/orders', { traffic: 'checkout', body, idempotency: 'none' })]
const { url } = await shopOf({ after() {} } as never, routes, { strain: { ...atEase, heapShare: () => 1 } })
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send!(user + system)
})
process.on('disconnect', () => process.exit())
process.send!({ url })
