import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { decodeText } from '../extract/decode-text.ts'
import { readPageText } from '../extract/page-text.ts'
import { keptTakedowns } from '../retention/rests.ts'
import type { VisitedPage } from './survey.ts'

/**
 * Keeps what a page says in words, for people who decide without seeing it; the newest only.
 *
 * @param renderedHtml  the page as its scripts left it, where they ran
 */
export async function keepPageText(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  locationId: string,
  { body, contentType }: VisitedPage,
  renderedHtml: string | null,
): Promise<void> {
  const read = readPageText(renderedHtml ?? decodeText(body, contentType))
  const { title, text, language, truncated } = read
  const place = { table: 'page_text', column: 'text_ct', row: locationId }
  const kept = {
    text_ct: crypto.seal(place, JSON.stringify({ title, text })),
    language,
    truncated,
    seen_at: sql<Date>`clock_timestamp()`,
  }
  await db
    .insertInto('page_text')
    .values({ location_id: locationId, ...kept })
    .onConflict((conflict) => conflict.column('location_id').doUpdateSet(kept))
    .execute()
}

const BATCH = 1_000

/**
 * Deletes texts that were read before `closedSince` and of whose report no case is open or was closed
 * after it: neither on the page, nor on another one that the same report led to. Whether the location still
 * has anything is looked at afterwards.
 *
 * @returns how many went; call it again while it is as many as a batch holds
 */
export async function dropPageTexts(
  db: DbOrTransaction,
  closedSince: Date,
): Promise<{ dropped: number; more: boolean }> {
  const { rows } = await sql<{ n: string }>`
    with ${keptTakedowns(closedSince)}, kept_root as materialized (
      select page_location_id as id from kept_takedown
      union
      select root_location_id from crawl_page
      where location_id in (select page_location_id from kept_takedown)
      union
      select id from held_page
    ), gone as (
      delete from page_text where location_id in (
        select t.location_id from page_text t
        where t.seen_at < ${closedSince}
          and t.location_id not in (select id from kept_root)
          and not exists (select from crawl_page p where p.location_id = t.location_id
            and p.root_location_id in (select id from kept_root))
        limit ${BATCH})
      returning location_id
    ), review as (
      insert into location_review select location_id from gone on conflict do nothing)
    select count(*) as n from gone`.execute(db)
  const dropped = Number(rows[0]!.n)
  return { dropped, more: dropped === BATCH }
}
