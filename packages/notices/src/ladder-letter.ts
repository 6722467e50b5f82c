import type { Language } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { EscalationKind } from './documents/wording.ts'
import { insertNotice, MAX_ITEMS } from './notice-store.ts'
import { channelOf } from './provider-channel-store.ts'
import type { StoredContact } from './provider-store.ts'

type Deps = { now: () => Date; mailDomain: string }
/** `dueAt`: till when a new letter waits for others. */
type Step = { contact: StoredContact; takedownId: string; seq: number; dueAt: Date }

/**
 * Puts a step of a ladder into the letter that waits for others to the same mailbox, or into a new one.
 *
 * A letter that is being handed over is never waited for: it is locked by somebody who wants the takedown.
 *
 * @returns id of the notice
 */
export async function joinOrInsertNotice(
  db: DbOrTransaction,
  { now, mailDomain }: Deps,
  { contact, takedownId, seq, dueAt }: Step,
): Promise<string> {
  const { id: contactId, providerId } = contact
  const { rows } = await sql<{ id: string; next: number }>`
    select n.id, (select max(i.position) + 1 from notice_item i where i.notice_id = n.id) as next
    from notice n
    where n.contact_id = ${contactId} and n.state = 'due' and n.attempts = 0 and n.due_at > ${now()}
      and (select min(i.seq) < 0 and count(*) < ${MAX_ITEMS} from notice_item i
           where i.notice_id = n.id)
    order by n.due_at limit 1 for update of n skip locked`.execute(db)
  const [waiting] = rows
  if (waiting) {
    const item = { notice_id: waiting.id, takedown_id: takedownId, seq, position: waiting.next }
    await db.insertInto('notice_item').values(item).execute()
    return waiting.id
  }
  const { kind, language } = await db
    .selectFrom('provider')
    .select(['kind', 'language'])
    .where('id', '=', providerId)
    .executeTakeFirstOrThrow()
  return insertNotice(db, {
    providerId,
    contactId,
    kind: `${kind}-notice` as EscalationKind,
    language: language as Language,
    mailDomain,
    dueAt,
    channel: await channelOf(db, providerId),
    items: [{ takedownId, seq }],
  })
}
