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
import type { LookupFinding } from './lookup-terms.ts'

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
  findings: readonly LookupFinding[],
): Promise<HashAnswer[]> {
  const ids = findings.flatMap(({ entries }) => entries)
  const { rows } = await sql<{ id: string; legal_class: 'csam' | 'harmful' }>`
    select id, legal_class from list_entry where id = any (${ids}::uuid[]) and status = 'active'`.execute(
    db,
  )
  const classes = new Map(rows.map(({ id, legal_class }) => [id, legal_class]))
  return findings.map(({ entries, known, isCanary }): HashAnswer => {
    const found = entries.slice(0, known).map((id) => classes.get(id))
    if (isCanary || found.includes('csam')) return { known: true, class: 'csam' }
    return found.includes('harmful') ? { known: true, class: 'harmful' } : { known: false }
  })
}

const place = (id: string) => ({ table: 'lookup_call', column: 'found_ct', row: id })

export type AnsweredCall = {
  accreditationId: string
  askedBy: string
  at: Date
  findings: readonly LookupFinding[]
  answers: readonly HashAnswer[]
}

/**
 * Keeps a call before it is answered: how many hashes and hits in the clear and in the log, which entries sealed. A
 * canary is no hit.
 */
export async function recordCall(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  { accreditationId, askedBy, at, findings, answers }: AnsweredCall,
): Promise<void> {
  const id = newId()
  const found = Buffer.alloc(findings.length * ID_BYTES)
  let hits = 0
  for (const [n, { entries, known, isCanary }] of findings.entries()) {
    const isHit = answers[n]!.known && known > 0 && !isCanary
    const first = Buffer.from(entries[0]!.replaceAll('-', ''), 'hex')
    if (isHit) first.copy(found, n * ID_BYTES)
    hits += Number(isHit)
  }
  const sealed = crypto.seal(place(id), found)
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
        found_ct: sealed,
      })
      .execute()
    await writeAudit(trx, {
      actor: askedBy,
      action: 'lookup.asked',
      objectType: 'lookup_accreditation',
      objectId: accreditationId,
      detail: { hashes: findings.length, hits },
    })
  })
}

/** Entries that a call hit, in the order of what was asked; for whoever follows a provider that has the material. */
export function entriesOfCall(
  crypto: FieldCrypto,
  { id, found_ct }: { id: string; found_ct: Buffer },
): string[] {
  const found = crypto.open(place(id), found_ct)
  const ids: string[] = []
  for (let at = 0; at < found.length; at += ID_BYTES) {
    const hex = Buffer.from(found.subarray(at, at + ID_BYTES)).toString('hex')
    if (!/^0+$/.test(hex)) ids.push(uuidText(hex))
  }
  return ids
}
