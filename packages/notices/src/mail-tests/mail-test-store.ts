import { DomainError } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type MailTestKind,
} from '@nightlight/runtime'
import { sql } from 'kysely'

/** A test that somebody asked for. */
export type MailTest = {
  id: string
  kind: MailTestKind
  askedBy: string
  askedAt: Date
  endedAt: Date | null
  /** Null while it waits; else as `runMailTest` says. */
  outcome: string | null
  /** Of the last reply of the server, where there was one. */
  code: number | null
}

/** The most of a kind within so many hours: an officer reads what comes to the police. */
const MOST: Readonly<Record<MailTestKind, { n: number; hours: number }>> = {
  mail: { n: 10, hours: 1 },
  police: { n: 2, hours: 24 },
  iccam: { n: 10, hours: 1 },
}

/**
 * Asks for a harmless test; the notices process makes it.
 *
 * @param kind  a mail to the operator's own mailbox, one to the mailbox of the police, or files for ICCAM
 * @throws {DomainError} conflict `mail-test-runs`: one of a kind at a time; `mail-tests-many`
 */
export const askMailTest = (db: Db, kind: MailTestKind, actor: string): Promise<string> =>
  db.transaction().execute(async (trx) => {
    const id = newId()
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('mail_test')
      .values({ id, kind, asked_by: actor })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) {
      throw conflictOf('mail-test-runs', 'a test is under way; wait for its answer')
    }
    const { n, hours } = MOST[kind]
    // this one is there already, and goes again with the transaction
    if ((await askedWithin(trx, kind, hours)) > n) {
      throw conflictOf('mail-tests-many', `${n} within ${hours} hours are the most`)
    }
    await writeAudit(trx, {
      actor,
      action: 'mail-test-asked',
      objectType: 'mail_test',
      objectId: id,
      detail: { kind },
    })
    return id
  })

const conflictOf = (code: string, why: string): DomainError =>
  new DomainError('conflict', code, `Trying a channel: ${why}`)

async function askedWithin(
  db: DbOrTransaction,
  kind: MailTestKind,
  hours: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from mail_test
     where kind = ${kind} and asked_at > clock_timestamp() - make_interval(hours => ${hours})`.execute(
    db,
  )
  return rows[0]!.n
}

/** Takes a test that waits, or that was left two minutes ago by a process that is gone: then it may have been made. */
export async function claimMailTest(
  db: DbOrTransaction,
): Promise<{ id: string; kind: MailTestKind; isAgain: boolean } | null> {
  const { rows } = await sql<{ id: string; kind: MailTestKind; isAgain: boolean }>`
    with due as (
      select id, claimed_at from mail_test
       where ended_at is null and (claimed_at is null or claimed_at < clock_timestamp() - interval '2 minutes')
       order by asked_at limit 1 for update skip locked)
    update mail_test m set claimed_at = clock_timestamp() from due where m.id = due.id
    returning m.id, m.kind, due.claimed_at is not null as "isAgain"`.execute(db)
  return rows[0] ?? null
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

/** The newest test of each kind that somebody has asked for. */
export async function lastMailTests(
  db: DbOrTransaction,
): Promise<Partial<Record<MailTestKind, MailTest>>> {
  const { rows } = await sql<MailTest>`
    select m.* from unnest(${Object.keys(MOST)}::text[]) k (kind)
      cross join lateral (
        select id, kind, asked_by as "askedBy", asked_at as "askedAt", ended_at as "endedAt", outcome, code
          from mail_test where mail_test.kind = k.kind order by asked_at desc limit 1) m`.execute(
    db,
  )
  return Object.fromEntries(rows.map((row) => [row.kind, row]))
}
