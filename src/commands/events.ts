import pg from 'pg'
import { modules } from '../modules.ts'
import { type Command, UsageFailure, say, withShop } from './command.ts'

type Parked = {
  subscriber: string
  event_id: string
  type: string
  attempts: number
  error: string | null
  parked: boolean
}

export const command: Command = {
  help:
    'Usage: banyan events show | retry <event id> | skip <event id>\n\n' +
    'Lists reactions that failed and wait or were parked after eight attempts; tries one again, or gives it up so that later events of its aggregate go on.',
  async run([word = 'show', id]) {
    if (!['show', 'retry', 'skip'].includes(word)) throw new UsageFailure(`There is no "events ${word}".`)
    if (word !== 'show' && id === undefined) throw new UsageFailure('Name the event by its id.')
    return withShop(async ({ databaseUrl }) => {
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      try {
        let found = 0
        for (const {
          contract: { name },
        } of modules)
          found += await each(client, name, word, id ?? null)
        if (found === 0)
          say(word === 'show' ? 'Nothing waits and nothing is parked.' : `No event ${id} waits or is parked.`)
        return found > 0 || word === 'show' ? 0 : 1
      } finally {
        await client.end()
      }
    })
  },
}

/** Shows, retries or skips what waits in one module's schema; answers how many rows it met. */
async function each(client: pg.Client, schema: string, word: string, id: string | null): Promise<number> {
  if (word === 'retry') {
    const done = await client.query(
      `update ${schema}.waiting set parked = false, attempts = 0, next_at = banyan.now() where event_id = $1`,
      [id],
    )
    if (done.rowCount! > 0) say(`${schema}: will be tried again within a second`)
    return done.rowCount!
  }
  if (word === 'skip') {
    const done = await client.query(
      `with gone as (delete from ${schema}.waiting where event_id = $1 returning subscriber, event_id)
       insert into ${schema}.inbox (subscriber, event_id) select subscriber, event_id from gone on conflict do nothing`,
      [id],
    )
    if (done.rowCount! > 0) say(`${schema}: skipped; later events of its aggregate go on`)
    return done.rowCount!
  }
  const { rows } = await client.query<Parked>(
    `select subscriber, event_id, type, attempts, error, parked from ${schema}.waiting order by pos limit 200`,
  )
  for (const row of rows) {
    say(
      `${row.event_id}  ${schema}/${row.subscriber}  ${row.type}  ${row.parked ? 'parked' : 'waits'} after ${row.attempts}: ${row.error ?? 'behind an earlier one'}`,
    )
  }
  return rows.length
}
