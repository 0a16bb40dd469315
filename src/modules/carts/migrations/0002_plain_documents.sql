-- The documents of a cart are read and written whole. As json they are handed on as they came; as jsonb each was taken apart to be
-- written and put together to be read, which was half of what reading a cart cost.
alter table carts.carts drop constraint carts_lines_check;
alter table carts.carts
  alter column shipping_address type json, alter column billing_address type json, alter column shipping_option type json,
  alter column lines type json, alter column sums type json, alter column lost drop default, alter column lost type json,
  alter column lost set default '{}', add constraint carts_lines_check check (json_array_length(lines) <= 200);

-- Whose basket this is while it is open. An index that spoke of `closed_at` itself made each closing a new entry in all the others.
alter table carts.carts
  add column basket_of uuid generated always as (case when kind = 'basket' and closed_at is null then user_id end) stored;
drop index carts.carts_basket_of_user;
create unique index carts_basket_of_user on carts.carts (basket_of) where basket_of is not null;
