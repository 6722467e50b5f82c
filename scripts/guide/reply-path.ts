import { newId, type Db, type FieldCrypto } from '../../packages/runtime/src/index.ts'

/** Ids of what the guide shows; of an ended demo. */
export type GuideObjects = {
  report: string
  /** Told a second time and gone since. */
  takedown: string
  provider: string
  submission: string | null
  /** The notice that a provider answers, and to whom it went. */
  notice: { id: string; contactId: string }
}

const LINK_MS = 3_600_000

export async function findObjects(db: Db): Promise<GuideObjects> {
  const takedown = await db
    .selectFrom('takedown')
    .innerJoin('notice_item', 'notice_item.takedown_id', 'takedown.id')
    .innerJoin('report_location', 'report_location.location_id', 'takedown.page_location_id')
    .select(['takedown.id', 'takedown.provider_id', 'report_location.report_id'])
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
  const submission = await db.selectFrom('submission').select('id').orderBy('id').executeTakeFirst()
  return {
    report: takedown.report_id,
    takedown: takedown.id,
    provider: takedown.provider_id ?? '',
    submission: submission?.id ?? null,
    notice: { id: notice.id, contactId: notice.contact_id },
  }
}

/** Path of a page that asks for an answer to a notice, with the secret that opens it once. */
export async function replyPath(
  db: Db,
  crypto: FieldCrypto,
  { notice }: GuideObjects,
): Promise<string> {
  const token = crypto.blindIndex('reply-token', newId()).toString('base64url')
  await db
    .insertInto('reply_link')
    .values({
      id: newId(),
      token_hash: crypto.blindIndex('reply-link', token),
      notice_id: notice.id,
      contact_id: notice.contactId,
      in_letter: false,
      created_at: new Date(),
      expires_at: new Date(Date.now() + LINK_MS),
    })
    .execute()
  return `/reply#${token}`
}
