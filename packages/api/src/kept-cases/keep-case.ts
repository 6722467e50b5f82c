import { DomainError } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import {
  exportCase,
  type CaseExportDeps,
  type CaseExportRequest,
} from '../case-export/export-case.ts'
import type { Slots } from '../lists/upload-slots.ts'
import { placeOfPiece } from './kept-case-store.ts'

/** Longest archive that is kept; a longer one is handed over as a file. */
export const MOST_KEPT_BYTES = 256 * 2 ** 20
const PIECE_BYTES = 2 ** 20

export type Keeping = CaseExportRequest & {
  recipientId: string
  by: { actor: string; role: string }
}

/**
 * Puts a case together for the police and keeps it for the officers of the authority that stands behind them, sealed. It is
 * an export like any other: the log has it before it is kept.
 *
 * @returns its id
 * @throws {DomainError} conflict `recipient-without-officers`, `exports-busy`; as `exportCase`
 */
export async function keepCase(
  deps: CaseExportDeps & { exportSlots: Slots },
  request: Keeping,
): Promise<string> {
  const authorityId = await authorityBehind(deps.db, request.recipientId)
  using slot = deps.exportSlots.take()
  if (!slot)
    throw new DomainError('conflict', 'exports-busy', 'Exporting a case: others are under way')
  await using made = await exportCase(deps, request, { mostBytes: MOST_KEPT_BYTES })
  const id = newId()
  await deps.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('kept_case')
      .values({
        id,
        takedown_id: request.takedownId,
        authority_id: authorityId,
        made_by: request.by.actor,
        made_at: deps.now(),
        reason: request.reason,
        file_name: made.fileName,
        is_encrypted: made.encrypted,
        bytes: 0,
        manifest_sha256: made.manifestSha256,
        last_read_at: null,
      })
      .execute()
    const bytes = await writePieces({ ...deps, db: trx }, id, made.content)
    await trx.updateTable('kept_case').set({ bytes }).where('id', '=', id).execute()
    await writeAudit(trx, {
      actor: request.by.actor,
      action: 'case.kept',
      objectType: 'takedown',
      objectId: request.takedownId,
      detail: { authority: authorityId, manifest: made.manifestSha256 },
    })
  })
  return id
}

/** Whose officers see what is handed over to some police. */
async function authorityBehind(db: DbOrTransaction, recipientId: string): Promise<string> {
  const { rows } = await sql<{ authority_id: string }>`
    select o.authority_id from provider p join hand_over_office o on o.handle = p.handle
     where p.id = ${recipientId} and p.kind = 'police'`.execute(db)
  if (rows[0]) return rows[0].authority_id
  throw new DomainError(
    'conflict',
    'recipient-without-officers',
    'Keeping a case: nobody has said which authority stands behind these police',
  )
}

async function writePieces(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  id: string,
  content: AsyncIterable<Uint8Array>,
): Promise<number> {
  let [seq, bytes] = [0, 0]
  let held: Uint8Array[] = []
  let length = 0
  const flush = async (): Promise<void> => {
    if (length === 0) return
    const sealed = crypto.seal(placeOfPiece(id, seq), Buffer.concat(held))
    const piece = { kept_case_id: id, seq, content_ct: sealed }
    await db.insertInto('kept_case_piece').values(piece).execute()
    ;[held, length] = [[], 0]
    seq++
  }
  for await (const chunk of content) {
    held.push(chunk)
    length += chunk.length
    bytes += chunk.length
    if (length >= PIECE_BYTES) await flush()
  }
  await flush()
  return bytes
}

/** Takes back what is kept of a case. @throws {DomainError} not-found `kept-case-not-found` */
export async function withdrawKeptCase(db: Db, id: string, actor: string): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .deleteFrom('kept_case')
      .where('id', '=', id)
      .returning('takedown_id')
      .executeTakeFirst()
    if (!row)
      throw new DomainError(
        'not-found',
        'kept-case-not-found',
        'Looking for a kept case: none such',
      )
    const about = { objectType: 'takedown', objectId: row.takedown_id }
    await writeAudit(trx, { actor, action: 'case.taken-back', ...about, detail: {} })
    return row.takedown_id
  })
}
