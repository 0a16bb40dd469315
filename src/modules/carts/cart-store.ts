/** All SQL of carts. A cart is one row; a change is written only over the version that it was made from. */
import { gathered } from '#kernel/database/gather.ts'
import { type Db, type Once, isTaken, twice } from '#kernel/database/sql.ts'
import type { Cart } from './cart.ts'

const read = gathered<{ id: string }, Cart>(
  { id: 'uuid' },
  'id',
  (given) => `
    select id, user_id as "userId", kind, version, market, locale, email, note, shipping_address as "shippingAddress",
      billing_address as "billingAddress", shipping_option as "shippingOption", lines, sums, lost, priced_at as "pricedAt",
      priced_at > banyan.now() - interval '60 seconds' as fresh, closed_at is not null as closed, order_id as "orderId",
      order_number as "orderNumber", merged_into as "mergedInto"
    from carts.carts where id = any(array(select id from ${given()}))`,
)
/** Reads a cart; undefined when there is none. All carts that are asked for at once are one statement. */
export const readCart = (db: Db, id: string): Promise<Cart | undefined> => db.gather(read, { id: id.toLowerCase() })

/** Reads the open cart that a user fills: the basket, else the one touched last; undefined when there is none. */
export async function readCartOfUser({ sql }: Db, userId: string): Promise<Cart | undefined> {
  const [cart] = await sql<Cart>`
    select id, user_id as "userId", kind, version, market, locale, email, note, shipping_address as "shippingAddress",
      billing_address as "billingAddress", shipping_option as "shippingOption", lines, sums, lost, priced_at as "pricedAt",
      priced_at > banyan.now() - interval '60 seconds' as fresh, false as closed, order_id as "orderId",
      order_number as "orderNumber", merged_into as "mergedInto"
    from carts.carts where user_id = ${userId} and closed_at is null and kind <> 'direct'
    order by (kind = 'basket') desc, touched_on desc, id desc limit 1`
  return cart
}

/** Reads a cart, and the open basket of a user beside it, in one statement. */
export async function readForMerge({ sql }: Db, guestCartId: string, userId: string): Promise<Cart[]> {
  return sql<Cart>`
    select id, user_id as "userId", kind, version, market, locale, email, note, shipping_address as "shippingAddress",
      billing_address as "billingAddress", shipping_option as "shippingOption", lines, sums, lost, priced_at as "pricedAt",
      false as fresh, closed_at is not null as closed, order_id as "orderId", order_number as "orderNumber", merged_into as "mergedInto"
    from carts.carts where id = ${guestCartId} or basket_of = ${userId}`
}

/** A cart to be written for the first time; what only the database knows is left to it. */
export type NewCart = Omit<Cart, 'version' | 'pricedAt' | 'fresh' | 'closed' | 'orderId' | 'orderNumber' | 'mergedInto'>

const inserted = gathered<NewCart, Cart>(
  {
    id: 'uuid',
    userId: 'uuid',
    kind: 'text',
    market: 'text',
    locale: 'text',
    email: 'text',
    note: 'text',
    shippingAddress: 'json',
    billingAddress: 'json',
    shippingOption: 'json',
    lines: 'json',
    sums: 'json',
    lost: 'json',
  },
  'id',
  (given) => `
    insert into carts.carts (id, user_id, kind, market, locale, email, note, shipping_address, billing_address, shipping_option,
      lines, sums, lost, priced_at)
    select given.id, given.user_id, coalesce((select 'extra' from carts.carts as other
        where given.kind = 'basket' and other.basket_of = given.user_id limit 1), given.kind),
      given.market, given.locale, given.email, given.note, given.shipping_address, given.billing_address, given.shipping_option,
      given.lines, given.sums, given.lost, banyan.now()
    from ${given()}
    on conflict (id) do nothing
    returning id, user_id as "userId", kind, version, market, locale, email, note, shipping_address as "shippingAddress",
      billing_address as "billingAddress", shipping_option as "shippingOption", lines, sums, lost, priced_at as "pricedAt",
      true as fresh, false as closed, order_id as "orderId", order_number as "orderNumber", merged_into as "mergedInto"`,
)

/**
 * Writes a new cart, priced now; undefined when the id is taken. A `basket` of a user who fills one already becomes an `extra`:
 * the unique index decides, so two tabs at once do not make two baskets. All that are new at once are one statement; by `limit`
 * each looks its user up, where `exists` would hash the open baskets of the whole shop.
 */
export const insertCart = (db: Db, cart: NewCart): Promise<Cart | undefined> =>
  twice(() => db.gather(inserted, { ...cart, id: cart.id.toLowerCase() }))

/** What an edit leaves of a cart. */
export type Edited = Pick<
  Cart,
  | 'market'
  | 'locale'
  | 'email'
  | 'note'
  | 'shippingAddress'
  | 'billingAddress'
  | 'shippingOption'
  | 'lines'
  | 'sums'
  | 'lost'
>

/** Writes an edit over the version that it was made from; undefined when the cart moved or was closed meanwhile. */
export async function saveCart(db: Db, cart: Cart, edited: Edited, anew: boolean): Promise<Cart | undefined> {
  const { market, locale, email, note, shippingAddress, billingAddress, shippingOption, lines, sums, lost } = edited
  const [saved] = await db.sql<Pick<Cart, 'version' | 'pricedAt' | 'fresh'>>`
    update carts.carts set version = version + 1, market = ${market}, locale = ${locale}, email = ${email}, note = ${note},
      shipping_address = ${shippingAddress}::json, billing_address = ${billingAddress}::json, shipping_option = ${shippingOption}::json,
      lines = ${JSON.stringify(lines)}::json, sums = ${sums}::json, lost = ${lost}::json,
      priced_at = case when ${anew}::boolean then banyan.now() else priced_at end, touched_on = (banyan.now())::date
    where id = ${cart.id} and version = ${cart.version} and closed_at is null
    returning version, priced_at as "pricedAt", true as fresh`
  return saved === undefined ? undefined : { ...cart, ...edited, ...saved }
}

/**
 * Moves the guest's lines: both carts change, or neither. Both rows are locked, in the order of their ids, before either is
 * written, so a cart that moved since it was read stops the whole. Answers whether it was done.
 */
export async function mergeCarts({ sql }: Db, guest: Cart, into: Cart, userId: string): Promise<boolean> {
  const moved = await sql`
    with both_carts as materialized (
      select id from carts.carts
      where closed_at is null and (id = ${guest.id} and version = ${guest.version} or id = ${into.id} and version = ${into.version})
      order by id for update
    )
    update carts.carts cart set version = version + 1, touched_on = (banyan.now())::date,
      lines = case when cart.id = ${into.id} then ${JSON.stringify(into.lines)}::json else lines end,
      priced_at = case when cart.id = ${into.id} then 'epoch' else priced_at end,
      user_id = ${userId}::uuid,
      closed_at = case when cart.id = ${guest.id} then banyan.now() end,
      merged_into = case when cart.id = ${guest.id} then ${into.id}::uuid end
    from both_carts where cart.id = both_carts.id and (select count(*) from both_carts) = 2
    returning cart.id`
  return moved.length === 2
}

/** Makes a guest's cart the user's own, as `kind`. Answers false when it moved, or when the user fills another basket by now. */
export async function adoptCart({ sql }: Db, guest: Cart, userId: string, kind: 'basket' | 'extra'): Promise<boolean> {
  try {
    const adopted = await sql`
      update carts.carts set user_id = ${userId}, kind = ${kind}, version = version + 1, touched_on = (banyan.now())::date
      where id = ${guest.id} and version = ${guest.version} and closed_at is null and user_id is null returning id`
    return adopted.length === 1
  } catch (error) {
    if (isTaken(error, 'carts_basket_of_user')) return false
    throw error
  }
}

export type Closing = { cartId: string; orderId: string; number: string }
/** Closes the carts that became orders, once; later edits are refused with that order. */
export async function closeCarts({ sql }: Once, closings: Closing[]): Promise<void> {
  await sql`
    update carts.carts set closed_at = coalesce(closed_at, banyan.now()), order_id = closing.order_id,
      order_number = closing.order_number, version = version + 1
    from unnest(${closings.map(({ cartId }) => cartId)}::uuid[], ${closings.map(({ orderId }) => orderId)}::uuid[],
      ${closings.map(({ number }) => number)}::text[]) as closing (cart_id, order_id, order_number)
    where carts.id = closing.cart_id and carts.order_id is null`
}

/** Deletes every cart of a person: by account, and by e-mail address in whatever case. */
export async function eraseCarts({ sql }: Once, userId: string | null, email: string): Promise<void> {
  await sql`delete from carts.carts where user_id = ${userId}::uuid or lower(email) = lower(${email})`
}

/** Deletes carts that nobody touched for `days`, 500 at most, so that no sweep holds locks for long. Answers how many. */
export async function deleteUntouched({ sql }: Db, days: number): Promise<number> {
  const gone = await sql`
    delete from carts.carts where id = any(array(
      select id from carts.carts where touched_on < (banyan.now())::date - ${days}::int order by touched_on limit 500))
    returning id`
  return gone.length
}
