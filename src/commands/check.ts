import pg from 'pg'
import { checkInvariants } from '../check/invariants.ts'
import { type Command, say, withShop } from './command.ts'

export const command: Command = {
  help: 'Usage: banyan check [--grace <seconds>]\n\nReads the shop (nothing is written) and reports every promise that is broken, with the rows that show it. Exit code 0: none.',
  async run(words) {
    const at = words.indexOf('--grace')
    const grace = at < 0 ? 60 : Number(words[at + 1])
    return withShop(async ({ databaseUrl }) => {
      const client = new pg.Client({ connectionString: databaseUrl, statement_timeout: 60_000 })
      await client.connect()
      try {
        await client.query('begin transaction isolation level repeatable read read only')
        const breaches = await checkInvariants((text, values) => client.query(text, values), grace)
        for (const { id, promise, rows } of breaches)
          say(`${id} broken: ${promise}\n${rows.map((row) => `  ${JSON.stringify(row)}`).join('\n')}`)
        if (breaches.length === 0) say('Every promise holds.')
        return breaches.length === 0 ? 0 : 1
      } finally {
        await client.end()
      }
    })
  },
}
