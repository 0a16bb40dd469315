/** What a shop must look like after it was abused: nothing failed behind the answers, nothing secret was kept or told. */
import assert from 'node:assert/strict'
import pg from 'pg'
import { order, readyCart } from '../world/juniper.ts'
import { type Scene, canary } from './people.ts'

/** Lets everything that was begun come to its end, then looks at logs, at what waits, and at every row there is. */
export async function inspect({ world, ada, bob, guest }: Scene): Promise<void> {
  await world.settle()
  await world.runDue()
  for (const { contract, jobs } of world.process.serves)
    for (const { name } of jobs) await world.job(contract.name, name)
  await world.settle()

  const failed = world.logs.filter(({ level }) => level === 'error').map((each) => JSON.stringify(each).slice(0, 800))
  assert.deepEqual(failed, [], failed.join('\n\n'))
  const schemas = world.process.serves.map(({ contract }) => contract.name)
  for (const schema of schemas) {
    const [{ n }] = await rowsOf(world.url, `select count(*)::int as n from ${schema}.waiting where attempts > 0`)
    assert.equal(n, 0, `${n} facts could not be heard by ${schema}`)
  }

  const logged = JSON.stringify(world.logs)
  const secrets = [ada, bob].flatMap((each) => [each.accessToken, each.refreshToken, each.cart.token, each.order.token])
  for (const secret of [canary, ...secrets, guest.cart.token, guest.order.token])
    assert.ok(!logged.includes(secret), `a secret was logged: ${secret.slice(0, 24)}…`)
  assert.deepEqual(await tablesWith(world.url, canary), [], 'a password lies in the database as it was sent')
}

/** An honest guest buys, and pays what was shown. */
export async function buyHonestly({ shop }: Scene): Promise<void> {
  const { status, body, text } = await order(
    shop,
    await readyCart(shop, { lamp: 1 }),
    '01890a5d-ac96-774b-bcce-b302099a8057',
  )
  assert.equal(status, 201, text)
  assert.deepEqual([body.status, body.totals.total], ['PAID', { amount: 9_900 + 490, currency: 'EUR' }])
}

/** Names of the tables that hold a text anywhere, in any schema of the shop. */
async function tablesWith(url: string, text: string): Promise<string[]> {
  const tables = await rowsOf(
    url,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const [{ n }] = await rowsOf(url, `select count(*)::int as n from ${name} t where t::text like '%${text}%'`)
    if (n > 0) found.push(name)
  }
  return found
}

async function rowsOf(url: string, text: string): Promise<any[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
