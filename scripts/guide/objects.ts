import type { Objects } from '../../packages/api/src/fixtures/seed-objects.ts'
import type { Db, FieldCrypto } from '../../packages/runtime/src/index.ts'

/** What the pictures are of, in a demo that has ended. */
export type GuideObjects = {
  /** By the part of an address after which the id stands; `submissions staged` is one that a page asks for by name. */
  ids: Objects
  /** Reference of an item that a provider can answer. */
  reference: string
  /** An address that was reported and of which there is a takedown: several things go by it. */
  address: string
  /** The notice that a provider answers by its link, and to whom it went. */
  notice: { id: string; contactId: string }
}

/** Finds what the demo itself has made: a takedown with a history, a notice and its provider. */
export async function findObjects(db: Db, crypto: FieldCrypto): Promise<GuideObjects> {
  // Told a second time, and gone since.
  const takedown = await db
    .selectFrom('takedown')
    .innerJoin('notice_item', 'notice_item.takedown_id', 'takedown.id')
    .innerJoin('report_location', 'report_location.location_id', 'takedown.page_location_id')
    .innerJoin('report', 'report.id', 'report_location.report_id')
    .select(['takedown.id', 'takedown.provider_id', 'report_location.report_id', 'report.url_ct'])
    .where('takedown.status', 'in', ['removed', 'watching'])
    .where('notice_item.seq', '>', 1)
    .executeTakeFirstOrThrow()
  const notice = await db
    .selectFrom('notice')
    .select(['id', 'contact_id'])
    .where('state', '=', 'sent')
    .where('contact_id', 'is not', null)
    .orderBy('sent_at', 'desc')
    .executeTakeFirstOrThrow()
  const told = await db
    .selectFrom('told_item')
    .innerJoin('notice', 'notice.id', 'told_item.notice_id')
    .innerJoin('notice_line', (join) =>
      join
        .onRef('notice_line.notice_id', '=', 'told_item.notice_id')
        .onRef('notice_line.takedown_id', '=', 'told_item.takedown_id'),
    )
    .select(['told_item.provider_id', 'notice.id', 'notice.reference', 'notice_line.n'])
    .where('told_item.state', '=', 'open')
    .where('told_item.notice_id', '<>', notice.id)
    .orderBy('told_item.told_at')
    .executeTakeFirstOrThrow()
  const event = await db
    .selectFrom('audit_event')
    .select('id')
    .where('action', '=', 'match.decided')
    .where('leaf_index', 'is not', null)
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const entry = await db
    .selectFrom('match')
    .select(['entry_id', 'list_id'])
    .orderBy('id')
    .executeTakeFirstOrThrow()
  return {
    ids: {
      takedowns: takedown.id,
      reports: takedown.report_id,
      providers: told.provider_id,
      notices: told.id,
      events: event.id,
      entries: entry.entry_id,
      'hash-lists': entry.list_id,
    },
    reference: `${told.reference}-${told.n}`,
    address: crypto.openText(
      { table: 'report', column: 'url_ct', row: takedown.report_id },
      takedown.url_ct,
    ),
    notice: { id: notice.id, contactId: notice.contact_id },
  }
}
