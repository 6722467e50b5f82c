import { LEGAL_CLASSES, type LegalClass } from '@nightlight/contract'
import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'
import { TAKEDOWN_STATUSES, type TakedownStatus } from '../takedown-store.ts'

/** `unanswered`: received, with cases that wait for the word of the authority; they are among `received` too. */
export const HAND_OVER_STATES = ['waiting', 'unanswered', 'received'] as const
export type HandOverState = (typeof HAND_OVER_STATES)[number]

/** What the hotline handed over to an authority, by one mail with one reference. */
export type HandOver = {
  id: string
  reference: string
  handedOverAt: Date
  /** How many cases are in it. */
  cases: number
  /** How many of them wait for the word that their provider may be told. */
  waiting: number
  receivedAt: Date | null
  receiver: string | null
  /** Number that the authority gives it. */
  ownReference: string | null
  /** When and by whom its providers were let be told. */
  allowedAt: Date | null
  allower: string | null
}

/** A case as the police may see it: never an exact address, which stands in the mail alone. */
export type HandedCase = {
  takedownId: string
  host: string
  country: string | null
  legalClass: LegalClass
  status: TakedownStatus
  /** Whether its provider is told only once the police say so. */
  waits: boolean
}

/** A mail has fewer. */
const MOST_CASES = 1_000

const NEXT = sql`t.state->'plan'->>((t.state->>'step')::int)`
/** What the plan did last, none at its start. */
const LAST = sql`case when (t.state->>'step')::int > 0 then t.state->'plan'->>((t.state->>'step')::int - 1) end`
/** Whether the provider of takedown `t` is told only once the police say so: not where another route has it with a partner. */
const WAITS: RawBuilder<boolean> = sql`(t.status = 'routed'
  and case when t.state ? 'handedOverAt' then t.state->>'handedOverAt' else t.state->'clocks'->>'t4' end is not null
  and coalesce(${LAST}, '') = 'police-hand-over'
  and coalesce(${NEXT}, '') not in ('provider-notice', 'police-hand-over', 'iccam-hand-over'))`
/** Cases of notice `n` that wait. */
const WAITING = sql`notice_item i join takedown t on t.id = i.takedown_id
  where i.notice_id = n.id and ${WAITS}`

/** Whose mail came back is no hand-over, unless they said before that that they have it. */
const select = ({ authorityId }: Principal): RawBuilder<unknown> => sql`
  select n.id, n.reference, n.sent_at as "handedOverAt",
         (select count(*)::int from notice_item i where i.notice_id = n.id) as cases,
         (select count(*)::int from ${WAITING}) as waiting,
         r.received_at as "receivedAt", r.receiver, r.own_reference as "ownReference",
         r.allowed_at as "allowedAt", r.allower
    from hand_over_office o
    join provider p on p.handle = o.handle and p.kind = 'police'
    join notice n on n.provider_id = p.id and n.kind = 'police-hand-over' and n.state = 'sent'
    left join hand_over_receipt r on r.notice_id = n.id and r.authority_id = o.authority_id
   where o.authority_id = ${authorityId}::uuid
     and (n.bounced_at is null or r.notice_id is not null)`

/** One page of what was handed over to the authority of whoever asks, the oldest first. */
export function listHandOvers(
  db: DbOrTransaction,
  principal: Principal,
  { state, after, limit }: { state: HandOverState; after: string | null; limit: number },
): Promise<HandOver[]> {
  const isIn = {
    waiting: sql`r.notice_id is null`,
    unanswered: sql`r.notice_id is not null and exists (select from ${WAITING})`,
    received: sql`r.notice_id is not null`,
  }[state]
  return asAsker(db, principal, async (seen) => {
    const { rows } = await sql<HandOver>`${PLANNED_ONCE}
      ${select(principal)}
         and ${isIn}
         and (${after}::uuid is null or n.id > ${after}::uuid)
       order by n.id limit ${limit}`.execute(seen)
    return rows
  })
}

/** @returns null when there is none, or none of theirs */
export function readHandOver(
  db: DbOrTransaction,
  principal: Principal,
  id: string,
): Promise<(HandOver & { items: HandedCase[] }) | null> {
  return asAsker(db, principal, async (seen) => {
    const { rows } = await sql<HandOver>`${select(principal)} and n.id = ${id}`.execute(seen)
    const found = rows[0]
    return found ? { ...found, items: await casesOf(seen, id) } : null
  })
}

async function casesOf(db: DbOrTransaction, noticeId: string): Promise<HandedCase[]> {
  const { rows } = await sql<HandedCase>`
    select t.id as "takedownId", t.host, h.country, t.state->>'legalClass' as "legalClass",
           t.status, ${WAITS} as waits
      from notice_item i
      join takedown t on t.id = i.takedown_id
      left join host_finding h on h.takedown_id = t.id
     where i.notice_id = ${noticeId}
     order by i.position limit ${MOST_CASES}`.execute(db)
  return rows.map((one) => ({ ...one, ...known(one) }))
}

/** As text of the database is read, in words that are known. */
const known = ({ legalClass, status }: { legalClass: string; status: string }) => ({
  legalClass: LEGAL_CLASSES.find((one) => one === legalClass) ?? 'csam',
  status: TAKEDOWN_STATUSES.find((one) => one === status) ?? 'closed',
})

/** Whether any recipient of hand-overs is this authority. */
export function isOffice(db: DbOrTransaction, principal: Principal): Promise<boolean> {
  return asAsker(db, principal, async (seen) => {
    const { rows } = await sql`
      select from hand_over_office where authority_id = ${principal.authorityId}::uuid limit 1`.execute(
      seen,
    )
    return rows.length > 0
  })
}

/** A case that a person of the hotline handed over by hand, as the police may see it. */
export type EnteredHandOver = HandedCase & {
  /** What was given as its number when it was entered. */
  reference: string
  /** When it was handed over, as it was entered. */
  handedOverAt: Date | null
}

/**
 * One page of what was handed over by hand to the authority of whoever asks, the newest case first.
 *
 * @param page.isAnswered  leaves out what waits for a word
 */
export function enteredHandOvers(
  db: DbOrTransaction,
  principal: Principal,
  {
    before,
    limit,
    isAnswered = false,
  }: { before: string | null; limit: number; isAnswered?: boolean },
): Promise<EnteredHandOver[]> {
  const which = isAnswered ? sql`not ${WAITS} and` : sql``
  const page = sql`${which} (${before}::uuid is null or t.id < ${before}::uuid) order by t.id desc limit ${limit}`
  return enteredCases(db, principal, page)
}

/** Of these, what waits for a word: the first `limit`, the one handed over longest ago on top. */
export const enteredWaiting = (
  db: DbOrTransaction,
  principal: Principal,
  limit: number,
): Promise<EnteredHandOver[]> =>
  enteredCases(
    db,
    principal,
    sql`${WAITS} order by "handedOverAt" nulls first, t.id limit ${limit}`,
  )

/** How many of these wait for a word. */
export function countEnteredWaiting(db: DbOrTransaction, principal: Principal): Promise<number> {
  return asAsker(db, principal, async (seen) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from takedown t where ${isEnteredFor(principal)} and ${WAITS}`.execute(
      seen,
    )
    return rows[0]?.n ?? 0
  })
}

/** @returns null when there is none, or none of theirs */
export async function enteredHandOver(
  db: DbOrTransaction,
  principal: Principal,
  takedownId: string,
): Promise<EnteredHandOver | null> {
  const [found] = await enteredCases(db, principal, sql`t.id = ${takedownId}`)
  return found ?? null
}

const isEnteredFor = ({ authorityId }: Principal): RawBuilder<boolean> => sql`(
  t.state->'entered' @> '[{"step": "police-hand-over"}]'
  and exists (select from hand_over_office o
    where o.handle = 'police' and o.authority_id = ${authorityId}::uuid))`

function enteredCases(
  db: DbOrTransaction,
  principal: Principal,
  which: RawBuilder<unknown>,
): Promise<EnteredHandOver[]> {
  return asAsker(db, principal, async (seen) => {
    const { rows } = await sql<EnteredHandOver>`${PLANNED_ONCE}
      select t.id as "takedownId", t.host, h.country, t.state->>'legalClass' as "legalClass",
             t.status, (t.state->'clocks'->>'t4')::timestamptz as "handedOverAt",
             ${WAITS} as waits,
             (select e->>'reference' from jsonb_array_elements(t.state->'entered') e
               where e->>'step' = 'police-hand-over' limit 1) as reference
        from takedown t
        left join host_finding h on h.takedown_id = t.id
       where ${isEnteredFor(principal)} and ${which}`.execute(seen)
    return rows.map((one) => ({ ...one, ...known(one) }))
  })
}
