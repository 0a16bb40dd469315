/**
 * The baselines of HTTP, as a process of its own: Fastify with nothing added. `/constant` answers the bytes of BENCH_BODY,
 * `/row/:id` what one indexed select finds in BENCH_TABLE (id, body text).
 */
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import pg from 'pg'

const { BENCH_BODY: bodyFile, DATABASE_URL: url, BENCH_TABLE: table } = process.env
const body = bodyFile === undefined ? Buffer.from('{}') : readFileSync(bodyFile)
const app = fastify()
app.get('/constant', (_request, reply) => void reply.type('application/json').send(body))
if (url !== undefined) {
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  const text = `select body from ${table} where id = $1`
  app.get<{ Params: { id: string } }>('/row/:id', async (request, reply) => {
    const { rows } = await pool.query<{ body: string }>({ name: 'row', text, values: [request.params.id] })
    return reply.type('application/json').send(rows[0]!.body)
  })
}
await app.listen({ port: 0, host: '127.0.0.1' })
console.log(`BENCH ${JSON.stringify({ url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` })}`)
process.once('SIGTERM', () => process.exit(0))
