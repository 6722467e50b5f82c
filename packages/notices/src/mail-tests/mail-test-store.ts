import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type Db, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** A test message that somebody asked for. */
export type MailTest = {
  id: string
  askedBy: string
  askedAt: Date
  endedAt: Date | null
  /** Null while it waits; else as `runMailTest` says. */
  outcome: string | null
  /** Of the last reply of the server, where there was one. */
  code: number | null
}

/**
 * Asks for a harmless mail to the operator's own mailbox; the notices process sends it.
 *
 * @throws {DomainError} conflict `mail-test-runs`: one at a time
 */
export const askMailTest = (db: Db, actor: string): Promise<string> =>
  db.transaction().execute(async (trx) => {
    const id = newId()
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('mail_test')
      .values({ id, kind: 'mail', asked_by: actor })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) {
      throw new DomainError(
        'conflict',
        'mail-test-runs',
        'Trying a channel: a test is under way; wait for its answer',
      )
    }
    await writeAudit(trx, {
      actor,
      action: 'mail-test-asked',
      objectType: 'mail_test',
      objectId: id,
      detail: { kind: 'mail' },
    })
    return id
  })

/** Takes the test that waits, or that was left two minutes ago by a process that is gone. */
export async function claimMailTest(db: DbOrTransaction): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update mail_test set claimed_at = clock_timestamp()
     where kind = 'mail' and ended_at is null
       and (claimed_at is null or claimed_at < clock_timestamp() - interval '2 minutes')
    returning id`.execute(db)
  return rows[0]?.id ?? null
}

export async function endMailTest(
  db: DbOrTransaction,
  id: string,
  { outcome, code }: { outcome: string; code: number | null },
): Promise<void> {
  await sql`
    update mail_test set ended_at = clock_timestamp(), outcome = ${outcome}, code = ${code}
     where id = ${id}::uuid and ended_at is null`.execute(db)
}

/** The newest test mail; null where nobody has asked for one. */
export async function lastMailTest(db: DbOrTransaction): Promise<MailTest | null> {
  const { rows } = await sql<MailTest>`
    select id, asked_by as "askedBy", asked_at as "askedAt", ended_at as "endedAt", outcome, code
      from mail_test where kind = 'mail' order by id desc limit 1`.execute(db)
  return rows[0] ?? null
}
