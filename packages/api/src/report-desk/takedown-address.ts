import { DomainError } from '@nightlight/contract'
import {
  ERASED_URL,
  PLANNED_ONCE,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { noteReveals } from './report-work.ts'

/** An address of a takedown, or the page that shows what is there: its host, never the rest. */
export type PlaceOfTakedown = { id: string; host: string }

/** The page on which the content of a takedown is shown; null where that is one of its own addresses. */
export async function pageOfTakedown(
  db: DbOrTransaction,
  takedownId: string,
): Promise<PlaceOfTakedown | null> {
  const { rows } = await sql<PlaceOfTakedown>`${PLANNED_ONCE}
    select l.id, l.host from takedown t join location l on l.id = t.page_location_id
    where t.id = ${takedownId} and not exists (
      select from takedown_location tl where tl.takedown_id = t.id and tl.location_id = l.id)`.execute(
    db,
  )
  return rows[0] ?? null
}

/** Files by which a takedown is entered in ICCAM, as somebody had them made. */
export type IccamFilesMade = { at: Date; actor: string; reference: string | null }

const MADE_SHOWN = 5

/** The newest of a takedown, so that nobody enters it twice; without the reference where the log was erased. */
export async function iccamFilesOf(
  db: DbOrTransaction,
  takedownId: string,
): Promise<IccamFilesMade[]> {
  const { rows } = await sql<IccamFilesMade>`
    select at, actor, detail ->> 'reference' as reference from audit_event
     where object_id = ${takedownId} and action = 'iccam-files-made'
     order by at desc limit ${sql.lit(MADE_SHOWN)}`.execute(db)
  return rows
}

/**
 * The report on which is noted what is done about a takedown: the first that led to its page, or as which that one is
 * worked on.
 *
 * @returns null where none did
 */
export async function reportOfTakedown(
  db: DbOrTransaction,
  takedownId: string,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`${PLANNED_ONCE}
    select coalesce(m.into_id, x.report_id) as id
    from (
      select rl.report_id
      from takedown t join report_location rl on rl.location_id = t.page_location_id
      where t.id = ${takedownId}
      union
      select rl.report_id
      from takedown t
      cross join lateral (
        select root_location_id from crawl_page where location_id = t.page_location_id offset 0
      ) c
      join report_location rl on rl.location_id = c.root_location_id
      where t.id = ${takedownId}
    ) x
    left join report_merge m on m.report_id = x.report_id
    order by x.report_id limit 1`.execute(db)
  return rows[0]?.id ?? null
}

/**
 * Opens one address of a takedown for somebody, or its page, which the log says before they see it. Call it in a
 * transaction. It counts as the address of a report does, which `showAddress` has more of.
 *
 * @returns null for one that was erased
 * @throws {DomainError} not-found `not-found`; invalid `reveal-needs-reason`
 */
export async function showPlaceOfTakedown(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  asked: { takedownId: string; locationId: string; reason: string; budget: number },
  by: { actor: string; at: Date },
): Promise<string | null> {
  const { takedownId, locationId, reason, budget } = asked
  const { rows } = await sql<{ id: string; url_ct: Buffer }>`${PLANNED_ONCE}
    select l.id, l.url_ct from takedown t join location l on l.id = ${locationId}::uuid
    where t.id = ${takedownId} and (l.id = t.page_location_id or exists (
      select from takedown_location tl where tl.takedown_id = t.id and tl.location_id = l.id))`.execute(
    db,
  )
  const [place] = rows
  if (!place) throw new DomainError('not-found', 'not-found', 'Showing an address: none such')
  const notedOn = await reportOfTakedown(db, takedownId)
  const shown = { objectType: 'takedown', objectId: takedownId, notedOn, reason, budget } as const
  await noteReveals(db, crypto, { ...shown, details: [{ locationId: place.id }] }, by)
  const url = crypto.openText({ table: 'location', column: 'url_ct', row: place.id }, place.url_ct)
  return url === ERASED_URL ? null : url
}
