create table pricing.markets (
  handle text primary key,
  name text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  locales text[] not null check (cardinality(locales) between 1 and 50),
  tax_included boolean not null,
  default_country text not null,
  time_zone text not null,
  capture text not null check (capture in ('now', 'later')),
  is_default boolean not null,
  version int not null default 1,
  created_at timestamptz not null default banyan.now());
create unique index markets_one_default on pricing.markets (is_default) where is_default;

-- A country belongs to one market, so that an address decides.
create table pricing.market_countries (
  country text primary key check (country ~ '^[A-Z]{2}$'),
  market text not null references pricing.markets on update cascade on delete cascade,
  unique (market, country));
alter table pricing.markets add constraint markets_default_country_is_theirs
  foreign key (handle, default_country) references pricing.market_countries (market, country) deferrable initially deferred;

-- The changes that were made, by the key that their caller chose, with the answer that a repeat gets.
create table pricing.changes (
  id uuid primary key,
  kind text not null,
  actor text not null,
  answer json not null,
  at timestamptz not null default banyan.now());

-- One row per variant that ever had a price: whoever writes its prices locks it first, so its facts are in commit order.
create table pricing.priced_variants (variant_id uuid primary key, version int not null default 1);

create table pricing.prices (
  id uuid primary key default gen_random_uuid(),
  variant_id uuid not null,
  market text not null references pricing.markets,
  list text not null default 'base',
  amount bigint not null check (amount >= 0),
  compare_at bigint check (compare_at >= 0),
  min_quantity int not null default 1 check (min_quantity between 1 and 10000),
  valid_from timestamptz,
  valid_to timestamptz,
  check (valid_from < valid_to),
  constraint prices_one_per_step unique nulls not distinct (variant_id, market, list, min_quantity, valid_from, valid_to));
create index prices_market on pricing.prices (market);

-- Every write of a price, appended; `amount` null: it was removed. The lowest price of 30 days will come from here.
create table pricing.price_log (
  pos bigint generated always as identity primary key,
  change_id uuid not null references pricing.changes,
  variant_id uuid not null,
  market text not null,
  list text not null,
  amount bigint,
  compare_at bigint,
  min_quantity int not null,
  valid_from timestamptz,
  valid_to timestamptz,
  at timestamptz not null default banyan.now());
create index price_log_variant on pricing.price_log (variant_id, pos desc);

-- `region` is ISO 3166-2 with the country ("US-CA"). `adds`: stands beside the country's tax instead of replacing it.
create table pricing.tax_rates (
  id uuid primary key,
  country text not null check (country ~ '^[A-Z]{2}$'),
  region text check (region like country || '-%'),
  tax_class text not null,
  name text not null,
  ppm int not null check (ppm between 0 and 1000000),
  shipping boolean not null,
  adds boolean not null,
  valid_from timestamptz,
  version int not null default 1,
  check (not adds or region is not null),
  constraint tax_rates_one_per_start unique nulls not distinct (country, region, tax_class, valid_from));
