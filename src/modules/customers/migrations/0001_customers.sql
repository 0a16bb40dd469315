-- Who buys: with an account (`user_id`) or as a guest. The row of an account may come before its fact does, because somebody
-- who just registered may write at once; then `email` is null until the fact is here. Two default addresses at most, by construction.
create table customers.customers (
  id uuid primary key, user_id uuid unique, email text, first_name text, last_name text, phone text,
  locale text not null default 'en', address_count int not null default 0 check (address_count between 0 and 50),
  default_shipping_id uuid, default_billing_id uuid,
  version bigint not null default 1, created_at timestamptz not null default banyan.now(), erased_at timestamptz);
comment on column customers.customers.email is 'personal';
comment on column customers.customers.first_name is 'personal';
comment on column customers.customers.last_name is 'personal';
comment on column customers.customers.phone is 'personal';
-- A guest is one by address; what an account of the same address is, is decided when that address is proven.
create unique index customers_guest on customers.customers (email) where user_id is null and erased_at is null;
create index customers_by_email on customers.customers (email text_pattern_ops);
create index customers_by_last_name on customers.customers (lower(last_name) text_pattern_ops);
create index customers_by_first_name on customers.customers (lower(first_name) text_pattern_ops);

create table customers.addresses (
  id uuid primary key, customer_id uuid not null references customers.customers (id) on delete cascade,
  address json not null, version bigint not null default 1, created_at timestamptz not null default banyan.now());
comment on column customers.addresses.address is 'personal';
create index addresses_of_customer on customers.addresses (customer_id, id);
