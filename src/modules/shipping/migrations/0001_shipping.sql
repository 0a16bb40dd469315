-- A place: countries as a whole, and single regions (ISO 3166-2, "US-HI").
create table shipping.zones (
  id uuid primary key,
  name text not null,
  countries text[] not null,
  regions text[] not null,
  version int not null default 1,
  created_at timestamptz not null default banyan.now(),
  check (cardinality(countries) + cardinality(regions) > 0));

create table shipping.options (
  id uuid primary key,
  zone_id uuid not null references shipping.zones,
  -- Locale → text.
  names jsonb not null check (jsonb_typeof(names) = 'object' and names <> '{}'),
  estimates jsonb not null default '{}' check (jsonb_typeof(estimates) = 'object'),
  tax_class text not null,
  active boolean not null,
  version int not null default 1,
  created_at timestamptz not null default banyan.now());
create index options_zone on shipping.options (zone_id);

-- An option is offered in the markets that it has a price for; amounts are minor units of the market's currency.
create table shipping.option_prices (
  option_id uuid not null references shipping.options on delete cascade,
  market text not null,
  price bigint not null check (price >= 0),
  free_from bigint check (free_from >= 0),
  min_subtotal bigint check (min_subtotal >= 0),
  max_subtotal bigint check (max_subtotal >= 0),
  primary key (option_id, market),
  check (min_subtotal <= max_subtotal));

-- What was changed through the contract, by the key that the caller chose, with the answer that a repeat gets.
create table shipping.changes (id uuid primary key, answer json not null, at timestamptz not null default banyan.now());
