/** The tables that the kernel keeps: `banyan.now()` once a database, and in each module's schema what its events, leases and keys stand on. */

/** Runs in order, once a database. Append, never edit: the checksums are kept. */
export const kernelTables: string[] = [
  `
  -- The time that decides (leases, expiry, schedules). Inlined, so it costs nothing; test databases install one that a test can move.
  create function banyan.now() returns timestamptz language sql stable as $$ select now() $$;
  -- RFC 3339 with milliseconds, for json_agg, where no driver parses.
  create function banyan.iso(at timestamptz) returns text language sql stable as
    $$ select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
  `,
  `
  -- What was done once in the life of a shop: filled with demo data, emptied.
  create table banyan.marks (name text primary key, at timestamptz not null default now());
  `,
  `
  -- A UUIDv7 (RFC 9562 §5.7): ids that grow with time go to the end of an index, where random ones would touch a page each.
  create function banyan.new_id() returns uuid language sql volatile as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
      substring(int8send((extract(epoch from banyan.now()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid $$;
  `,
]

/** Runs in order, once a schema. Append, never edit. Columns of `outbox` are those of Debezium's event router. */
export function moduleTables(schema: string): string[] {
  return [
    `
    create schema if not exists ${schema};
    create table ${schema}.outbox (
      pos bigint generated always as identity, id uuid primary key default gen_random_uuid(),
      aggregatetype text not null default '${schema}', aggregateid text not null, type text not null,
      payload json not null, headers json, created_at timestamptz not null default banyan.now(), sent_at timestamptz);
    create index outbox_unsent on ${schema}.outbox (pos) where sent_at is null;
    create index outbox_sent on ${schema}.outbox (sent_at) where sent_at is not null;

    -- One row per subscriber and event that took effect; the primary key refuses a second time.
    create table ${schema}.inbox (
      subscriber text, event_id uuid, blocked boolean not null default false, done_at timestamptz not null default banyan.now(),
      primary key (subscriber, event_id), constraint inbox_not_blocked check (not blocked));
    -- What failed and waits for its next try, or was parked after eight; later events of the same aggregate wait behind it.
    create table ${schema}.waiting (
      subscriber text, event_id uuid, pos bigint not null, aggregateid text not null, type text not null, payload json not null,
      at timestamptz not null, attempts int not null default 0, next_at timestamptz not null, parked boolean not null default false,
      error text, primary key (subscriber, event_id));
    create index waiting_order on ${schema}.waiting (subscriber, aggregateid, pos);

    create table ${schema}.leases (
      name text primary key, holder text, fence bigint not null default 0, until timestamptz not null, next_at timestamptz not null)
      with (fillfactor = 50);
    -- Work put off to a time: claimed by lease, repeated with back-off, gone when done.
    create table ${schema}.jobs (
      name text, id text, payload json not null, wake_at timestamptz not null, fence bigint not null default 0,
      attempts int not null default 0, error text, primary key (name, id));
    create index jobs_due on ${schema}.jobs (wake_at);

    -- Kept answers of POST requests with an Idempotency-Key, 24 hours.
    create table ${schema}.requests (
      principal text, key text, body_hash text not null, locked_until timestamptz not null,
      status int, headers json, body text, created_at timestamptz not null default banyan.now(), primary key (principal, key));
    create index requests_created on ${schema}.requests (created_at);
    -- Who wrote what in the back office; a row without a status was begun and never answered.
    create table ${schema}.audit_log (
      id uuid primary key, at timestamptz not null, actor text not null, route text not null, target text,
      status int, changes json, request_id text not null);
    create index audit_log_at on ${schema}.audit_log (at desc, id desc);
    `,
    `
    -- A fact that is marked as sent is a new row in every index, so there are few, and its id grows with time.
    alter table ${schema}.outbox alter column id set default banyan.new_id();
    drop index ${schema}.outbox_sent;
    create index outbox_created on ${schema}.outbox using brin (created_at);
    `,
    `
    -- A fact that waits keeps what stood beside it in its outbox.
    alter table ${schema}.waiting add column headers json;
    `,
  ]
}
