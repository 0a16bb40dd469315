-- What a purchase writes often stays narrow, and what is wide is written once.
-- The final answer of a key stands in a row of its own: in the claim it made the row outgrow its page, and its indexes grow with it.
-- Sealed text cannot be compressed, so it is not tried, and it stays in its row.
create table orders.answers (order_id uuid primary key, status int not null, answer text not null) with (toast_tuple_target = 4080);
insert into orders.answers (order_id, status, answer)
  select order_id, status, answer from orders.claims where order_id is not null and answer is not null;
update orders.claims set status = null, answer = null where order_id is not null;
-- A claim of an order is never changed now.
alter table orders.claims reset (fillfactor);
drop index orders.claims_created;
create index claims_created on orders.claims using brin (created_at);

-- The snapshot never changes, the row around it does: kept out of line it is not copied with each change of state.
alter table orders.orders alter column snapshot set storage external;
alter table orders.orders set (toast_tuple_target = 256);

-- One index each instead of two.
alter table orders.timeline drop constraint timeline_pkey;
drop index orders.timeline_of_order;
alter table orders.timeline add primary key (order_id, id);
alter table orders.ledger drop constraint ledger_pkey;
drop index orders.ledger_of_order;
alter table orders.ledger add primary key (order_id, id);
