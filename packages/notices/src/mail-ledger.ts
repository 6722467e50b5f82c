import type { Db, DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { MailLedger } from './channels/mail-gate.ts'

/**
 * The ledger of the mail gate: what it has taken over, written before it answers.
 *
 * A message id is taken once; a second submission is counted and dropped.
 */
export const createMailLedger = (deps: { db: Db; crypto: FieldCrypto }): MailLedger => ({
  async record(mail) {
    const place = { table: 'mail_ledger', column: 'mail_ct', row: mail.messageId }
    const { rows } = await sql<{ copies_dropped: number }>`
      insert into mail_ledger (message_id, mail_ct, recipients, accepted_at)
      values (${mail.messageId}, ${deps.crypto.seal(place, mail.raw)}, ${mail.to},
              ${mail.receivedAt})
      on conflict (message_id)
        do update set copies_dropped = mail_ledger.copies_dropped + 1
      returning copies_dropped`.execute(deps.db)
    return rows[0]?.copies_dropped === 0 ? 'recorded' : 'already-there'
  },
})

/** When the gate took a message over, or null when it never did. */
export async function acceptedByGate(db: DbOrTransaction, messageId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('mail_ledger')
    .select('accepted_at')
    .where('message_id', '=', messageId)
    .executeTakeFirst()
  return row?.accepted_at ?? null
}
