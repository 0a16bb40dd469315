-- Titles that look like what somebody typed, for words that are found nowhere: trigrams bear a letter too many or too
-- few.
create extension if not exists pg_trgm with schema catalog;
create index faces_alike on catalog.faces using gin (title_key catalog.gin_trgm_ops);

-- Products of a locale whose title is like `words` (folded, the longest first), with how much, from 0 to 1. The first
-- word asks the index of trigrams (no other is left to the planner) and decides; the others only put in order. At most
-- `most` are looked at.
create function catalog.alike(words text[], locale text, most int) returns table (product_id uuid, score real)
language sql stable
  set pg_trgm.word_similarity_threshold = 0.35 set enable_seqscan = off set enable_indexscan = off
    set enable_indexonlyscan = off as $$
  select near.product_id, near.score
  from (
    select faces.product_id,
      catalog.word_similarity((alike.words)[1], faces.title_key) + catalog.strict_word_similarity((alike.words)[1],
        faces.title_key) as first,
      (select avg(catalog.word_similarity(word, faces.title_key) + catalog.strict_word_similarity(word,
        faces.title_key)) / 2
        from unnest(alike.words) as each (word))::real as score
    from catalog.faces
    where faces.title_key operator(catalog.%>) ((alike.words)[1]) and faces.locale || '' = alike.locale
    limit most
  ) as near
  where near.first > 0.6
$$;
