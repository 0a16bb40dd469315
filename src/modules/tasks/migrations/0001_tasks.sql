-- Long work that a person started. `lease_until` and `fence`: who runs it; who lost the lease cannot write any more.
-- `checkpoint`: where the next batch begins. `planned`: what the batch in flight is about to do, kept before it is done,
-- so that counts are right when it is repeated after a crash. `done` and `total` are bytes of the file.
create table tasks.tasks (
  id uuid primary key,
  kind text not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  started_by text not null,
  input json not null,
  done bigint not null default 0,
  total bigint not null,
  counts json not null,
  notices json not null default '[]',
  errors int not null default 0,
  checkpoint json,
  planned json,
  reason text,
  detail text,
  cancel_asked boolean not null default false,
  lease_until timestamptz not null default '-infinity',
  fence bigint not null default 0,
  attempts int not null default 0,
  created_at timestamptz not null default banyan.now(),
  started_at timestamptz,
  finished_at timestamptz
) with (fillfactor = 50);
create index tasks_open on tasks.tasks (id) where state in ('queued', 'running');
create index tasks_finished on tasks.tasks (finished_at) where finished_at is not null;

-- What is wrong in which row, written with the checkpoint of its batch.
create table tasks.findings (
  task_id uuid not null references tasks.tasks on delete cascade,
  pos bigint generated always as identity,
  row_number int not null,
  column_name text,
  code text not null,
  detail text not null,
  primary key (task_id, pos)
);

-- Handles and SKUs that a running import met, with the first row of each: a second one is a mistake in the file.
create table tasks.met_keys (
  task_id uuid not null references tasks.tasks on delete cascade,
  key text not null,
  row_number int not null,
  primary key (task_id, key)
);

-- The stock that a file last said of a variant. A file that says it again says nothing new: what was sold meanwhile stays sold.
create table tasks.stock_figures (
  variant_id uuid not null,
  location text not null,
  figure int not null,
  primary key (variant_id, location)
);
