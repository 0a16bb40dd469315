-- One row per attempt whose outcome is known: what the provider made of it. There is none before the provider is called.
create table payments.payments (
  id uuid primary key, order_id uuid not null, attempt int not null check (attempt > 0),
  provider text not null, provider_id text,
  status text not null check (status in ('succeeded', 'authorised', 'declined', 'action', 'processing', 'voided')),
  code text, amount bigint not null check (amount > 0), currency text not null, capture text not null check (capture in ('now', 'later')),
  captured bigint not null default 0, capturing bigint not null default 0,
  refunded bigint not null default 0, refunding bigint not null default 0,
  next_action jsonb, expires_at timestamptz, version int not null default 1,
  created_at timestamptz not null default banyan.now(), changed_at timestamptz not null default banyan.now(),
  constraint payments_attempt unique (order_id, attempt),
  -- The last guards: whatever the acts do, no more is taken than was agreed, and no more given back than was taken.
  constraint payments_captured check (captured >= 0 and capturing >= 0 and captured + capturing <= amount),
  constraint payments_refunded check (refunded >= 0 and refunding >= 0 and refunded + refunding <= captured));

-- What a `PaymentChanged` says of a payment, beside what changed.
create function payments.fact_of(p payments.payments) returns jsonb language sql stable as $$
  select jsonb_build_object('paymentId', p.id, 'orderId', p.order_id, 'attempt', p.attempt, 'provider', p.provider, 'status', p.status,
    'amount', p.amount, 'captured', p.captured, 'refunded', p.refunded, 'currency', p.currency)
$$;

-- Orders that ended: whoever pays one of them later voids what he did.
create table payments.ended_orders (order_id uuid primary key, ended_at timestamptz not null default banyan.now());

-- One row per refund, also one that was declined: it is the key by which a repeat is known. `ask_at`: when the provider is asked again.
create table payments.refunds (
  id uuid primary key, payment_id uuid not null references payments.payments (id), order_id uuid not null,
  amount bigint not null check (amount > 0), reason text,
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')), code text,
  -- False: made on the provider's own pages, and told to us.
  ours boolean not null default true, tries int not null default 0, ask_at timestamptz,
  created_at timestamptz not null default banyan.now(), settled_at timestamptz);
create index refunds_payment on payments.refunds (payment_id);
create index refunds_pending on payments.refunds (ask_at) where status = 'pending';

create table payments.captures (
  id uuid primary key, payment_id uuid not null references payments.payments (id), order_id uuid not null,
  amount bigint not null check (amount > 0),
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')), code text,
  tries int not null default 0, ask_at timestamptz, created_at timestamptz not null default banyan.now(), settled_at timestamptz);
create index captures_payment on payments.captures (payment_id);
create index captures_pending on payments.captures (ask_at) where status = 'pending';

-- What providers told (times in milliseconds, because cursors carry them); applied by asking them for the present state. What cannot be ours is quarantined, with the reason.
create table payments.webhook_events (
  provider text, event_id text, type text not null, provider_id text not null, payload jsonb not null,
  received_at timestamptz not null default date_trunc('milliseconds', banyan.now()), ask_at timestamptz not null default banyan.now(), tries int not null default 0,
  applied_at timestamptz, quarantined boolean not null default false, reason text, primary key (provider, event_id));
create index webhook_events_waiting on payments.webhook_events (ask_at) where applied_at is null and not quarantined;
create index webhook_events_quarantined on payments.webhook_events (received_at desc, event_id desc) where quarantined;
create index webhook_events_applied on payments.webhook_events (applied_at) where applied_at is not null;

-- How far our books were compared with a provider's, and what differed. A difference that went away keeps its row.
create table payments.reconciliations (provider text primary key, until timestamptz not null);
create table payments.differences (
  provider text, provider_id text, kind text check (kind in ('missing_here', 'missing_there', 'other_state')),
  order_id uuid, details jsonb not null, found_at timestamptz not null default date_trunc('milliseconds', banyan.now()), resolved_at timestamptz,
  primary key (provider, provider_id, kind));
create index differences_found on payments.differences (found_at desc, provider_id desc);
