import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { decideMatch, type DecidedBy } from '../decide-match.ts'
import { lockForDecision } from '../match-store.ts'
import { countPart, type PartCount } from './count-waiting.ts'
import { lookThrough, type Waiting } from './queue-store.ts'

type Verdict = 'confirm' | 'reject'

/** How many matches are decided at once, at most: as many as a person can look through. */
export const TOGETHER_MOST = 100

/** Of what waits at a host: what is decided now, what is left for the next time, what has to be looked at one by one. */
export type Together = { chosen: Waiting[]; left: PartCount; oneByOne: PartCount }

/** A possible match is confirmed only by whoever has looked at it; rejecting opens nothing. */
export async function readTogether(
  db: DbOrTransaction,
  host: string,
  { verdict, now }: { verdict: Verdict; now: Date },
): Promise<Together> {
  const isConfirmed = verdict === 'confirm'
  const able = { host, without: isConfirmed ? ('probable' as const) : undefined }
  const { waiting: chosen, further } = await lookThrough(db, able, { now, limit: TOGETHER_MOST })
  const none = { n: 0, isRough: false }
  const all = further === null ? none : await countPart(db, able, now)
  return {
    chosen,
    left: { ...all, n: Math.max(0, all.n - chosen.length) },
    oneByOne: isConfirmed ? await countPart(db, { host, tier: 'probable' }, now) : none,
  }
}

/** Whether confirming a match opens takedowns where its media is. */
export const opensTakedowns = ({ tier, legalClass }: Pick<Waiting, 'tier' | 'legalClass'>) =>
  tier !== 'probable' && legalClass === 'csam'

/**
 * Decides matches of one host, each by a decision of its own, all or none. Call it in a transaction.
 *
 * Sent again, it changes nothing.
 *
 * @returns of which media
 * @throws {DomainError} invalid `together-none`; conflict `together-probable`, `together-changed`: one no longer waits
 *   at the host, or another person decided it
 */
export async function decideTogether(
  db: DbOrTransaction,
  { host, matchIds }: { host: string; matchIds: readonly string[] },
  said: { verdict: Verdict; reason: string },
  by: DecidedBy,
): Promise<{ mediaIds: string[]; decided: number }> {
  const action = 'Deciding together'
  if (matchIds.length === 0) throw new DomainError('invalid', 'together-none', `${action}: nothing`)
  const changed = () =>
    new DomainError('conflict', 'together-changed', `${action}: one no longer waits there`)
  // in one order, so that two who decide the same wait for each other and not in a circle
  const ids = [...new Set(matchIds)].sort()
  const fresh: string[] = []
  for (const id of ids) {
    const locked = await lockForDecision(db, id)
    if (!locked) throw changed()
    const { newest } = locked
    if (newest === null) fresh.push(id)
    else if (newest.actor !== by.actor || newest.verdict !== said.verdict) throw changed()
  }
  const tiers = await waitingTiers(db, host, fresh)
  if (tiers.length < fresh.length) throw changed()
  if (said.verdict === 'confirm' && tiers.includes('probable')) {
    throw new DomainError('conflict', 'together-probable', `${action}: one is a possible match`)
  }
  const made = []
  for (const id of ids) made.push(await decideMatch(db, id, said, by))
  return { mediaIds: [...new Set(made.map(({ mediaId }) => mediaId))], decided: made.length }
}

async function waitingTiers(
  db: DbOrTransaction,
  host: string,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ tier: string }>`
    select tier from waiting_match where match_id = any (${ids}::uuid[]) and host = ${host}`.execute(
    db,
  )
  return rows.map(({ tier }) => tier)
}

/** Pages that show media and are not known to have lost them, and hosts that serve them there. */
export async function reachTogether(
  db: DbOrTransaction,
  mediaIds: readonly string[],
): Promise<{ pages: number; hosts: number }> {
  const { rows } = await sql<{ pages: number; hosts: number }>`
    select count(distinct s.page_location_id)::integer as pages, count(distinct l.host)::integer as hosts
    from sighting s join location l on l.id = s.location_id
    where s.media_id = any (${mediaIds}::uuid[]) and s.gone_at is null`.execute(db)
  return rows[0]!
}

/** The host at which a match is counted; null where it was never seen, or there is none. */
export async function hostOfMatch(db: DbOrTransaction, matchId: string): Promise<string | null> {
  const { rows } = await sql<{ host: string }>`
    select p.host from match m
    join sighting s on s.media_id = m.media_id
    join location p on p.id = s.location_id
    where m.id = ${matchId}::uuid order by (s.first_seen_at, s.location_id) limit 1`.execute(db)
  return rows[0]?.host ?? null
}
