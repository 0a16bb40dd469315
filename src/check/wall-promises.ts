/** I12: no module touches another's schema, as far as a database's catalog tells it. */
import type { ShopToCheck } from './shop-to-check.ts'
import type { Whole } from './whole-promises.ts'

const schemasOf = ({ modules }: ShopToCheck) => modules.map(({ contract }) => contract.name)

/** Runs one statement on each database; `$1` is the schemas of all modules. */
const onEach =
  (text: string, more: (shop: ShopToCheck) => unknown[] = () => []): Whole['find'] =>
  async (shop, read) => {
    const rows: object[] = []
    for (const [schema] of shop.databases) rows.push(...(await read(schema!, text, [schemasOf(shop), ...more(shop)])))
    return rows
  }

export const wallPromises: Whole[] = [
  {
    id: 'I12',
    promise: 'no table refers to a table of another module',
    by: ['name', 'from', 'to'],
    find: onEach(
      `select c.conname as name, c.conrelid::regclass::text as "from", c.confrelid::regclass::text as "to" from pg_constraint c
      join pg_class f on f.oid = c.conrelid join pg_class t on t.oid = c.confrelid
      join pg_namespace n on n.oid = f.relnamespace
      where c.contype = 'f' and f.relnamespace <> t.relnamespace and n.nspname = any($1::text[]) limit 20`,
    ),
  },
  {
    id: 'I12',
    promise: 'no view, function or trigger of a module reaches into another',
    by: ['schema', 'name', 'reaches'],
    find: onEach(
      `with own as (select oid, nspname as name from pg_namespace where nspname = any($1::text[])), code as (
        select own.name as schema, p.proname as name, p.prosrc as body from pg_proc p join own on own.oid = p.pronamespace
        union all select own.name, v.relname, pg_get_viewdef(v.oid) from pg_class v join own on own.oid = v.relnamespace where v.relkind in ('v', 'm')
        union all select own.name, t.tgname, pg_get_triggerdef(t.oid) from pg_trigger t
          join pg_class c on c.oid = t.tgrelid join own on own.oid = c.relnamespace where not t.tgisinternal
      )
      select code.schema, code.name, other.name as "reaches" from code join own as other on other.name <> code.schema
      where code.body ~ ('\\m' || other.name || '\\.[a-z_]') limit 20`,
    ),
  },
  {
    id: 'I12',
    promise: 'nobody but a module’s own login may touch its schema',
    by: ['schema', 'role'],
    find: async (shop, read) => {
      const roleOf = shop.roleOf
      const names = schemasOf(shop)
      const roles = roleOf === undefined ? [] : names.map(roleOf)
      return onEach(
        `with own as (select oid, nspname as name from pg_namespace where nspname = any($1::text[])), login as (
          select name as schema, r.oid, r.rolname from unnest($1::text[], $2::text[]) as each (name, role) join pg_roles r on r.rolname = each.role
        )
        select own.name as schema, 'everybody' as role from own, aclexplode((select nspacl from pg_namespace where oid = own.oid)) a
        where a.grantee = 0
        union all
        select own.name, login.rolname from own join login on login.schema <> own.name
        where has_schema_privilege(login.oid, own.oid, 'usage') limit 20`,
        () => [roles],
      )(shop, read, 0)
    },
  },
]
