-- What is sold: whole products with their texts, variants, categories and pictures.

-- One row per product. `options`: [{ name, names?, values: [{ value, values? }] }]; `images`: [{ url, hash?, width?,
-- height?, alt? }]. Both are read and written whole with the product, so they are documents and not tables. `made_by`
-- is the batch that created it: a repeated `putProducts` answers from it.
create table catalog.products (
  id uuid primary key,
  handle text not null,
  status text not null check (status in ('draft', 'active', 'archived')),
  brand text,
  tags text[] not null default '{}',
  options jsonb not null default '[]',
  images jsonb not null default '[]',
  made_by uuid,
  version int not null default 1,
  created_at timestamptz not null default banyan.now(),
  changed_at timestamptz not null default banyan.now(),
  constraint products_handle unique (handle)
);
-- The back office lists one status, newest first; ids are UUIDv7, so they sort by time of making.
create index products_status on catalog.products (status, id desc);

-- A SKU is one thing for ever, so archived variants keep theirs. Two variants of one product never look the same to a
-- shopper.
create table catalog.variants (
  id uuid primary key,
  product_id uuid not null references catalog.products (id) on delete cascade,
  sku text not null,
  position int not null,
  option_values text[] not null default '{}',
  tax_class text not null default 'standard',
  weight_grams int,
  image jsonb,
  archived boolean not null default false,
  constraint variants_sku unique (sku)
);
create unique index variants_combination on catalog.variants (product_id, option_values) where not archived;
create index variants_product on catalog.variants (product_id, position);

-- A category's `path` holds the ids from its root to itself, so that ancestors are an unnest and a subtree is an array
-- test.
create table catalog.categories (
  id uuid primary key,
  handle text not null,
  parent_id uuid references catalog.categories (id),
  path uuid[] not null,
  position int not null default 0,
  version int not null default 1,
  constraint categories_handle unique (handle),
  constraint categories_path_ends_with_itself check (path[cardinality(path)] = id)
);
create index categories_parent on catalog.categories (parent_id, position);
create index categories_path on catalog.categories using gin (path);

-- The foreign key also keeps order: who assigns a product waits for who moves the category, and the other way round.
create table catalog.product_categories (
  product_id uuid not null references catalog.products (id) on delete cascade,
  category_id uuid not null references catalog.categories (id) on delete cascade,
  position int not null default 0,
  primary key (product_id, category_id)
);
create index product_categories_category on catalog.product_categories (category_id, product_id);

-- Texts per locale of products and categories. `title_key` is the title folded for sorting. A handle is unique per kind
-- and locale.
create table catalog.texts (
  owner_id uuid not null,
  locale text not null,
  kind text not null check (kind in ('product', 'category')),
  title text not null,
  title_key text not null,
  description text,
  handle text,
  seo jsonb,
  primary key (owner_id, locale)
);
create unique index texts_handle on catalog.texts (kind, handle, locale) where handle is not null;

-- Every locale that a product has a text in; the first is the shop's default. `ready`: every product has a face in it.
create table catalog.locales (
  locale text primary key,
  rank bigint generated always as identity,
  ready boolean not null default true,
  faced_to uuid not null default '00000000-0000-0000-0000-000000000000'
);

-- Keys of commands that took effect.
create table catalog.batches (
  id uuid primary key,
  made_at timestamptz not null default banyan.now()
);
create index batches_made_at on catalog.batches (made_at);

-- Pictures by the SHA-256 of their bytes. The bytes stand here, so that every process of the shop has them and a backup
-- is whole; each process keeps files of what it served.
create table catalog.media (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  mime text not null,
  extension text not null,
  width int not null,
  height int not null,
  bytes int not null,
  made_at timestamptz not null default banyan.now()
);
create table catalog.media_bytes (
  hash text primary key references catalog.media (hash) on delete cascade,
  content bytea not null
);
-- Pictures are compressed already.
alter table catalog.media_bytes alter column content set storage external;
