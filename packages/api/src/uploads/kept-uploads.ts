import { writeAudit, type DbOrTransaction, type UploadState } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Principal } from '../identity/principal.ts'
import { seenBy } from '../lists/list-scope.ts'
import { noUpload } from './upload-store.ts'

/** A file of an authority that is kept until it is whole and read, whoever sends it. */
export type KeptUpload = {
  id: string
  list: { id: string; name: string }
  by: { actor: string; name: string }
  state: UploadState
  size: number
  received: number
  begunAt: Date
  changedAt: Date
}

const MOST = 100

/** Those of the authority of a list, to any of its lists, the oldest first: so many of them are kept and no more. */
export async function keptUploads(db: DbOrTransaction, listId: string): Promise<KeptUpload[]> {
  const rows = await db
    .selectFrom('file_upload as u')
    .innerJoin('hash_list as l', 'l.id', 'u.list_id')
    .select(['u.id', 'u.list_id', 'l.name', 'u.actor', 'u.person', 'u.state', 'u.size'])
    .select(['u.received', 'u.begun_at', 'u.changed_at'])
    .where('u.state', 'in', ['receiving', 'reading'])
    .where(sql<boolean>`l.authority_id = (select authority_id from hash_list where id = ${listId})`)
    .orderBy('u.id')
    .limit(MOST)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    list: { id: row.list_id, name: row.name },
    by: { actor: row.actor, name: row.person },
    state: row.state,
    size: Number(row.size),
    received: Number(row.received),
    begunAt: row.begun_at,
    changedAt: row.changed_at,
  }))
}

type LockedUpload = {
  listId: string
  state: UploadState
  spool: string
  changedAt: Date
  /** Its submission is still to be read from it. */
  isAwaited: boolean
  isOwn: boolean
}

/**
 * Locks an upload that a person may throw away: their own, or one to a list that they see.
 *
 * @throws {DomainError} not-found `upload-not-found`
 */
export async function lockKept(
  db: DbOrTransaction,
  by: Principal,
  id: string,
): Promise<LockedUpload> {
  const row = await db
    .selectFrom('file_upload')
    .select(['list_id', 'state', 'spool', 'actor', 'changed_at'])
    .select(
      sql<boolean>`exists (
        select from submission s where s.id = submission_id and s.state = 'receiving')`.as(
        'awaited',
      ),
    )
    .where('id', '=', id)
    .where(
      sql<boolean>`(actor = ${by.actor} or exists (
        select from hash_list l where l.id = list_id and ${seenBy(by)}))`,
    )
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw noUpload()
  const { list_id: listId, state, spool, actor, changed_at: changedAt, awaited: isAwaited } = row
  return { listId, state, spool, changedAt, isAwaited, isOwn: actor === by.actor }
}

/** Forgets an upload, and says in the log who threw it away, and whether it was their own. */
export async function deleteKept(db: DbOrTransaction, by: Principal, id: string): Promise<void> {
  const dropped = await db
    .deleteFrom('file_upload')
    .where('id', '=', id)
    .returning(['actor', 'list_id', 'size', 'received'])
    .executeTakeFirstOrThrow()
  await writeAudit(db, {
    actor: by.actor,
    action: 'upload-dropped',
    objectType: 'file_upload',
    objectId: id,
    detail: {
      list: dropped.list_id,
      isOwn: dropped.actor === by.actor,
      size: Number(dropped.size),
      received: Number(dropped.received),
    },
  })
}
