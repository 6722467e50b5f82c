import { DomainError } from '@nightlight/contract'
import { sql } from 'kysely'
import { writeAudit } from './audit.ts'
import { newId } from './crypto.ts'
import type { Db, DbOrTransaction } from './postgres.ts'

/** Somebody's clock may be a little ahead. */
const AHEAD_MS = 5 * 60_000

/** A backup with its size, or that one was restored elsewhere and could be read. */
export type BackupNote =
  | { kind: 'backup'; at: Date; bytes: number }
  | { kind: 'restore'; at: Date; bytes: null }

/**
 * Notes what a backup program did. The service does not look at backups itself: it has no business where they lie.
 *
 * @throws {DomainError} invalid `backup-note-invalid`: of the future, or without a size
 */
export const noteBackup = (
  db: Db,
  note: BackupNote,
  { actor, now }: { actor: string; now: Date },
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const { kind, at, bytes } = note
    const isSize = bytes === null || (Number.isSafeInteger(bytes) && bytes >= 0)
    const isPast = Number.isFinite(at.getTime()) && at.getTime() <= now.getTime() + AHEAD_MS
    if (!isSize || !isPast) {
      const hint = 'Noting a backup: give its size in bytes, and a time that is not in the future'
      throw new DomainError('invalid', 'backup-note-invalid', hint)
    }
    const id = newId()
    await trx
      .insertInto('backup_seen')
      .values({ id, kind, at, bytes: bytes === null ? null : String(bytes), noted_by: actor })
      .execute()
    await writeAudit(trx, {
      actor,
      action: kind === 'backup' ? 'backup.made' : 'backup.restored',
      objectType: 'backup',
      objectId: id,
      detail: { at: at.toISOString(), ...(bytes === null ? {} : { bytes }) },
    })
  })

/** The newest backup, and when one was last restored; null where none was noted. */
export async function lastBackups(
  db: DbOrTransaction,
): Promise<{ backup: { at: Date; bytes: number } | null; restoredAt: Date | null }> {
  const { rows } = await sql<{ kind: string; at: Date; bytes: string | null }>`
    (select kind, at, bytes from backup_seen where kind = 'backup' order by at desc limit 1)
    union all
    (select kind, at, bytes from backup_seen where kind = 'restore' order by at desc limit 1)`.execute(
    db,
  )
  const made = rows.find(({ kind }) => kind === 'backup')
  return {
    backup: made ? { at: made.at, bytes: Number(made.bytes) } : null,
    restoredAt: rows.find(({ kind }) => kind === 'restore')?.at ?? null,
  }
}
