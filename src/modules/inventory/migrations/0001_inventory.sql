create table inventory.locations (
  handle text primary key, name text not null, address json, position int not null default 0,
  created_at timestamptz not null default banyan.now());

-- The level of a SKU at a location. No second index and room in the page: every hold and sale is a HOT update.
create table inventory.stock (
  sku text, location text, position int not null default 0,
  on_hand int not null default 0, held int not null default 0, incoming int not null default 0 check (incoming >= 0),
  primary key (sku, location), constraint stock_covers_holds check (held >= 0 and held <= on_hand)) with (fillfactor = 70);

-- One row per order: the key by which a late repeat of a hold or release is known. It outlives its effect.
create table inventory.holds (
  order_id uuid primary key, state text not null check (state in ('held', 'sold', 'released', 'returned')),
  skus text[] not null, locations text[] not null, quantities int[] not null,
  expires_at timestamptz not null, created_at timestamptz not null default banyan.now()) with (fillfactor = 80);

-- Append-only: what is on hand is the sum of these.
create table inventory.movements (
  id bigint generated always as identity primary key, at timestamptz not null default banyan.now(),
  sku text not null, location text not null, kind text not null check (kind in ('adjusted', 'sold', 'returned')),
  delta int not null, reason text, reference text, actor text);
create index movements_of_sku on inventory.movements (sku, id desc);

-- Keys of adjustments that were booked.
create table inventory.changes (id uuid primary key, booked int not null, at timestamptz not null default banyan.now());
