/** Sees every change of state that a table goes through, also those that no test thought of: a trigger writes them down. */
import type { World } from '../world/world.ts'

export type Change = { id: string; column: string; before: string; after: string }

/** Watches columns of a table (schema-qualified) from now on. Call it before the first row is written. */
export async function watch(world: World, table: string, columns: string[]): Promise<void> {
  await world.sql([
    `create table if not exists banyan.witnessed (pos bigint generated always as identity, id uuid, "column" text, before text, after text)`,
  ] as never)
  const name = table.replace('.', '_')
  const each = columns.map(
    (column) => `if old.${column} is distinct from new.${column} then
      insert into banyan.witnessed (id, "column", before, after) values (new.id, '${table}.${column}', old.${column}, new.${column}); end if;`,
  )
  // As the owner, since modules may write nothing but their own tables.
  await world.sql([
    `create function banyan.witness_${name}() returns trigger language plpgsql security definer as $do$ begin ${each.join(' ')} return new; end $do$`,
  ] as never)
  await world.sql([
    `create trigger witness after update on ${table} for each row execute function banyan.witness_${name}()`,
  ] as never)
}

/** What was seen of these rows, in the order of its commit as far as one row goes. */
export const seen = (world: World, ids: string[]): Promise<Change[]> =>
  world.sql<Change>`select id, "column", before, after from banyan.witnessed where id = any(${ids}::uuid[]) order by pos`
