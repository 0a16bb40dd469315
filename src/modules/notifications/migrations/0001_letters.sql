-- One row a letter. `payload` is what the letter tells of its event, without secrets; `token` what its link carries, which goes
-- when the link is dead. A letter is written once an event and template, whatever is delivered twice.
create table notifications.letters (
  id uuid primary key, event_id uuid not null, template text not null,
  recipient text not null, user_id uuid, locale text not null, payload json not null,
  -- `expires_at`: when the link is dead; null where the letter is worth reading later, too.
  token text, expires_at timestamptz,
  state text not null default 'waiting' check (state in ('waiting', 'kept', 'sent', 'failed')),
  -- `fence` grows with each claim, so that who lost the lease marks nothing; `edition` with each time that staff sends it again.
  -- `doubts`: how often the connection broke when the mail server may have had the letter already.
  attempts int not null default 0, doubts int not null default 0, fence int not null default 0, edition int not null default 1,
  wake_at timestamptz not null default banyan.now(), error text,
  created_at timestamptz not null default banyan.now(), sent_at timestamptz,
  constraint letters_event unique (event_id, template));
comment on column notifications.letters.recipient is 'personal';
comment on column notifications.letters.payload is 'personal';
comment on column notifications.letters.error is 'personal';
create index letters_due on notifications.letters (wake_at) where state = 'waiting';
create index letters_recipient on notifications.letters (lower(recipient), id);
create index letters_user on notifications.letters (user_id) where user_id is not null;
create index letters_created on notifications.letters (created_at);
create index letters_dead_links on notifications.letters (expires_at) where token is not null and expires_at is not null;
