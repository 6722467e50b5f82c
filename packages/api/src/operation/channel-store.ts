import {
  nameOfProvider,
  type ChannelKind,
  type DbOrTransaction,
  type TestOutcome,
} from '@nightlight/runtime'
import { sql } from 'kysely'

/** When notices last went a way, and when the last one did not. */
export type ChannelUse = {
  channel: ChannelKind
  takenAt: Date | null
  notTakenAt: Date | null
  /** What became of the last one that was not taken, and with which code of the other side. */
  outcome: string | null
  code: number | null
}

const KINDS = ['smtp', 'reply-page', 'aws', 'cloudflare', 'webhook'] as const

/** Of every way by which providers are told; two steps in an index each. */
export async function channelUse(db: DbOrTransaction): Promise<ChannelUse[]> {
  const { rows } = await sql<ChannelUse>`
    select k.channel, t.at as "takenAt", f.at as "notTakenAt", f.outcome, f.code
      from unnest(${[...KINDS]}::text[]) with ordinality k (channel, n)
      left join lateral (
        select a.finished_at as at from notice_attempt a
         where a.channel = k.channel and a.outcome in ('accepted', 'recovered')
         order by a.finished_at desc limit 1) t on true
      left join lateral (
        select a.finished_at as at, a.outcome, a.smtp_code as code from notice_attempt a
         where a.channel = k.channel and a.outcome is not null and a.outcome not in ('accepted', 'recovered', 'withdrawn', 'unsendable')
         order by a.finished_at desc limit 1) f on true
     order by k.n`.execute(db)
  return rows
}

/** How many ways of providers there are of each kind and state. */
export async function providerWays(
  db: DbOrTransaction,
): Promise<{ kind: ChannelKind; state: 'proposed' | 'active' | 'disabled'; n: number }[]> {
  const rows = await db
    .selectFrom('provider_channel')
    .select(['kind', 'state', (eb) => eb.fn.countAll<string>().as('n')])
    .groupBy(['kind', 'state'])
    .execute()
  return rows.map(({ n, ...row }) => ({ ...row, n: Number(n) }))
}

/** A way, or a key to which mail is encrypted, that somebody proposed and nobody has settled yet. */
export type ProposedWay = {
  kind: ChannelKind | 'openpgp' | 'smime'
  provider: string
  providerId: string
  addedAt: Date
}

const PROPOSED = sql`(
  select id, provider_id, kind, added_by, added_at from provider_channel where state = 'proposed'
  union all
  select id, provider_id, kind, added_by, added_at from provider_key where approved_at is null and revoked_at is null)`

const PROPOSED_SHOWN = 50

/** Those that wait longest first, and how many there are. */
export async function proposedWays(
  db: DbOrTransaction,
): Promise<{ n: number; oldest: ProposedWay[] }> {
  const { rows } = await sql<ProposedWay>`
    select c.kind, ${nameOfProvider('p')} as provider, p.id as "providerId", c.added_at as "addedAt"
      from ${PROPOSED} c join provider p on p.id = c.provider_id
     order by c.added_at, c.id limit ${PROPOSED_SHOWN}`.execute(db)
  return { n: await countProposed(db), oldest: rows }
}

/** How many wait for somebody else than who proposed them. */
export const countWaysToApprove = (db: DbOrTransaction, actor: string): Promise<number> =>
  countProposed(db, actor)

async function countProposed(db: DbOrTransaction, besides = ''): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${PROPOSED} c where c.added_by <> ${besides}`.execute(db)
  return rows[0]!.n
}

/** How many mailboxes of providers wait for somebody else than who proposed them. */
export async function countMailboxesToApprove(db: DbOrTransaction, actor: string): Promise<number> {
  const { n } = await db
    .selectFrom('contact_proposal')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('state', '=', 'proposed')
    .where('proposed_by', '<>', actor)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** A way by an interface, and the last time that it was asked whether it takes our keys. */
export type InterfaceWay = {
  id: string
  kind: 'aws' | 'cloudflare'
  provider: string
  providerId: string
  state: 'proposed' | 'active'
  test: {
    askedAt: Date
    doneAt: Date | null
    outcome: TestOutcome | null
    code: number | null
  } | null
}

const INTERFACES_SHOWN = 50

/** Those in use or proposed. */
export async function interfaceWays(db: DbOrTransaction): Promise<InterfaceWay[]> {
  const { rows } = await sql<
    Omit<InterfaceWay, 'test'> & { [Key in keyof Test]: Test[Key] | null }
  >`
    select c.id, c.kind, ${nameOfProvider('p')} as provider, p.id as "providerId", c.state,
           t.asked_at as "askedAt", t.done_at as "doneAt", t.outcome, t.code
      from provider_channel c join provider p on p.id = c.provider_id
      left join lateral (
        select asked_at, done_at, outcome, code from channel_test
         where provider_id = c.provider_id and channel_id = c.id order by asked_at desc limit 1) t on true
     where c.kind in ('aws', 'cloudflare') and c.state <> 'disabled'
     order by provider, c.id limit ${INTERFACES_SHOWN}`.execute(db)
  return rows.map(({ askedAt, doneAt, outcome, code, ...way }) => ({
    ...way,
    test: askedAt === null ? null : { askedAt, doneAt, outcome, code },
  }))
}

type Test = NonNullable<InterfaceWay['test']>

/** When something was last done, by its action in the log; null where it never was. */
export async function lastDone(db: DbOrTransaction, action: string): Promise<Date | null> {
  const row = await db
    .selectFrom('audit_event')
    .select('at')
    .where('action', '=', action)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.at ?? null
}
