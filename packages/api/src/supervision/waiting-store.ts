import type { Role } from '@nightlight/contract'
import { isMapped } from '@nightlight/matcher'
import { nameOfProvider, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { isAllowed, type Access } from '../identity/principal.ts'

/** Of each kind so many are told, the oldest. */
export const TOLD_OF_KIND = 15

/** What one person began and another one has to end. */
export type Waiting = {
  kind: WaitingKind
  /** Of what its page is about; of an assessment or a request its own. */
  id: string
  /** A name as people know it; a host of a dispute, in clear. */
  name: string
  since: Date
  /** Page where it is decided; null where the console has none. */
  path: string | null
}

type Kind = {
  /** Who sees it: whoever sees the page that it leads to. */
  access: Access
  pathOf: ((id: string) => string) | null
  /** `id`, `name` and `since` of what waits, the oldest first. */
  query: RawBuilder<unknown>
}

const WAITS_TO_BE_LET_IN = sql`w.needs_approval and w.approved_at is null and w.state <> 'deactivated'`

const KINDS = {
  // whose codes are not explained yet waits for whoever knows them first; of which nothing was accepted or whose end or list's end has passed, for nobody
  submission: {
    access: 'list:read',
    pathOf: (id) => `/console/submissions/${id}`,
    query: sql`select s.id, l.name, s.received_at as since from submission s
      join hash_list l on l.id = s.list_id where s.state = 'staged' and s.accepted + s.duplicate > 0
        and least(s.expires_at, l.expires_at, 'infinity') > clock_timestamp() and ${isMapped} order by s.received_at`,
  },
  release: {
    access: 'list:read',
    pathOf: (id) => `/console/submissions/${id}`,
    query: sql`select s.id, l.name, coalesce(s.activated_at, s.received_at) as since from submission s
      join hash_list l on l.id = s.list_id
      where s.look_back = 'found' and s.state = 'active' order by s.activated_at`,
  },
  contact: {
    access: 'provider:read',
    pathOf: (id) => `/console/providers/${id}`,
    query: sql`select p.id, ${nameOfProvider('p')} as name, c.proposed_at as since
      from contact_proposal c join provider p on p.id = c.provider_id
      where c.state = 'proposed' order by c.proposed_at`,
  },
  channel: {
    access: 'provider:read',
    pathOf: (id) => `/console/providers/${id}`,
    query: sql`select p.id, ${nameOfProvider('p')} as name, c.added_at as since
      from provider_channel c join provider p on p.id = c.provider_id
      where c.state = 'proposed' order by c.added_at`,
  },
  'provider-key': {
    access: 'provider:read',
    pathOf: (id) => `/console/providers/${id}`,
    query: sql`select p.id, ${nameOfProvider('p')} as name, k.added_at as since
      from provider_key k join provider p on p.id = k.provider_id
      where k.approved_at is null and k.revoked_at is null order by k.added_at`,
  },
  lookup: {
    access: 'provider:read',
    pathOf: (id) => `/console/providers/${id}`,
    query: sql`select p.id, ${nameOfProvider('p')} as name, a.proposed_at as since
      from lookup_accreditation a join provider p on p.id = a.provider_id
      where a.approved_at is null and a.ended_at is null order by a.proposed_at`,
  },
  'address-consent': {
    access: 'provider:read',
    pathOf: (id) => `/console/providers/${id}`,
    query: sql`select p.id, ${nameOfProvider('p')} as name, c.proposed_at as since
      from address_consent c join provider p on p.id = c.provider_id
      where c.given_at is null and c.withdrawn_at is null and c.ends_at > clock_timestamp() order by c.proposed_at`,
  },
  // shown to whoever could let them in: supervisors those of providers, administrators all
  'person-of-provider': {
    access: 'provider:write',
    pathOf: (id) => `/console/providers/${id}/people`,
    query: sql`select p.id, concat(w.name, ', ', ${nameOfProvider('p')}) as name, w.requested_at as since
      from person w join provider p on p.id = w.provider_id where ${WAITS_TO_BE_LET_IN} order by w.requested_at`,
  },
  person: {
    access: 'person:write',
    pathOf: () => '/console/people',
    query: sql`select w.id, w.name, w.requested_at as since from person w
      where ${WAITS_TO_BE_LET_IN} order by w.requested_at`,
  },
  policy: {
    access: 'policy:read',
    pathOf: (id) => `/console/policies/${id}`,
    query: sql`select id, name, proposed_at as since from routing_policy
      where state = 'draft' order by proposed_at`,
  },
  feed: {
    access: 'list:read',
    pathOf: (id) => `/console/hash-lists/${id}`,
    query: sql`select l.id, l.name, f.requested_at as since from list_feed f
      join hash_list l on l.id = f.list_id where f.approved_by is null order by f.requested_at`,
  },
  opinion: {
    access: 'list:read',
    pathOf: null,
    query: sql`select id, kind as name, requested_at as since from opinion_source
      where approved_by is null and ended_at is null order by requested_at`,
  },
  dispute: {
    access: 'takedown:read',
    pathOf: (id) => `/console/takedowns/${id}`,
    query: sql`select d.takedown_id as id, t.host as name, d.opened_at as since
      from dispute d join takedown t on t.id = d.takedown_id
      where d.ended_at is null and not exists (select from dispute_decision x where x.dispute_id = d.id)
      order by d.opened_at`,
  },
  'second-voice': {
    access: 'takedown:read',
    pathOf: (id) => `/console/takedowns/${id}`,
    query: sql`select d.takedown_id as id, t.host as name, d.opened_at as since
      from dispute d join takedown t on t.id = d.takedown_id
      where d.ended_at is null and exists (select from dispute_decision x where x.dispute_id = d.id)
      order by d.opened_at`,
  },
  // what can still be undone is not asked yet
  assessment: {
    access: 'assessment:give',
    pathOf: () => '/console/assessments',
    query: sql`select a.id, l.name, coalesce(d.effect_at, d.at) as since from assessment a
      join decision d on d.id = a.decision_id join match m on m.id = a.match_id join hash_list l on l.id = m.list_id
      where a.verdict is null and (d.effect_at is null or d.effect_at <= clock_timestamp()) order by a.id`,
  },
  disagreement: {
    access: 'assessment:settle',
    pathOf: () => '/console/assessments',
    query: sql`select a.id, l.name, a.given_at as since from assessment a
      join match m on m.id = a.match_id join hash_list l on l.id = m.list_id
      where a.agrees = false and a.settled_at is null order by a.id`,
  },
} as const satisfies Record<string, Kind>

export type WaitingKind = keyof typeof KINDS

/** What waits for a second person anywhere, as far as a role sees it, the oldest first. */
export async function waitingForApproval(
  db: DbOrTransaction,
  role: Role,
): Promise<{ items: Waiting[]; isMore: boolean }> {
  const items: Waiting[] = []
  let isMore = false
  for (const [kind, { access, pathOf, query }] of Object.entries(KINDS) as [WaitingKind, Kind][]) {
    if (!isAllowed(role, access)) continue
    const { rows } = await sql<{ id: string; name: string; since: Date }>`
      ${query} limit ${TOLD_OF_KIND + 1}`.execute(db)
    isMore ||= rows.length > TOLD_OF_KIND
    items.push(
      ...rows
        .slice(0, TOLD_OF_KIND)
        .map(({ id, name, since }) => ({ kind, id, name, since, path: pathOf?.(id) ?? null })),
    )
  }
  return { items: items.toSorted((a, b) => a.since.getTime() - b.since.getTime()), isMore }
}
