import type { LegalClass, Tier } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { withDecision } from '../match-conditions.ts'

/** Of what it is asked what rests on it. */
export type Ground = { kind: 'entry' | 'submission' | 'list'; id: string }

export type RestCounts = {
  matches: { all: number; undecided: number; confirmed: number; rejected: number; held: number }
  /** By status. */
  takedowns: Record<string, number>
  /** Letters by state, without retractions. */
  notices: Record<string, number>
  /** Letters that take back others, by state. */
  retractions: Record<string, number>
}

export type RestingTakedown = {
  id: string
  status: string
  openedAt: Date
  notices: { id: string; kind: string; state: string; composedAt: Date; sentAt: Date | null }[]
}

export type RestingMatch = {
  id: string
  entryId: string
  tier: Tier
  legalClass: LegalClass
  matchedAt: Date
  verdict: 'confirm' | 'reject' | null
  /** Found by looking back and not released. */
  isHeld: boolean
  takedowns: RestingTakedown[]
}

/** Matches `m` of a ground, with their entry `e`, newest decision `d` and, where found so, look back `b`. */
const matchesOn = ({ kind, id }: Ground, decision = withDecision): RawBuilder<unknown> => sql`
  match m
  join list_entry e on e.id = m.entry_id
  left join submission b on b.id = m.look_back
  ${decision}
  where ${
    kind === 'entry'
      ? sql`m.entry_id = ${id}`
      : kind === 'list'
        ? sql`m.list_id = ${id}`
        : sql`e.submission_id = ${id}
            and m.list_id = (select list_id from submission where id = ${id})`
  }`

const IS_HELD = sql`(b.look_back is not null and b.look_back <> 'released')`

/** The newest decision of match `m`, as `d`, where matches are so many that to look for each takes longer than to read all. */
const withAnyDecision: RawBuilder<unknown> = sql`
  left join (select distinct on (match_id) match_id, verdict from decision
    order by match_id, at desc, id desc) d on d.match_id = m.id`

/** How much rests on a ground, and what became of it. */
export async function restCounts(db: DbOrTransaction, ground: Ground): Promise<RestCounts> {
  const { rows } = await sql<{ of: string; name: string; n: string }>`
    with ground as materialized (
      select m.id, m.media_id, d.verdict, ${IS_HELD} as is_held
        from ${matchesOn(ground, ground.kind === 'entry' ? withDecision : withAnyDecision)}
    ), resting as materialized (
      select t.id, t.status from ground g
        join takedown t on t.media_id = g.media_id and t.match_id = g.id
    ), letters as (
      select distinct n.id, n.state, n.kind = 'retraction' as is_retraction
        from resting r
        join notice_item i on i.takedown_id = r.id
        join notice n on n.id = i.notice_id
    )
    select 'matches' as of, coalesce(verdict, 'none') as name, count(*) as n from ground group by 2
    union all select 'held', '', count(*) from ground where is_held
    union all select 'takedowns', status, count(*) from resting group by 2
    union all select 'notices', state, count(*) from letters where not is_retraction group by 2
    union all select 'retractions', state, count(*) from letters where is_retraction group by 2
  `.execute(db)
  const group = (of: string): Record<string, number> =>
    Object.fromEntries(rows.filter((row) => row.of === of).map(({ name, n }) => [name, Number(n)]))
  const { none: undecided = 0, confirm: confirmed = 0, reject: rejected = 0 } = group('matches')
  return {
    matches: {
      all: undecided + confirmed + rejected,
      undecided,
      confirmed,
      rejected,
      held: group('held')[''] ?? 0,
    },
    takedowns: group('takedowns'),
    notices: group('notices'),
    retractions: group('retractions'),
  }
}

/** One page of the matches that rest on a ground, with the takedowns and notices that rest on them. */
export async function restingMatches(
  db: DbOrTransaction,
  ground: Ground,
  { limit, after }: { limit: number; after: string | null },
): Promise<RestingMatch[]> {
  const { rows } = await sql<Omit<RestingMatch, 'takedowns'> & { mediaId: string }>`
    select m.id, m.media_id as "mediaId", m.entry_id as "entryId", m.tier,
           e.legal_class as "legalClass", m.matched_at as "matchedAt", d.verdict,
           ${IS_HELD} as "isHeld"
      from ${matchesOn(ground)} and (${after}::uuid is null or m.id > ${after}::uuid)
     order by m.id limit ${limit}`.execute(db)
  const takedowns = await takedownsOn(db, rows)
  return rows.map(({ mediaId: _mediaId, ...match }) => ({
    ...match,
    takedowns: takedowns.get(match.id) ?? [],
  }))
}

async function takedownsOn(
  db: DbOrTransaction,
  matches: readonly { id: string; mediaId: string }[],
): Promise<Map<string, RestingTakedown[]>> {
  const found = new Map<string, RestingTakedown[]>()
  if (matches.length === 0) return found
  const rows = await db
    .selectFrom('takedown')
    .select(['id', 'match_id', 'status', 'opened_at'])
    // by media, since that is what takedowns are indexed by
    .where(
      'media_id',
      'in',
      matches.map(({ mediaId }) => mediaId),
    )
    .where(
      'match_id',
      'in',
      matches.map(({ id }) => id),
    )
    .orderBy('id')
    .execute()
  const notices = await noticesOn(
    db,
    rows.map(({ id }) => id),
  )
  for (const { id, match_id: matchId, status, opened_at: openedAt } of rows) {
    const takedown = { id, status, openedAt, notices: notices.get(id) ?? [] }
    found.set(matchId, [...(found.get(matchId) ?? []), takedown])
  }
  return found
}

async function noticesOn(
  db: DbOrTransaction,
  takedownIds: readonly string[],
): Promise<Map<string, RestingTakedown['notices']>> {
  const found = new Map<string, RestingTakedown['notices']>()
  if (takedownIds.length === 0) return found
  const rows = await db
    .selectFrom('notice_item as i')
    .innerJoin('notice as n', 'n.id', 'i.notice_id')
    .select(['i.takedown_id', 'n.id', 'n.kind', 'n.state', 'n.composed_at', 'n.sent_at'])
    .where('i.takedown_id', 'in', takedownIds)
    .orderBy('i.takedown_id')
    .orderBy('i.seq')
    .execute()
  for (const { takedown_id: of, composed_at: composedAt, sent_at: sentAt, ...notice } of rows) {
    found.set(of, [...(found.get(of) ?? []), { ...notice, composedAt, sentAt }])
  }
  return found
}
