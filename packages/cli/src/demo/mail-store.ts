import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** How many mails each mailbox has, by address in lower case. */
export async function countMails(db: DbOrTransaction): Promise<Map<string, number>> {
  const { rows } = await sql<{ mailbox: string; mails: number }>`
    select lower(recipient) as mailbox, count(*)::int as mails
    from mail_ledger cross join unnest(recipients) as recipient
    group by 1`.execute(db)
  return new Map(rows.map(({ mailbox, mails }) => [mailbox, mails]))
}

export type StoredMail = {
  messageId: string
  sealed: Buffer
  to: string[]
  acceptedAt: Date
  copiesDropped: number
}

/** Every mail of the ledger that was not erased, still sealed, in the order in which they came. */
export async function storedMails(db: DbOrTransaction): Promise<StoredMail[]> {
  const rows = await db
    .selectFrom('mail_ledger')
    .select(['message_id', 'mail_ct', 'recipients', 'accepted_at', 'copies_dropped'])
    .where(sql<boolean>`length(mail_ct) > 0`)
    .orderBy('accepted_at')
    .orderBy('message_id')
    .execute()
  return rows.map((row) => ({
    messageId: row.message_id,
    sealed: row.mail_ct,
    to: row.recipients,
    acceptedAt: row.accepted_at,
    copiesDropped: row.copies_dropped,
  }))
}
