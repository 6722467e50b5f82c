import { DomainError } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  nameOfProvider,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import type { LookupActor } from './accreditation-store.ts'
import { markRead, unreadCalls } from './call-store.ts'

export const ALARM_KINDS = ['canary-asked', 'canary-seen', 'probing'] as const
export type AlarmKind = (typeof ALARM_KINDS)[number]

export type LookupAlarm = {
  id: string
  kind: AlarmKind
  /** The provider whose canary got out, or that asked as nobody does that has pictures. */
  providerId: string
  provider: string
  /** Who asked for the canary of the other. */
  asker: string | null
  /** In what the canary was seen. */
  mediaId: string | null
  times: number
  firstAt: Date
  lastAt: Date
  doneAt: Date | null
}

type Raised = {
  kind: AlarmKind
  accreditationId: string
  askerId?: string
  mediaId?: string
  at: Date
}

/** Asks a person to look at something, once for as long as it waits. Call it in a transaction. */
async function raise(
  db: DbOrTransaction,
  { kind, accreditationId, askerId, mediaId, at }: Raised,
): Promise<void> {
  const { rows } = await sql<{ id: string; times: number }>`
    insert into lookup_alarm as a (id, kind, accreditation_id, asker_id, media_id, first_at, last_at)
    values (${newId()}, ${kind}, ${accreditationId}, ${askerId ?? null}, ${mediaId ?? null}, ${at}, ${at})
    on conflict (kind, accreditation_id, asker_id, media_id) where done_at is null
      do update set times = a.times + 1, last_at = greatest(a.last_at, excluded.last_at)
    returning id, times`.execute(db)
  const [alarm] = rows
  if (alarm?.times !== 1) return
  await writeAudit(db, {
    actor: 'nightlight',
    action: 'lookup.alarm',
    objectType: 'lookup_accreditation',
    objectId: accreditationId,
    detail: { kind, alarm: alarm.id, asker: askerId ?? null, media: mediaId ?? null },
  })
}

/** Calls that are looked at in one transaction; of each up to 16 kB are sealed. */
const CALLS = 100

/**
 * Raises an alarm for each recipient whose canaries somebody else has asked for; its own are its test set. It reads what
 * was kept of every call before its answer, so that no call takes longer for it and none is lost.
 */
export async function canariesAsked(db: Db, crypto: FieldCrypto): Promise<void> {
  while ((await readCalls(db, crypto)) === CALLS);
}

const readCalls = (db: Db, crypto: FieldCrypto): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const calls = await unreadCalls(trx, crypto, CALLS)
    for (const { askerId, canaryIds, at } of calls) {
      if (canaryIds.length === 0) continue
      for (const accreditationId of await recipientsOf(trx, canaryIds, askerId)) {
        await raise(trx, { kind: 'canary-asked', accreditationId, askerId, at })
      }
    }
    const ids = calls.map(({ id }) => id)
    if (ids.length > 0) await markRead(trx, ids)
    return calls.length
  })

/** Raises an alarm for each recipient whose canary a picture shows that was fetched. */
export async function canariesSeen(
  db: Db,
  { mediaId, canaryIds, at }: { mediaId: string; canaryIds: readonly string[]; at: Date },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const accreditationId of await recipientsOf(trx, canaryIds, null)) {
      await raise(trx, { kind: 'canary-seen', accreditationId, mediaId, at })
    }
  })
}

/** Whose canaries they are, but for those of the provider that asks, under whatever accreditation. */
async function recipientsOf(
  db: DbOrTransaction,
  canaryIds: readonly string[],
  askerId: string | null,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct a.id from lookup_canary c join lookup_accreditation a on a.id = c.accreditation_id
     where c.id = any (${[...canaryIds]}::uuid[])
       and a.provider_id is distinct from (select provider_id from lookup_accreditation where id = ${askerId}::uuid)
     order by a.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Has whoever walks along the edge of an entry ask no more, and somebody look at it. */
export async function freezeForProbing(db: Db, accreditationId: string, at: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('lookup_accreditation')
      .set({ frozen_at: at })
      .where('id', '=', accreditationId)
      .where('frozen_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return
    await writeAudit(trx, {
      actor: 'nightlight',
      action: 'lookup.frozen',
      objectType: 'lookup_accreditation',
      objectId: accreditationId,
    })
    await raise(trx, { kind: 'probing', accreditationId, at })
  })
}

/** What waits for a person, of all providers or of one, the oldest first; with `isDone` what was seen to as well. */
export async function lookupAlarms(
  db: DbOrTransaction,
  { providerId = null, isDone = false }: { providerId?: string | null; isDone?: boolean } = {},
): Promise<LookupAlarm[]> {
  const { rows } = await sql<LookupAlarm>`
    select m.id, m.kind, p.id as "providerId", ${nameOfProvider('p')} as provider, ${nameOfProvider('q')} as asker, m.media_id as "mediaId", m.times,
           m.first_at as "firstAt", m.last_at as "lastAt", m.done_at as "doneAt"
      from lookup_alarm m
      join lookup_accreditation a on a.id = m.accreditation_id join provider p on p.id = a.provider_id
      left join lookup_accreditation b on b.id = m.asker_id left join provider q on q.id = b.provider_id
     where (${isDone} or m.done_at is null)
       and (${providerId}::uuid is null or ${providerId}::uuid in (a.provider_id, b.provider_id))
     order by m.first_at, m.id limit 500`.execute(db)
  return rows
}

/** How many wait for a person. */
export async function countAlarms(
  db: DbOrTransaction,
): Promise<Partial<Record<AlarmKind, number>>> {
  const { rows } = await sql<{ kind: AlarmKind; n: number }>`
    select kind, count(*)::int as n from lookup_alarm where done_at is null group by kind`.execute(
    db,
  )
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]))
}

/** Notes that somebody has looked at it. Call it in a transaction. @throws {DomainError} not-found `alarm-not-found` */
export async function doAlarm(db: DbOrTransaction, id: string, by: LookupActor): Promise<void> {
  const row = await db
    .updateTable('lookup_alarm')
    .set({ done_by: by.actor, done_at: by.at })
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .returning('accreditation_id')
    .executeTakeFirst()
  if (!row) {
    throw new DomainError(
      'not-found',
      'alarm-not-found',
      'Doing an alarm: there is none that waits',
    )
  }
  await writeAudit(db, {
    actor: by.actor,
    action: 'lookup.alarm-done',
    objectType: 'lookup_accreditation',
    objectId: row.accreditation_id,
    detail: { alarm: id },
  })
}
