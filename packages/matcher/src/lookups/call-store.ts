import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Grant } from './accreditation-store.ts'
import { uuidText } from '../uuid-text.ts'
import type { LookupAnswer, LookupFinding } from './lookup-terms.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const ID_BYTES = 16

/**
 * Takes so many hashes of what may be asked for in this minute and this day (UTC), in one statement.
 *
 * @returns false when that is more than is left; then nothing is taken
 */
export async function takeBudget(
  db: DbOrTransaction,
  { accreditationId, quotaMinute, quotaDay }: Omit<Grant, 'algorithms' | 'listIds'>,
  hashes: number,
  at: Date,
): Promise<boolean> {
  if (hashes > quotaMinute) return false
  const minute = new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS)
  const day = new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS)
  const { rows } = await sql`
    insert into lookup_budget as b (accreditation_id, day, day_used, minute, minute_used)
    values (${accreditationId}, ${day}, ${hashes}, ${minute}, ${hashes})
    on conflict (accreditation_id) do update
      set day = excluded.day, minute = excluded.minute,
          day_used = excluded.day_used + case when b.day = excluded.day then b.day_used else 0 end,
          minute_used = excluded.minute_used + case when b.minute = excluded.minute then b.minute_used else 0 end
      where excluded.day_used + case when b.day = excluded.day then b.day_used else 0 end <= ${quotaDay}
        and excluded.minute_used + case when b.minute = excluded.minute then b.minute_used else 0 end <= ${quotaMinute}
    returning 1`.execute(db)
  return rows.length > 0
}

export type HashAnswer = { known: false } | { known: true; class: 'csam' | 'harmful' }

/**
 * The class of each hash, the worst of the entries that it is; of a canary that of any entry. As many rows are asked for
 * whatever was found.
 */
export async function classesOf(
  db: DbOrTransaction,
  { findings, spare }: Pick<LookupAnswer, 'findings' | 'spare'>,
): Promise<HashAnswer[]> {
  const ids = [...findings.flatMap(({ entries }) => entries), ...spare.map((one) => one.entryId)]
  const { rows } = await sql<{ id: string; legal_class: 'csam' | 'harmful' }>`
    select id, legal_class from list_entry where id = any (${ids}::uuid[]) and status = 'active'`.execute(
    db,
  )
  const classes = new Map(rows.map(({ id, legal_class }) => [id, legal_class]))
  const found = findings.map(({ entries, known }) =>
    entries.slice(0, known).map((id) => classes.get(id)),
  )
  for (const { hash, entryId } of spare) found[hash]?.push(classes.get(entryId))
  return findings.map(({ isCanary }, at): HashAnswer => {
    const of = found[at]!
    if (isCanary || of.includes('csam')) return { known: true, class: 'csam' }
    return of.includes('harmful') ? { known: true, class: 'harmful' } : { known: false }
  })
}

const place = (column: 'found_ct' | 'canaries_ct', row: string) => ({
  table: 'lookup_call',
  column,
  row,
})

export type AnsweredCall = {
  accreditationId: string
  askedBy: string
  at: Date
  findings: readonly LookupFinding[]
  answers: readonly HashAnswer[]
}

/**
 * Keeps a call before it is answered: how many hashes and hits in the clear and in the log, which entries and which
 * canaries sealed. A canary is no hit. What is kept is as long whatever was found.
 */
export async function recordCall(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  { accreditationId, askedBy, at, findings, answers }: AnsweredCall,
): Promise<void> {
  const id = newId()
  const found = Buffer.alloc(findings.length * ID_BYTES)
  const canaries = Buffer.alloc(findings.length * ID_BYTES)
  let hits = 0
  for (const [n, { entries, known, canaryId, isCanary }] of findings.entries()) {
    const isHit = answers[n]!.known && known > 0 && !isCanary
    const [first, canary] = [bytesOfId(entries[0]!), bytesOfId(canaryId)]
    if (isHit) first.copy(found, n * ID_BYTES)
    if (isCanary) canary.copy(canaries, n * ID_BYTES)
    hits += Number(isHit)
  }
  const sealed = {
    found_ct: crypto.seal(place('found_ct', id), found),
    canaries_ct: crypto.seal(place('canaries_ct', id), canaries),
  }
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('lookup_call')
      .values({
        id,
        accreditation_id: accreditationId,
        asked_by: askedBy,
        asked_at: at,
        hashes: findings.length,
        hits,
        ...sealed,
      })
      .execute()
    await writeAudit(trx, {
      actor: askedBy,
      action: 'lookup.asked',
      objectType: 'lookup_accreditation',
      objectId: accreditationId,
      detail: { hashes: findings.length, hits },
    })
    // last, since the other calls of the day wait for it
    await countCall(trx, accreditationId, at, { hashes: findings.length, hits })
  })
}

/** Adds a call to the sums of its day (UTC): nobody adds up a month of calls to show them. */
const countCall = (
  db: DbOrTransaction,
  accreditationId: string,
  at: Date,
  { hashes, hits }: { hashes: number; hits: number },
): Promise<unknown> =>
  sql`
    insert into lookup_day as d (accreditation_id, day, calls, hashes, hits)
    values (${accreditationId}, (${at}::timestamptz at time zone 'UTC')::date, 1, ${hashes}, ${hits})
    on conflict (accreditation_id, day) do update
      set calls = d.calls + 1, hashes = d.hashes + excluded.hashes, hits = d.hits + excluded.hits`.execute(
    db,
  )

/** Entries that a call hit, in the order of what was asked, none once that was erased; for whoever follows a provider that has the material. */
export function entriesOfCall(
  crypto: FieldCrypto,
  { id, found_ct }: { id: string; found_ct: Buffer },
): string[] {
  return found_ct.length === 0 ? [] : idsIn(crypto.open(place('found_ct', id), found_ct))
}

export type UnreadCall = { id: string; askerId: string; at: Date; canaryIds: string[] }

/**
 * Calls whose canaries nobody has looked at, the oldest first, locked; those that another process looks at are passed by.
 *
 * @param limit  calls
 */
export async function unreadCalls(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  limit: number,
): Promise<UnreadCall[]> {
  const rows = await db
    .selectFrom('lookup_call')
    .select(['id', 'accreditation_id', 'asked_at', 'canaries_ct'])
    .where('canaries_ct', 'is not', null)
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
  return rows.map((row) => ({
    id: row.id,
    askerId: row.accreditation_id,
    at: row.asked_at,
    canaryIds: idsIn(crypto.open(place('canaries_ct', row.id), row.canaries_ct!)),
  }))
}

/** Forgets which canaries were asked for, once that was looked at. */
export async function markRead(db: DbOrTransaction, ids: readonly string[]): Promise<void> {
  await db.updateTable('lookup_call').set({ canaries_ct: null }).where('id', 'in', ids).execute()
}

const bytesOfId = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

/** The ids in a row of them, without zeros. */
function idsIn(found: Uint8Array): string[] {
  const ids: string[] = []
  for (let at = 0; at < found.length; at += ID_BYTES) {
    const hex = Buffer.from(found.subarray(at, at + ID_BYTES)).toString('hex')
    if (!/^0+$/.test(hex)) ids.push(uuidText(hex))
  }
  return ids
}
