import { DomainError } from '@nightlight/contract'
import type { Db, DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'

/** A case that was put together for an authority, as its officers see it. */
export type KeptCase = {
  id: string
  takedownId: string
  reason: string
  fileName: string
  isEncrypted: boolean
  bytes: number
  madeAt: Date
  lastReadAt: Date | null
}

export const placeOfPiece = (id: string, seq: number) => ({
  table: 'kept_case_piece',
  column: 'content_ct',
  row: `${id}:${seq}`,
})

/** What is kept for the authority of whoever asks, the newest first. */
export async function keptCases(
  db: DbOrTransaction,
  principal: Principal,
  { limit, before = null }: { limit: number; before?: string | null },
): Promise<KeptCase[]> {
  return asAsker(db, principal, async (seen) => {
    const rows = await seen
      .selectFrom('kept_case')
      .selectAll()
      .where(sql<boolean>`authority_id = ${principal.authorityId}::uuid`)
      .where(sql<boolean>`(${before}::uuid is null or id < ${before}::uuid)`)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(toKept)
  })
}

/** What is kept of a takedown, for whoever put it together. */
export async function keptOfTakedown(db: DbOrTransaction, takedownId: string): Promise<KeptCase[]> {
  const rows = await db
    .selectFrom('kept_case')
    .selectAll()
    .where('takedown_id', '=', takedownId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toKept)
}

/** Piece by piece what is kept; each is read as the officer, so that it ends when the right to it does. */
export async function openKeptCase(
  { db, crypto, now }: { db: Db; crypto: FieldCrypto; now: () => Date },
  principal: Principal,
  id: string,
): Promise<{ kept: KeptCase; content: AsyncGenerator<Uint8Array> }> {
  const row = await asAsker(db, principal, (seen) =>
    seen
      .selectFrom('kept_case')
      .selectAll()
      .where('id', '=', id)
      .where(sql<boolean>`authority_id = ${principal.authorityId}::uuid`)
      .executeTakeFirst(),
  )
  if (!row) throw noKeptCase()
  await db.updateTable('kept_case').set({ last_read_at: now() }).where('id', '=', id).execute()
  const content = async function* (): AsyncGenerator<Uint8Array> {
    for (let [seq, sent] = [0, 0]; sent < Number(row.bytes); seq++) {
      const piece = await asAsker(db, principal, (seen) =>
        seen
          .selectFrom('kept_case_piece')
          .select('content_ct')
          .where('kept_case_id', '=', id)
          .where('seq', '=', seq)
          .executeTakeFirst(),
      )
      // taken back meanwhile: half a file is told apart from a whole one
      if (!piece) throw noKeptCase()
      const bytes = crypto.open(placeOfPiece(id, seq), piece.content_ct)
      sent += bytes.length
      yield bytes
    }
  }
  return { kept: toKept(row), content: content() }
}

const noKeptCase = (): DomainError =>
  new DomainError('not-found', 'kept-case-not-found', 'Looking for a kept case: none such')

type Row = Awaited<ReturnType<typeof selectOne>>
const selectOne = (db: DbOrTransaction) =>
  db.selectFrom('kept_case').selectAll().executeTakeFirstOrThrow()

const toKept = (row: Row): KeptCase => ({
  id: row.id,
  takedownId: row.takedown_id,
  reason: row.reason,
  fileName: row.file_name,
  isEncrypted: row.is_encrypted,
  bytes: Number(row.bytes),
  madeAt: row.made_at,
  lastReadAt: row.last_read_at,
})
