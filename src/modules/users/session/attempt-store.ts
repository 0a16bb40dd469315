import type { Db } from '#kernel/database/sql.ts'
import type { Role } from '#kernel/module.ts'

type Attempt = {
  email: string
  /** What stands for the account in the table: not the address, since most that are tried belong to nobody here. */
  account: string
  network: string
  perNetwork: number
  perAccount: number
}
export type Tried = {
  /** How long to wait before the next try, in ms; 0: this one may be made. */
  waitMs: number
  user: { id: string; email: string; role: Role; epoch: number; passwordHash: string | null } | null
}

type Row = {
  id: string | null
  role: Role
  epoch: number
  passwordHash: string | null
  networkWaitMs: number
  accountWaitMs: number
}

/**
 * Counts a try to log in before it is made, so that a hundred at once are a hundred, in every process. One statement.
 * A network has a bucket of `perNetwork` tries a minute. An account, known or not, has `perAccount` failures; then it
 * is closed for 30 s, twice as long after each further one, at most 15 minutes, and open again; an hour without a try
 * forgets them. From a network where its owner has logged in, an account is counted apart, so that a stranger cannot
 * keep the owner out. What was never closed is open since ever, not since its first try: of two at once, the one whose
 * statement began earlier may come second, and its clock is behind the first one's.
 */
export async function takeAttempt(
  db: Db,
  { email, account, network, perNetwork, perAccount }: Attempt,
): Promise<Tried> {
  const [row] = await db.sql<Row>`
    with net as (
      insert into users.network_attempts as n (network, tokens, allowed, at)
      values (${network}, ${perNetwork}::float8 - 1, true, banyan.now())
      on conflict (network) do update set (tokens, allowed, at) = (
        select filled - case when filled >= 1 then 1 else 0 end, filled >= 1, banyan.now() from (
          select least(${perNetwork}::float8,
            n.tokens + greatest(0, extract(epoch
              from banyan.now() - n.at)) * ${perNetwork}::float8 / 60) as filled) bucket)
      returning tokens, allowed
    ), acc as (
      insert into users.account_attempts as a (account, network, failures, allowed, blocked_until, at)
      select ${account}::text, case when exists (
          select from users.users u join users.sessions s on s.user_id = u.id
          where u.email = ${email} and s.network = ${network}
        ) then ${network}::text else '' end,
        1, true, case when ${perAccount}::int <= 1 then banyan.now() + interval '30 s' else '-infinity' end, banyan.now()
      from net where net.allowed
      on conflict (account, network) do update set (allowed, failures, blocked_until, at) = (
        select is_open, case when is_open then least(count, 100000) else a.failures end,
          case when is_open and count >= ${perAccount}::int
            then banyan.now() + least(900, 30 * power(2, least(10, count - ${perAccount}::int))) * interval '1 s'
            else a.blocked_until end,
          case when is_open then banyan.now() else a.at end
        from (select a.blocked_until <= banyan.now() as is_open,
          case when a.at < banyan.now() - interval '1 hour' then 1 else a.failures + 1 end as count) tried)
      returning allowed, blocked_until
    )
    select u.id, u.role, u.epoch, u.password_hash as "passwordHash",
      case when net.allowed then 0
        else ceil((1 - net.tokens) * 60000 / ${perNetwork}::float8) end::int as "networkWaitMs",
      case when coalesce(acc.allowed, true) then 0
        else ceil(extract(epoch from acc.blocked_until - banyan.now()) * 1000) end::int as "accountWaitMs"
    from net left join acc on true left join users.users u on u.email = ${email} and u.ended_at is null`
  const { id, networkWaitMs, accountWaitMs, ...user } = row!
  return { waitMs: Math.max(networkWaitMs, accountWaitMs), user: id === null ? null : { id, email, ...user } }
}

/** Forgets the failed tries of an account: its owner proved to be there. */
export async function forgetAttempts(db: Db, account: string): Promise<void> {
  await db.sql`delete from users.account_attempts where account = ${account}`
}

/** Deletes counts that say nothing any more: a full bucket is like none. */
export async function sweepAttempts(db: Db): Promise<void> {
  await db.sql`
    with networks as (delete from users.network_attempts where at < banyan.now() - interval '1 hour')
    delete from users.account_attempts where at < banyan.now() - interval '2 hours'`
}
