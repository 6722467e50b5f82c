import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type Db, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { FindingCode } from '../finding.ts'
import type { Verdict } from '../verify-log.ts'

/** A whole verification that somebody asked for. */
export type Verification = {
  id: string
  askedBy: string
  askedAt: Date
  state: 'waiting' | 'running' | 'done' | 'failed'
  heardAt: Date | null
  endedAt: Date | null
  /** Events that the log had when it was asked for. */
  total: number
  /** Events that were read and found well so far. */
  events: number
  checkpoints: number
  signed: { size: number; at: Date } | null
  /** With what the log was held: `database`, and `signer-file`, `witness`, `timestamp` where there are such. */
  compared: string[]
  /** The first thing that is wrong, from `index` on and before `upTo`. */
  finding: { code: FindingCode; index: number; upTo: number } | null
}

/** One that was not heard of for so long is begun anew: its process is gone. */
export const SILENT_SECONDS = 60

/**
 * Asks for the whole log to be verified; the audit process does it.
 *
 * @throws {DomainError} conflict `audit-verification-runs`: one at a time
 */
export const askVerification = (db: Db, actor: string): Promise<string> =>
  db.transaction().execute(async (trx) => {
    const id = newId()
    const { numAffectedRows } = await sql`
      insert into audit_verification (id, asked_by, total)
      select ${id}::uuid, ${actor}, coalesce((select max(leaf_index) + 1 from audit_event where leaf_index is not null), 0)
      on conflict do nothing`.execute(trx)
    if (numAffectedRows !== 1n) {
      throw new DomainError(
        'conflict',
        'audit-verification-runs',
        'Verifying the log: a verification is under way; wait for it to end',
      )
    }
    await writeAudit(trx, {
      actor,
      action: 'audit.verification-asked',
      objectType: 'audit_verification',
      objectId: id,
    })
    return id
  })

/** Takes what waits, or what was left by a process that is gone. */
export async function claimVerification(db: DbOrTransaction): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update audit_verification set state = 'running', heard_at = clock_timestamp(), events = 0
     where state = 'waiting'
        or state = 'running' and heard_at < clock_timestamp() - make_interval(secs => ${SILENT_SECONDS})
    returning id`.execute(db)
  return rows[0]?.id ?? null
}

export async function noteProgress(db: DbOrTransaction, id: string, events: number): Promise<void> {
  await sql`
    update audit_verification set events = ${events}, heard_at = clock_timestamp()
     where id = ${id}::uuid and state = 'running'`.execute(db)
}

/** @param verdict  null where it could not be finished */
export const endVerification = (
  db: Db,
  id: string,
  verdict: Verdict | null,
  compared: readonly string[],
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const { finding = null, events = 0, checkpoints = 0, signed = null } = verdict ?? {}
    const { rows } = await sql<{ askedBy: string }>`
      update audit_verification
         set state = ${verdict ? 'done' : 'failed'}, ended_at = clock_timestamp(), heard_at = clock_timestamp(),
             events = greatest(events, ${events}), checkpoints = ${checkpoints},
             signed_size = ${signed?.size ?? null}, signed_at = ${signed?.at ?? null}, compared = ${[...compared]},
             finding = ${finding?.code ?? null}, bad_index = ${finding?.index ?? null}, bad_up_to = ${finding?.upTo ?? null}
       where id = ${id}::uuid and state = 'running' returning asked_by as "askedBy"`.execute(trx)
    if (rows.length === 0) return
    await writeAudit(trx, {
      actor: 'nightlight',
      action: verdict ? 'audit.verified' : 'audit.verification-failed',
      objectType: 'audit_verification',
      objectId: id,
      detail: { events, finding: finding?.code ?? null, index: finding?.index ?? null },
    })
  })

type Row = Omit<Verification, 'total' | 'events' | 'checkpoints' | 'signed' | 'finding'> & {
  total: string
  events: string
  checkpoints: string
  signedSize: string | null
  signedAt: Date | null
  finding: FindingCode | null
  badIndex: string | null
  badUpTo: string | null
}

/** The newest ones. */
export async function listVerifications(
  db: DbOrTransaction,
  limit: number,
): Promise<Verification[]> {
  const { rows } = await sql<Row>`
    select id, asked_by as "askedBy", asked_at as "askedAt", state, heard_at as "heardAt", ended_at as "endedAt", total,
           events, checkpoints, signed_size as "signedSize", signed_at as "signedAt", compared, finding,
           bad_index as "badIndex", bad_up_to as "badUpTo"
      from audit_verification order by id desc limit ${limit}`.execute(db)
  return rows.map(
    ({ total, events, checkpoints, signedSize, signedAt, finding, badIndex, badUpTo, ...row }) => ({
      ...row,
      total: Number(total),
      events: Number(events),
      checkpoints: Number(checkpoints),
      signed: signedSize !== null && signedAt ? { size: Number(signedSize), at: signedAt } : null,
      finding: finding && { code: finding, index: Number(badIndex), upTo: Number(badUpTo) },
    }),
  )
}
