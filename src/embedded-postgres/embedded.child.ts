/**
 * A process that has an embedded database, for tests that end it or run it as somebody else. Says what came of it on
 * standard output, a line of JSON each; with `insert` it then inserts rows and says each id once it is committed.
 */
import pg from 'pg'
import { startEmbedded, StartFailure } from './embedded.ts'

const [dataDir = '', work = ''] = process.argv.slice(2)
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  const options = { dataDir, settings: { shared_buffers: '32MB' }, patienceMs: 1_000 }
  const { url, pid, stop } = await startEmbedded({ ...options, fsync: work === 'insert' })
  process.once('SIGTERM', () => void stop().then(() => process.exit()))
  say({ url, pid })
  if (work === 'insert') await insertForever(url)
  if (work === 'stop') await stop()
  // Whoever neither stops nor inserts waits to be killed.
  if (work === '') setInterval(() => {}, 60_000)
} catch (error) {
  if (!(error instanceof StartFailure)) throw error
  say({ failure: error.message })
}

async function insertForever(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create table if not exists written (id int primary key)')
  for (let id = 1; ; id += 1) {
    await client.query('insert into written values ($1)', [id])
    say({ id })
  }
}
