-- One row per cart: one read, one write. `kind`: `basket` is what a user (or guest) fills, one open per user; `extra` a further
-- one of the same user; `direct` stands behind an order that was placed without a cart, and is in nobody's way.
-- No index mentions what an edit changes, but for `touched_on`, which moves once a day; so edits are HOT updates.
create table carts.carts (
  id uuid primary key, user_id uuid, kind text not null check (kind in ('basket', 'extra', 'direct')),
  version int not null default 1, market text not null, locale text not null,
  email text, note text, shipping_address jsonb, billing_address jsonb, -- personal: email, note, shipping_address, billing_address
  shipping_option jsonb, lines jsonb not null check (jsonb_array_length(lines) <= 200),
  -- What was added up at the last pricing, and what the cart lost without its owner asking.
  sums jsonb not null, lost jsonb not null default '{}', priced_at timestamptz not null,
  closed_at timestamptz, order_id uuid, order_number text, merged_into uuid,
  created_at timestamptz not null default banyan.now(), touched_on date not null default (banyan.now())::date)
  with (fillfactor = 70);
create unique index carts_basket_of_user on carts.carts (user_id) where kind = 'basket' and closed_at is null;
create index carts_of_user on carts.carts (user_id) where user_id is not null;
create index carts_of_email on carts.carts (lower(email)) where email is not null;
create index carts_touched on carts.carts (touched_on);
