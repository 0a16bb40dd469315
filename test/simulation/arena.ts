/** A database of one's own in which one seed after another is run. */
import { type Database, openDatabase } from './database.ts'
import type { Goods } from './goods.ts'
import { copyOfTemplate } from './template.ts'

export type Arena = {
  database: Database
  goods: Goods
  /** Brings the shop back to its opening: what was written since is gone, to the last page and sequence. */
  reset(seed: number): Promise<void>
  close(): Promise<void>
}

/** Opens an arena; the template is made first, where there is none. */
export async function openArena(): Promise<Arena> {
  const { url, goods, drop } = await copyOfTemplate()
  const database = await openDatabase(url)
  await database.query('set session_replication_role = replica')
  /** What is written into each table that is not empty at the opening: what the database makes of it is not. */
  const filled = new Map<string, string>()
  const sequences = new Map<string, string>()
  const { rows: tables } = await database.query(
    `select replace(relname, '__', '.') as name, pg_get_serial_sequence(replace(relname, '__', '.'), a.attname) as sequence,
       (select string_agg(quote_ident(w.attname), ', ' order by w.attnum) from pg_attribute w
         where w.attrelid = replace(c.relname, '__', '.')::regclass and w.attnum > 0 and not w.attisdropped and w.attgenerated = '') as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'pristine'
     left join lateral (select attname from pg_attribute where attrelid = replace(c.relname, '__', '.')::regclass
       and attidentity <> '') a on true where relname like '%\\_\\_%'`,
  )
  for (const { name, sequence, columns } of tables) {
    if (sequence !== null) sequences.set(name, sequence)
    const { rows } = await database.query(`select from pristine.${name.replace('.', '__')} limit 1`)
    if (rows.length > 0) filled.set(name, columns)
  }
  return {
    database,
    goods,
    async reset(seed) {
      const touched = [...database.touched]
      database.touched.clear()
      await database.rewind(
        touched,
        touched.flatMap((name) => (filled.has(name) ? [{ name, columns: filled.get(name)! }] : [])),
        [
          `setval('banyan.ids', ${seed * 1_000_000 + 1})`,
          ...touched.flatMap((name) => (sequences.has(name) ? [`setval('${sequences.get(name)}', 1000)`] : [])),
        ],
      )
    },
    async close() {
      await database.end()
      await drop()
    },
  }
}
