-- The projection that lists and pages are served from: what things cost, whether they are there, and where they stand.

-- Base prices as pricing told them last. No variant need exist: a price may arrive first.
create table catalog.offers (
  variant_id uuid not null,
  market text not null,
  min_quantity int not null,
  valid_from timestamptz not null default '-infinity',
  valid_to timestamptz not null default 'infinity',
  currency text not null,
  amount bigint not null,
  compare_at bigint,
  primary key (variant_id, market, min_quantity, valid_from, valid_to)
);
-- Stock as inventory told it last, by SKU.
create table catalog.stock (
  sku text primary key,
  state text not null check (state in ('in', 'low', 'out'))
);
-- Variants whose price came before they did, or at the same moment; a job looks whether they have come.
create table catalog.early_prices (
  variant_id uuid primary key,
  at timestamptz not null default banyan.now()
);

-- An active product stands on the shelf of each category above it, and on that of the whole shop (the nil UUID), once
-- per market in which it has a price. Newest first is the primary key backwards (ids are UUIDv7), by price is the
-- second index.
create table catalog.shelves (
  category_id uuid not null,
  market text not null,
  product_id uuid not null,
  price_from bigint not null,
  primary key (category_id, market, product_id)
);
create index shelves_price on catalog.shelves (category_id, market, price_from, product_id);
create index shelves_product on catalog.shelves (product_id);

-- What a product is called in each locale of the shop, with the fallback taken, and the words it is found by.
create table catalog.faces (
  product_id uuid not null references catalog.products (id) on delete cascade,
  locale text not null,
  title text not null,
  title_key text not null,
  handle text not null,
  words tsvector not null,
  primary key (product_id, locale)
);
create index faces_title on catalog.faces (locale, title_key, product_id);
create index faces_words on catalog.faces using gin (words);

-- Products to shelve again at a time: a price's window opens or ends then, or a category moved with too many to do at
-- once.
create table catalog.turns (
  product_id uuid primary key,
  at timestamptz not null
);
create index turns_at on catalog.turns (at);

-- What changed, for the caches of all processes. Read by transaction id, because a look by time would miss what commits
-- late. A product_id of null: the tree of categories changed.
create table catalog.changes (
  xid xid8 not null default pg_current_xact_id(),
  product_id uuid,
  at timestamptz not null default banyan.now()
);
create index changes_xid on catalog.changes (xid);
create index changes_at on catalog.changes (at);

-- The text search configuration of a locale; `simple` where PostgreSQL has no stemmer for its language.
create function catalog.words_of(locale text) returns regconfig language sql immutable parallel safe as $$
  select case split_part(locale, '-', 1)
    when 'da' then 'pg_catalog.danish' when 'de' then 'pg_catalog.german' when 'en' then 'pg_catalog.english'
    when 'es' then 'pg_catalog.spanish' when 'fi' then 'pg_catalog.finnish' when 'fr' then 'pg_catalog.french'
    when 'hu' then 'pg_catalog.hungarian' when 'it' then 'pg_catalog.italian' when 'nl' then 'pg_catalog.dutch'
    when 'nb' then 'pg_catalog.norwegian' when 'no' then 'pg_catalog.norwegian' when 'pt' then 'pg_catalog.portuguese'
    when 'ro' then 'pg_catalog.romanian' when 'ru' then 'pg_catalog.russian' when 'sv' then 'pg_catalog.swedish'
    when 'tr' then 'pg_catalog.turkish' else 'pg_catalog.simple' end::regconfig
$$;

-- Puts products on their shelves, by what offers, categories and status are now, and notes that they changed. The lock
-- comes first: each statement of a volatile function sees what was committed before it, so whoever comes second sees
-- the price that the first one wrote. A reaction can therefore call this in its one statement. One product at a time,
-- by index: a plan for all of them that was made on empty tables stays, and reads whole tables when they are full.
create function catalog.shelve(ids uuid[]) returns void language plpgsql
  set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  product uuid;
  edge timestamptz;
begin
  if cardinality(ids) = 0 then
    return;
  end if;
  perform from catalog.products where id = any (ids) order by id for no key update;

  foreach product in array ids loop
    with cheapest as materialized (
      select offer.market, min(offer.amount) as price_from
      from catalog.variants
      cross join lateral (
        select distinct on (offers.market) offers.market, offers.amount from catalog.offers
        where offers.variant_id = variants.id and offers.min_quantity = 1
          and offers.valid_from <= banyan.now() and offers.valid_to > banyan.now()
        order by offers.market, offers.valid_from desc, offers.valid_to
      ) as offer
      where variants.product_id = product and not variants.archived
        and exists (select from catalog.products where products.id = product and products.status = 'active')
      group by offer.market
    ), places as (
      select unnest(categories.path) as category_id
      from catalog.product_categories join catalog.categories on categories.id = product_categories.category_id
      where product_categories.product_id = product
      union
      select '00000000-0000-0000-0000-000000000000'::uuid
    ), wanted as materialized (
      select places.category_id, cheapest.market, cheapest.price_from from cheapest cross join places
    ), gone as (
      delete from catalog.shelves where product_id = product and not exists (
        select from wanted where wanted.category_id = shelves.category_id and wanted.market = shelves.market)
    )
    insert into catalog.shelves as shelf (category_id, market, product_id, price_from)
    select category_id, market, product, price_from from wanted
    on conflict (category_id, market, product_id) do update set price_from = excluded.price_from
    where shelf.price_from <> excluded.price_from;

    select min(least(
        case when offers.valid_from > banyan.now() then offers.valid_from end,
        case when offers.valid_to > banyan.now() and offers.valid_to < 'infinity' then offers.valid_to end)) into edge
      from catalog.variants join catalog.offers on offers.variant_id = variants.id
      where variants.product_id = product and offers.min_quantity = 1;
    delete from catalog.turns where product_id = product and at is distinct from edge;
    if edge is not null then
      insert into catalog.turns (product_id, at) values (product, edge) on conflict (product_id) do nothing;
    end if;
  end loop;

  insert into catalog.changes (product_id) select unnest(ids);
end $$;

-- Writes the faces of products in every locale of the shop: its own text, its language's, the shop's default, any.
create function catalog.face(ids uuid[]) returns void language plpgsql
  set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
begin
  if cardinality(ids) = 0 then
    return;
  end if;
  perform from catalog.products where id = any (ids) order by id for no key update;

  insert into catalog.faces as face (product_id, locale, title, title_key, handle, words)
  select products.id, locales.locale, text.title, text.title_key, coalesce(text.handle, products.handle),
    setweight(to_tsvector(catalog.words_of(locales.locale), text.title), 'A')
      || setweight(to_tsvector('pg_catalog.simple', text.title), 'A')
      || setweight(to_tsvector('pg_catalog.simple', concat_ws(' ', products.brand, named.skus)), 'B')
      || setweight(to_tsvector(catalog.words_of(locales.locale), concat_ws(' ', products.brand,
        array_to_string(products.tags, ' '), named.names)), 'C')
      || setweight(to_tsvector(catalog.words_of(locales.locale), left(coalesce(text.description, ''), 8000)), 'D')
  from catalog.products
  cross join catalog.locales
  cross join lateral (
    select texts.title, texts.title_key, texts.handle, texts.description
    from catalog.texts left join catalog.locales as known on known.locale = texts.locale
    where texts.owner_id = products.id
    order by texts.locale = locales.locale desc, texts.locale = split_part(locales.locale, '-', 1) desc, known.rank,
      texts.locale
    limit 1
  ) as text
  cross join lateral (
    select string_agg(variants.sku, ' ') as skus, string_agg(array_to_string(variants.option_values, ' '), ' ') as names
    from catalog.variants where variants.product_id = products.id and not variants.archived
  ) as named
  where products.id = any (ids)
  on conflict (product_id, locale) do update
    set title = excluded.title, title_key = excluded.title_key, handle = excluded.handle, words = excluded.words
  where (face.title, face.handle, face.words) is distinct from (excluded.title, excluded.handle, excluded.words);
end $$;

-- What lists show of one product: texts of its face, the range of its prices that hold now for one piece, whether any
-- can be had.
create function catalog.card(product uuid, market text, locale text)
returns table (handle text, title text, image jsonb, price_from bigint, price_to bigint, currency text,
  available boolean)
language sql stable as $$
  select faces.handle, faces.title, products.images -> 0, priced.price_from, priced.price_to, priced.currency,
    priced.available
  from catalog.products
  join catalog.faces on faces.product_id = products.id and faces.locale = card.locale
  cross join lateral (
    select min(offer.amount) as price_from, max(offer.amount) as price_to, min(offer.currency) as currency,
      coalesce(bool_or(stock.state <> 'out'), false) as available
    from catalog.variants
    cross join lateral (
      select offers.amount, offers.currency from catalog.offers
      where offers.variant_id = variants.id and offers.market = card.market and offers.min_quantity = 1
        and offers.valid_from <= banyan.now() and offers.valid_to > banyan.now()
      order by offers.valid_from desc, offers.valid_to limit 1
    ) as offer
    left join catalog.stock on stock.sku = variants.sku
    where variants.product_id = products.id and not variants.archived
  ) as priced
  where products.id = card.product and products.status = 'active' and priced.price_from is not null
$$;

-- The locale that lists are shown in: the first of `wanted` that every product has a face in, else the shop's default.
create function catalog.spoken(wanted text[]) returns text language sql stable as $$
  select locales.locale from catalog.locales where locales.ready
  order by array_position(wanted, locales.locale), locales.rank limit 1
$$;

-- The shelf of a category, named by a handle in one of `wanted` (best first) or by its own; without a handle that of
-- the whole shop. Null: there is no such category.
create function catalog.shelf(category text, wanted text[]) returns uuid language sql stable as $$
  select case when category is null then '00000000-0000-0000-0000-000000000000'::uuid else coalesce(
    (select texts.owner_id from catalog.texts
      where texts.kind = 'category' and texts.handle = category and texts.locale = any (wanted)
      order by array_position(wanted, texts.locale) limit 1),
    (select categories.id from catalog.categories where categories.handle = category)) end
$$;
