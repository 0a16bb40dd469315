-- One row per payment asked for, under the key that the shop chose; a payment that was declined is a row too.
create table test_provider.payments (
  id text primary key, key text not null unique, body_hash text not null, method text not null,
  status text not null check (status in ('succeeded', 'authorised', 'declined', 'action', 'processing', 'voided')),
  code text, amount bigint not null check (amount > 0), currency text not null,
  capture text not null check (capture in ('now', 'later')),
  captured bigint not null default 0, refunded bigint not null default 0, released boolean not null default false,
  metadata jsonb not null, return_url text not null, due_at timestamptz, due_code text,
  created_at timestamptz not null,
  check (refunded >= 0 and refunded <= captured and captured <= amount));
create index payments_due on test_provider.payments (due_at) where status in ('action', 'processing');
create index payments_created on test_provider.payments (created_at, id);

-- Captures, refunds and voids, each under its key.
create table test_provider.operations (
  key text primary key, payment_id text not null references test_provider.payments (id), body_hash text not null,
  kind text not null check (kind in ('capture', 'refund', 'void')), amount bigint not null check (amount >= 0),
  status text not null check (status in ('succeeded', 'declined')), code text, created_at timestamptz not null);
create index operations_payment on test_provider.operations (payment_id);

-- First tries of the methods that fail once, so that the fault survives a crash of this process.
create table test_provider.faults (key text primary key, happened_at timestamptz not null);

-- News for the shop, sent until it says 2xx.
create table test_provider.webhooks (
  id text primary key, payment_id text not null references test_provider.payments (id), type text not null,
  created_at timestamptz not null, next_at timestamptz not null, tries int not null default 0, delivered_at timestamptz);
create index webhooks_waiting on test_provider.webhooks (next_at) where delivered_at is null;
