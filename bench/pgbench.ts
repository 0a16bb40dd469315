/** pgbench on the bench's own server: what PostgreSQL does when nothing stands in front of it. */
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { debianPostgres, isMissing } from '../scripts/engines.ts'
import type { Cluster } from './shop.ts'

/** The order transaction of the peers: insert order, insert line, update stock of one of `skus` SKUs, commit. */
export const orderTransaction = (skus: number): string => `\\set sku random(1, ${skus})
begin;
insert into bench.orders (sku, data) values (:sku, '{"email":"ada@example.com","lines":[{"sku":"mug","quantity":1}]}') returning id;
insert into bench.lines (order_id, sku, n) values (1, :sku, 1);
update bench.stock set n = n - 1 where sku = :sku;
commit;
`

const tables = `create schema if not exists bench;
  create table bench.stock (sku int primary key, n int not null) with (fillfactor = 70);
  create table bench.orders (id bigint generated always as identity primary key, sku int, at timestamptz default now(), data jsonb);
  create table bench.lines (order_id bigint, sku int, n int);
  insert into bench.stock select i, 100000000 from generate_series(1, 1000) i`

/** Makes the tables of the transaction, in a schema of their own. */
export async function makeBareTables(cluster: Cluster): Promise<void> {
  await cluster.pool().query(tables)
}

/** Runs a script by prepared statements; answers transactions a second. Throws when pgbench is missing or fails. */
export async function pgbench(
  cluster: Cluster,
  { script, clients, seconds }: { script: string; clients: number; seconds: number },
): Promise<{ rate: number }> {
  const engine = debianPostgres()
  if (isMissing(engine)) throw new Error(engine.missing)
  const file = join(cluster.folder, 'pgbench.sql')
  writeFileSync(file, script)
  const host = new URL(cluster.url.replace('///', '//x/')).searchParams.get('host')!
  const words = [
    '-h',
    host,
    '-U',
    'postgres',
    '-n',
    '-M',
    'prepared',
    '-c',
    `${clients}`,
    '-j',
    '1',
    '-T',
    `${seconds}`,
  ]
  const { stdout, stderr } = spawnSync(join(engine.bin, 'pgbench'), [...words, '-f', file, 'banyan'], {
    encoding: 'utf8',
    env: { ...process.env, ...engine.env },
  })
  rmSync(file)
  const rate = Number(/tps = ([\d.]+) \(without/.exec(stdout)?.[1])
  if (!(rate > 0)) throw new Error(`pgbench measured nothing: ${stderr}`)
  return { rate }
}
