import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Command, UsageFailure, say, withShop } from './command.ts'

/** Kept: how the shop is set up (markets, taxes, delivery, locations), who works in it, its keys, and what migrations did. */
const kept = [
  'pricing.markets',
  'pricing.market_countries',
  'pricing.tax_rates',
  'shipping.%',
  'inventory.locations',
  'users.%',
  'banyan.%',
  '%.migrations',
]
/** Of what is kept, this goes all the same: facts about what is gone, and what heard them. */
const told = ['%.outbox', '%.inbox', '%.waiting']

/** Accounts of customers end with their sessions; staff stays. */
const customersGo = [
  `delete from users.one_time_tokens where user_id in (select id from users.users where role = 'customer')`,
  `delete from users.sessions where user_id in (select id from users.users where role = 'customer')`,
  `delete from users.users where role = 'customer'`,
]

export const command: Command = {
  help:
    'Usage: banyan empty --yes\n\nRemoves goods, stock, prices, carts, orders, payments, customers and letters, for good. Markets, taxes, shipping, locations and staff stay.\n' +
    'Customers who registered are removed as well. Stop the shop first, or start it again afterwards: it remembers pages for some seconds.',
  async run(words) {
    if (!words.includes('--yes'))
      throw new UsageFailure(
        'This removes every product and order for good. Say --yes when you mean it, and make a backup first when in doubt.',
      )
    return withShop(async ({ databaseUrl, config }) => {
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      try {
        const tables = await tablesToEmpty(client)
        await client.query('begin')
        await client.query(`truncate ${tables.join(', ')}`)
        for (const text of customersGo) await client.query(text)
        await client.query(`insert into banyan.marks (name) values ('demo-filled') on conflict do nothing`)
        await client.query('commit')
        rmSync(join(config.dataDir, 'media'), { recursive: true, force: true })
        say(`Emptied ${tables.length} tables. Import your goods with: npx banyan import FILE`)
        return 0
      } finally {
        await client.end()
      }
    })
  },
}

async function tablesToEmpty(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema', 'public')
       and (not (schemaname || '.' || tablename) like any ($1) or (schemaname || '.' || tablename) like any ($2)) order by 1`,
    [kept, told],
  )
  return rows.map(({ name }) => name)
}
