-- Who may log in. `email` is kept as `emailOf` normalises it, so that the unique key decides between twins.
-- `password_hash` null: invited and not arrived yet, or ended. Sessions live only in the `epoch` they were opened in:
-- raising it ends all of them in the statement that changes the password or the role.
-- `letters` were asked for since `letters_from`: the row itself is the guard against a flood of them.
create table users.users (
  id uuid primary key, email text not null, email_verified boolean not null default false, password_hash text,
  first_name text not null, last_name text not null, locale text not null,
  role text not null default 'customer' check (role in ('customer', 'staff', 'administrator')),
  epoch int not null default 1, version bigint not null default 1,
  letters int not null default 0, letters_from timestamptz not null default '-infinity',
  created_at timestamptz not null default banyan.now(), ended_at timestamptz,
  constraint users_email_taken unique (email));
comment on column users.users.email is 'personal';
comment on column users.users.first_name is 'personal';
comment on column users.users.last_name is 'personal';
create index users_staff on users.users (id) where role <> 'customer';

-- A family of refresh tokens: one log-in on one device. Its id is the `sid` of the access tokens.
create table users.sessions (
  id uuid primary key, user_id uuid not null references users.users (id), epoch int not null, network text not null,
  created_at timestamptz not null default banyan.now(), expires_at timestamptz not null,
  ended_at timestamptz, ended_because text check (ended_because in ('logout', 'reuse')));
comment on column users.sessions.network is 'personal';
create index sessions_of_user on users.sessions (user_id, network);
create index sessions_over on users.sessions (expires_at);

-- Every token of a family that was given out, hashed; a used one is kept as long as its family, so that its reuse is seen.
create table users.refresh_tokens (
  hash bytea primary key, session_id uuid not null references users.sessions (id) on delete cascade,
  created_at timestamptz not null default banyan.now(), used_at timestamptz);
create index refresh_tokens_of_session on users.refresh_tokens (session_id);

-- What a letter carries, hashed. `cause`: the job that made it, so that a repeat makes no second one.
-- `user_id` null: the link that makes the first administrator.
create table users.one_time_tokens (
  hash bytea primary key, user_id uuid references users.users (id),
  purpose text not null check (purpose in ('verify', 'reset', 'invite', 'first_login')), email text, cause text unique,
  created_at timestamptz not null default banyan.now(), expires_at timestamptz not null, used_at timestamptz);
comment on column users.one_time_tokens.email is 'personal';
create index one_time_tokens_of_user on users.one_time_tokens (user_id, purpose, created_at);
create index one_time_tokens_over on users.one_time_tokens (expires_at);

-- Keys of the access tokens. The private part is sealed; `generation` is what two processes that rotate at once collide on.
create table users.keys (
  kid text primary key, generation int not null unique, public_jwk json not null, sealed text not null,
  created_at timestamptz not null default banyan.now());

-- Log-ins tried. `allowed` is what the last try was told: only the new row can be returned by an upsert.
create table users.network_attempts (
  network text primary key, tokens double precision not null, allowed boolean not null, at timestamptz not null) with (fillfactor = 70);
create index network_attempts_at on users.network_attempts (at);
-- `network` empty: all networks from which the owner of the account never logged in.
create table users.account_attempts (
  account text, network text, failures int not null, allowed boolean not null, blocked_until timestamptz not null,
  at timestamptz not null, primary key (account, network)) with (fillfactor = 70);
create index account_attempts_at on users.account_attempts (at);

-- What staff wrote, told by every module. Append-only.
create table users.audit_entries (
  id uuid primary key, at timestamptz not null, module text not null, actor text not null, route text not null, target text,
  status int not null, changes json, request_id text not null);
create index audit_entries_at on users.audit_entries (at desc, id desc);
create index audit_entries_of_actor on users.audit_entries (actor, at desc, id desc);
create index audit_entries_of_target on users.audit_entries (target, at desc, id desc);
