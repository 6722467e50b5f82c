import { newId, type Db, type FieldCrypto } from '../../packages/runtime/src/index.ts'
import type { GuideObjects } from './objects.ts'

const LINK_MS = 3_600_000

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
