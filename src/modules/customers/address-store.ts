import type { Db } from '#kernel/database/sql.ts'
import type { Address } from '#commerce/scalars.ts'

export type KeptAddress = {
  id: string
  address: Address
  isDefaultShipping: boolean
  isDefaultBilling: boolean
  version: number
  createdAt: string
}
/** Whether it becomes the default; undefined: as it is. */
export type Defaults = { defaultShipping?: boolean | undefined; defaultBilling?: boolean | undefined }

/** The addresses of a customer, oldest first; at most 50 by the guard of `addAddress`. */
export async function readAddresses(db: Db, customerId: string): Promise<KeptAddress[]> {
  return db.sql`
    select a.id, a.address, a.id is not distinct from c.default_shipping_id as "isDefaultShipping",
      a.id is not distinct from c.default_billing_id as "isDefaultBilling", a.version, a.created_at as "createdAt"
    from customers.addresses a join customers.customers c on c.id = a.customer_id
      where c.id = ${customerId} order by a.id`
}

/** One address, if it is this customer's. */
export async function readAddress(db: Db, customerId: string, id: string): Promise<KeptAddress | null> {
  const [kept] = await db.sql<KeptAddress>`
    select a.id, a.address, a.id is not distinct from c.default_shipping_id as "isDefaultShipping",
      a.id is not distinct from c.default_billing_id as "isDefaultBilling", a.version, a.created_at as "createdAt"
    from customers.addresses a join customers.customers c on c.id = a.customer_id where a.id = ${id}
      and c.id = ${customerId}`
  return kept ?? null
}

type New = { id: string; customerId: string; address: Address } & Defaults

/**
 * Adds an address; the first one is the default of both kinds. The count on the customer's row is the guard. False
 * when there are 50.
 */
export async function addAddress(
  db: Db,
  { id, customerId, address, defaultShipping = false, defaultBilling = false }: New,
): Promise<boolean> {
  const added = await db.sql`
    with owner as (
      update customers.customers set address_count = address_count + 1, version = version + 1,
        default_shipping_id = case when ${defaultShipping}::boolean or default_shipping_id is null then ${id}::uuid
          else default_shipping_id end,
        default_billing_id = case when ${defaultBilling}::boolean or default_billing_id is null then ${id}::uuid
          else default_billing_id end
      where id = ${customerId} and address_count < 50 and erased_at is null returning id
    )
    insert into customers.addresses (id, customer_id, address) select ${id}::uuid, owner.id,
      ${JSON.stringify(address)}::json from owner returning id`
  return added.length === 1
}

type Changed = { id: string; customerId: string; version: number; address: Address } & Defaults

/** Writes an address anew, if it still has `version`. False when it has not, or is not this customer's. */
export async function changeAddress(
  db: Db,
  { id, customerId, version, address, defaultShipping, defaultBilling }: Changed,
): Promise<boolean> {
  const changed = await db.sql`
    with changed as (
      update customers.addresses set address = ${JSON.stringify(address)}::json, version = version + 1
      where id = ${id} and customer_id = ${customerId} and version = ${version} returning id, customer_id
    ), owner as (
      update customers.customers c set version = c.version + 1,
        default_shipping_id = case when ${defaultShipping}::boolean then changed.id
          when ${defaultShipping}::boolean = false and c.default_shipping_id = changed.id then null
            else c.default_shipping_id end,
        default_billing_id = case when ${defaultBilling}::boolean then changed.id
          when ${defaultBilling}::boolean = false and c.default_billing_id = changed.id then null
            else c.default_billing_id end
      from changed where c.id = changed.customer_id
    )
    select id from changed`
  return changed.length === 1
}

/** Deletes an address of a customer. False when it is not theirs, or gone. */
export async function removeAddress(db: Db, customerId: string, id: string): Promise<boolean> {
  const removed = await db.sql`
    with removed as (
      delete from customers.addresses where id = ${id} and customer_id = ${customerId} returning id, customer_id
    )
    update customers.customers c set address_count = c.address_count - 1, version = c.version + 1,
      default_shipping_id = nullif(c.default_shipping_id, removed.id),
        default_billing_id = nullif(c.default_billing_id, removed.id)
    from removed where c.id = removed.customer_id returning c.id`
  return removed.length === 1
}
