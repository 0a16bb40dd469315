import type { Db, Once } from '#kernel/database/sql.ts'
import { customers } from './contract.ts'
import type { Customer } from './customer.ts'

const { CustomerRegistered, CustomerErased } = customers.events

type Registered = { id: string; userId: string; email: string; firstName: string; lastName: string; locale: string }

/** Makes the customer of a new account, or completes the row that its first write made, and tells it. */
export async function makeCustomer(
  once: Once,
  { id, userId, email, firstName, lastName, locale }: Registered,
): Promise<void> {
  await once.sql`
    with made as (
      insert into customers.customers as c (id, user_id, email, first_name, last_name, locale)
      values (${id}, ${userId}, ${email}, ${firstName}, ${lastName}, ${locale})
      on conflict (user_id) do update set email = excluded.email,
        first_name = coalesce(c.first_name, excluded.first_name), last_name = coalesce(c.last_name,
          excluded.last_name), version = c.version + 1
      where c.email is null and c.erased_at is null returning id, user_id, email
    )
    insert into customers.outbox (aggregateid, type, payload) select id, ${CustomerRegistered.type}::text,
      json_build_object('customerId', id, 'userId', user_id, 'email', email) from made`
}

/** Takes over what the account says of its owner's name. */
export async function followUser(
  once: Once,
  { userId, firstName, lastName, locale }: Omit<Registered, 'id' | 'email'>,
): Promise<void> {
  await once.sql`
    update customers.customers set first_name = ${firstName}, last_name = ${lastName}, locale = ${locale},
      version = version + 1
    where user_id = ${userId} and erased_at is null`
}

/**
 * The address of an account is proven: what was bought as a guest under it is the account's. Before that, an account
 * would get at a stranger's data by naming the stranger's address. The guest's row goes; where the account has no row
 * yet, it becomes that row.
 */
export async function linkGuest(once: Once, userId: string, email: string): Promise<void> {
  await once.sql`
    with guest as materialized (
      select id, created_at, phone from customers.customers where email = ${email} and user_id is null
        and erased_at is null for update
    ), mine as materialized (
      select id, erased_at from customers.customers where user_id = ${userId} for update
    ), gone as (
      delete from customers.customers c using guest, mine where c.id = guest.id and mine.erased_at is null
    ), adopted as (
      update customers.customers c set user_id = ${userId}, version = c.version + 1 from guest
      where c.id = guest.id and not exists (select from mine)
    )
    update customers.customers c set created_at = least(c.created_at, guest.created_at),
      phone = coalesce(c.phone, guest.phone), version = c.version + 1
    from guest, mine where c.id = mine.id and c.erased_at is null`
}

type Guest = {
  id: string
  email: string
  firstName: string | null
  lastName: string | null
  phone: string | null
  locale: string
}

/**
 * Makes the guests of orders, or takes the latest names of known ones; tells it the first time. `xmax` is 0 only in a row just
 * inserted. Of two with one address the later counts.
 */
export async function noteGuests(once: Once, guests: Guest[]): Promise<void> {
  const column = (name: keyof Guest) => guests.map((guest) => guest[name])
  await once.sql`
    with guest as (
      select distinct on (email) id, email, first_name, last_name, phone, locale
      from unnest(${column('id')}::uuid[], ${column('email')}::text[], ${column('firstName')}::text[], ${column('lastName')}::text[],
        ${column('phone')}::text[], ${column('locale')}::text[]) with ordinality
        as each (id, email, first_name, last_name, phone, locale, nth)
      order by email, nth desc
    ), noted as (
      insert into customers.customers as c (id, email, first_name, last_name, phone, locale)
      select id, email, first_name, last_name, phone, locale from guest
      on conflict (email) where user_id is null and erased_at is null do update set
        first_name = coalesce(excluded.first_name, c.first_name), last_name = coalesce(excluded.last_name, c.last_name),
        phone = coalesce(excluded.phone, c.phone), locale = excluded.locale, version = c.version + 1
      returning id, email, xmax = 0 as is_new
    )
    insert into customers.outbox (aggregateid, type, payload) select id, ${CustomerRegistered.type}::text,
      json_build_object('customerId', id, 'email', email) from noted where is_new`
}

/**
 * The customer of an account. The first time somebody asks, the fact may still be on its way: then the row is made
 * with `newId`.
 */
export async function customerOf(db: Db, userId: string, newId: string): Promise<Customer | null> {
  const known = await readOwn(db, userId)
  if (known !== null) return known
  await db.sql`insert into customers.customers (id, user_id) values (${newId}, ${userId})
    on conflict (user_id) do nothing`
  return readOwn(db, userId)
}

async function readOwn(db: Db, userId: string): Promise<Customer | null> {
  const [customer] = await db.sql<Customer>`
    select id, user_id as "userId", email, first_name as "firstName", last_name as "lastName", phone, locale, version,
      default_shipping_id as "defaultShippingId", default_billing_id as "defaultBillingId", created_at as "createdAt"
    from customers.customers where user_id = ${userId} and erased_at is null`
  return customer ?? null
}

/** A customer by id, as long as nobody erased it. */
export async function readCustomer(db: Db, id: string): Promise<Customer | null> {
  const [customer] = await db.sql<Customer>`
    select id, user_id as "userId", email, first_name as "firstName", last_name as "lastName", phone, locale, version,
      default_shipping_id as "defaultShippingId", default_billing_id as "defaultBillingId", created_at as "createdAt"
    from customers.customers where id = ${id} and erased_at is null`
  return customer ?? null
}

/** Fields to set; `phone` null clears it, what is undefined stays. */
export type CustomerChange = {
  firstName?: string | undefined
  lastName?: string | undefined
  phone?: string | null | undefined
  locale?: string | undefined
}

/** Changes what is given, if the row still has `version` (null: whatever it has). Null when it has not, or is gone. */
export async function changeCustomer(
  db: Db,
  id: string,
  version: number | null,
  { firstName, lastName, phone, locale }: CustomerChange,
): Promise<Customer | null> {
  const [customer] = await db.sql<Customer>`
    update customers.customers set first_name = coalesce(${firstName}::text, first_name),
      last_name = coalesce(${lastName}::text, last_name),
      phone = case when ${phone !== undefined}::boolean then ${phone}::text else phone end,
      locale = coalesce(${locale}::text, locale),
      version = version + 1
    where id = ${id} and (${version}::bigint is null or version = ${version}) and erased_at is null
    returning id, user_id as "userId", email, first_name as "firstName", last_name as "lastName", phone, locale,
      version, default_shipping_id as "defaultShippingId", default_billing_id as "defaultBillingId",
      created_at as "createdAt"`
  return customer ?? null
}

export type Search = { startsWith: string | null; beforeId: string | null; limit: number }

/**
 * Customers, newest first (ids sort by time), before an id; all, or those whose e-mail or a name starts with a text
 * in lower case.
 */
export async function readCustomers(db: Db, { startsWith, beforeId, limit }: Search): Promise<Customer[]> {
  const like = startsWith === null ? null : `${startsWith.replaceAll(/[\\%_]/g, '\\$&')}%`
  return db.sql`
    select id, user_id as "userId", email, first_name as "firstName", last_name as "lastName", phone, locale, version,
      default_shipping_id as "defaultShippingId", default_billing_id as "defaultBillingId", created_at as "createdAt"
    from customers.customers where erased_at is null and (${beforeId}::uuid is null or id < ${beforeId}::uuid)
      and (${like}::text is null or email like ${like}
        or lower(last_name) like ${like} or lower(first_name) like ${like})
    order by id desc limit ${limit}`
}

/** How many fit, counted to 1,001. */
export async function countCustomers(db: Db, startsWith: string | null): Promise<number> {
  const like = startsWith === null ? null : `${startsWith.replaceAll(/[\\%_]/g, '\\$&')}%`
  const [row] = await db.sql<{ count: number }>`
    select count(*)::int as count from (
      select from customers.customers where erased_at is null
        and (${like}::text is null or email like ${like}
        or lower(last_name) like ${like} or lower(first_name) like ${like}) limit 1001) hits`
  return row!.count
}

/**
 * Takes everything that names the person, keeps the row so that a late fact does not bring it back, and tells every
 * module. False: it was done before, or never was.
 */
export async function eraseCustomer(db: Db, id: string): Promise<boolean> {
  const erased = await db.sql`
    with before as materialized (
      select id, user_id, email from customers.customers where id = ${id} and erased_at is null for update
    ), erased as (
      update customers.customers c set email = null, first_name = null, last_name = null, phone = null,
        address_count = 0, default_shipping_id = null, default_billing_id = null, erased_at = banyan.now(),
          version = c.version + 1
      from before where c.id = before.id returning c.id
    ), addresses as (
      delete from customers.addresses a using erased where a.customer_id = erased.id
    ), told as (
      insert into customers.outbox (aggregateid, type, payload) select before.id, ${CustomerErased.type}::text,
        json_strip_nulls(json_build_object(
          'customerId', before.id, 'userId', before.user_id, 'email', coalesce(before.email, '')))
      from before join erased using (id)
    )
    select id from erased`
  return erased.length === 1
}

/** True when there is or was such a customer. */
export async function isKnown(db: Db, id: string): Promise<boolean> {
  return (await db.sql`select id from customers.customers where id = ${id}`).length === 1
}
