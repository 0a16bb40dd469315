-- Status stands in no index: what the hot path changes stays a HOT update. Unfinished orders are found by their saga row.
create table orders.orders (
  id uuid primary key, number text not null constraint orders_number_key unique, version int not null default 1,
  cart_id uuid not null, open_cart_id uuid constraint orders_open_cart_id_key unique, user_id uuid, email text not null,
  status text not null, reason text, payment_status text not null, fulfilment_status text not null default 'none',
  snapshot json not null, currency text not null, total bigint not null,
  provider text not null, method text not null, attempt int not null default 1, capture text not null default 'now', next_action json,
  captured bigint not null default 0, refunded bigint not null default 0 check (refunded <= captured),
  claim_principal text not null, claim_key text not null,
  expires_at timestamptz not null, placed_at timestamptz not null) with (fillfactor = 75);
create index orders_of_user on orders.orders (user_id, id desc) where user_id is not null;
create index orders_of_email on orders.orders (lower(email), id desc);

-- Who asked with which key, and the answer once it is final. A key outlives its effect.
create table orders.claims (
  principal text, key text, body_hash text not null, order_id uuid, status int, answer text,
  created_at timestamptz not null default banyan.now(), primary key (principal, key)) with (fillfactor = 50);
create index claims_created on orders.claims (created_at);

-- One row per unfinished order: the lease (wake_at) and its fencing token. Gone when nothing is left to do.
create table orders.sagas (
  order_id uuid primary key, wake_at timestamptz not null, fence bigint not null, attempts int not null default 0)
  with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Double entry, rows never change: debits equal credits per entry and currency.
create table orders.ledger (
  id bigint generated always as identity primary key, order_id uuid not null, entry text not null, at timestamptz not null,
  account text not null check (account in ('receivable', 'revenue', 'shipping', 'tax', 'provider', 'refunds')),
  debit bigint not null default 0 check (debit >= 0), credit bigint not null default 0 check (credit >= 0), currency text not null);
create index ledger_of_order on orders.ledger (order_id);

create table orders.timeline (
  id bigint generated always as identity primary key, order_id uuid not null, at timestamptz not null,
  kind text not null, actor text not null, data json);
create index timeline_of_order on orders.timeline (order_id, id);

create table orders.fulfilments (
  id uuid primary key, order_id uuid not null, lines json not null, carrier text, tracking_number text, at timestamptz not null);
create index fulfilments_of_order on orders.fulfilments (order_id);
