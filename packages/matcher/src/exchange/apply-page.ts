import { binaryArray, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { ListRow } from '../formats/list-row.ts'
import { nextEpoch } from '../list-epochs.ts'
import { checkRow, type CheckedRow, type RowCheck } from '../submissions/check-row.ts'
import { comparedAfter } from '../submissions/end-submission.ts'
import { lowerClasses } from '../submissions/lower-classes.ts'
import { followFinds } from '../submissions/move-entries.ts'
import { reviewEntries } from '../submissions/review-matches.ts'
import { sourceKey, stageBatch, type Staged, type StagePlace } from '../submissions/stage-batch.ts'
import { keepSuspensions } from '../submissions/withdrawn-suspensions.ts'

/**
 * `withdrawn`: entries that nobody lists any more. `keptByOthers`: entries that this source let go and others still
 * list.
 */
export type Applied = Staged & { withdrawn: number; keptByOthers: number }

type Check = { key: Buffer | null; check: RowCheck }

/**
 * Takes over a page of an exchange: new hashes are staged, and what its source has withdrawn goes at once, unless
 * another source of the list has it too. A row that no longer has a hash takes its entry out and comes as a new one.
 * Call it in a transaction that holds the list, its imports and the submission.
 *
 * Rows may repeat: what is there already is a duplicate.
 */
export async function applyPage(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  place: StagePlace,
  rows: readonly ListRow[],
  legalClass: 'csam' | 'harmful',
): Promise<Applied> {
  const checks = [...lastOfEach(rows)].map((row) => ({
    key: row.reference === undefined ? null : sourceKey(crypto, row.reference),
    check: checkRow(crypto, row, { legalClass, categories: null }, 'categories-are-kept'),
  }))
  const { outdated, repeated } = await compareClaims(db, place, checks)
  const leaving = await letGo(db, outdated)
  const good = checks.flatMap(({ key, check }) =>
    check.status === 'good' && !(key && repeated.has(nameOf(key))) ? [check.row] : [],
  )
  const refused = checks.flatMap(({ check }) => (check.status === 'refused' ? [check] : []))
  const staged = await stageBatch(db, crypto, place, good)
  await settle(db, place, leaving)
  return {
    ...staged,
    duplicate: staged.duplicate + repeated.size,
    refused: [...refused.map(({ line, reason }) => ({ line, reason })), ...staged.refused],
    withdrawn: leaving.retired.length,
    keptByOthers: leaving.handed.length + leaving.unlisted.length,
  }
}

/** Of rows with the same reference the last one counts. */
function* lastOfEach(rows: readonly ListRow[]): Generator<ListRow> {
  const last = new Map<string, number>()
  for (const [at, { reference }] of rows.entries())
    if (reference !== undefined) last.set(reference, at)
  for (const [at, row] of rows.entries()) {
    if (row.reference === undefined || last.get(row.reference) === at) yield row
  }
}

/** An entry that came under a reference: as its home calls it, or as another source of it does. */
type Claim = {
  id: string
  key: Buffer
  isHome: boolean
  /** Whether it is of this run, or of an earlier one that counts. */
  isOfFeed: boolean
  hashes: Set<string>
}

const nameOf = (key: Buffer): string => key.toString('latin1')
const hashName = (algorithm: string, key: Buffer): string => algorithm + nameOf(key)

/**
 * Of what came under the references of rows before: what they no longer say, and the references of rows that say
 * nothing else. Those are not staged: an entry has one name of each submission, which is for who gives another one.
 */
async function compareClaims(
  db: DbOrTransaction,
  place: StagePlace,
  checks: readonly Check[],
): Promise<{ outdated: Claim[]; repeated: Set<string> }> {
  const byKey = new Map(
    checks.flatMap(({ key, check }) => (key === null ? [] : [[nameOf(key), check] as const])),
  )
  const keys = checks.flatMap(({ key }) => key ?? [])
  const outdated: Claim[] = []
  const repeated = new Set<string>()
  for (const claim of await claimsOf(db, place, keys)) {
    const said = saidBy(byKey.get(nameOf(claim.key))!)
    // whoever named an entry must still say every hash of it; whoever only has it too, one of them
    const isSaid = claim.isHome ? claim.hashes.isSubsetOf(said) : !claim.hashes.isDisjointFrom(said)
    if (said.size === 0 || !isSaid) outdated.push(claim)
    else if (claim.isOfFeed && said.isSubsetOf(claim.hashes)) repeated.add(nameOf(claim.key))
  }
  return { outdated, repeated }
}

const saidBy = (check: RowCheck): Set<string> =>
  new Set(
    check.status === 'good'
      ? (check.row satisfies CheckedRow).hashes.map(({ algorithm, key }) =>
          hashName(algorithm, key),
        )
      : [],
  )

/** Entries that count or may, by the names that their sources gave them. */
async function claimsOf(
  db: DbOrTransaction,
  { listId, submissionId }: StagePlace,
  keys: readonly Buffer[],
): Promise<Claim[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<{
    id: string
    key: Buffer
    is_home: boolean
    is_of_feed: boolean
    hashes: { algorithm: string; key: string }[]
  }>`
    select c.id, wanted.source_key as key, c.is_home, c.is_of_feed, h.hashes
      from unnest(${binaryArray('bytea', keys)}::bytea[]) as wanted (source_key)
      cross join lateral (
        select claim.id, bool_or(claim.is_home) as is_home,
               bool_or(s.kind = 'feed' and (s.state = 'active' or s.id = ${submissionId})) as is_of_feed
          from (
            (select id, submission_id, true as is_home from list_entry
              where list_id = ${listId} and source_key = wanted.source_key and status <> 'revoked'
             offset 0)
            union all
            (select e.id, o.submission_id, false
               from entry_source o join list_entry e on e.id = o.entry_id
              where o.source_key = wanted.source_key and e.list_id = ${listId}
                and e.status <> 'revoked'
             offset 0)) claim
          join submission s on s.id = claim.submission_id
         group by claim.id) c
      cross join lateral (
        select coalesce(json_agg(json_build_object(
                 'algorithm', algorithm, 'key', encode(value_key, 'hex'))), '[]') as hashes
          from entry_hash where entry_id = c.id) h`.execute(db)
  return rows.map(({ id, key, is_home, is_of_feed, hashes }) => ({
    id,
    key,
    isHome: is_home,
    isOfFeed: is_of_feed,
    hashes: new Set(hashes.map((hash) => hashName(hash.algorithm, Buffer.from(hash.key, 'hex')))),
  }))
}

/** An entry that its home let go, and the submission that has it too and lasts longest. */
type Heir = {
  id: string
  to: string
  isActive: boolean
  key: Buffer | null
  legalClass: 'csam' | 'harmful'
  /** What it says itself. */
  ownClass: 'csam' | 'harmful'
  category: string | null
}

type Leaving = {
  retired: string[]
  handed: Heir[]
  /** Of both, those that were suspended. */
  suspended: string[]
  /** Entries that lost a source and kept their home. */
  unlisted: string[]
}

/** Takes claims away; the hashes of what nobody else has are free: the source may name them anew, as another entry. */
async function letGo(db: DbOrTransaction, claims: readonly Claim[]): Promise<Leaving> {
  if (claims.length === 0) return { retired: [], handed: [], suspended: [], unlisted: [] }
  const homes = claims.filter(({ isHome }) => isHome).map(({ id }) => id)
  const sources = claims.filter(({ isHome }) => !isHome)
  const { rows: locked } = await sql<{ id: string; status: string }>`
    select id, status from list_entry where id = any(${homes}::uuid[]) and status <> 'revoked'
     order by id for no key update`.execute(db)
  await sql`
    delete from entry_source o
     using unnest(${claims.map(({ id }) => id)}::uuid[], ${binaryArray(
       'bytea',
       claims.map(({ key }) => key),
     )}::bytea[]) as claim (entry_id, source_key)
     where o.entry_id = claim.entry_id and o.source_key = claim.source_key`.execute(db)
  const ids = locked.map(({ id }) => id)
  const handed = await heirsOf(db, ids)
  const others = new Set(handed.map(({ id }) => id))
  const retired = ids.filter((id) => !others.has(id))
  await sql`
    delete from entry_source o
     using unnest(${handed.map(({ id }) => id)}::uuid[], ${handed.map(({ to }) => to)}::uuid[])
           as heir (entry_id, submission_id)
     where o.entry_id = heir.entry_id and o.submission_id = heir.submission_id
       -- what its several codes are is kept nowhere else
       and o.codes is null`.execute(db)
  await keepSuspensions(db, retired)
  await sql`delete from entry_hash where entry_id = any(${retired}::uuid[])`.execute(db)
  await sql`delete from entry_source where entry_id = any(${retired}::uuid[])`.execute(db)
  return {
    retired,
    handed,
    suspended: locked.filter(({ status }) => status === 'suspended').map(({ id }) => id),
    // an entry that its home let go by another name is told above
    unlisted: [...new Set(sources.map(({ id }) => id)).difference(new Set(ids))],
  }
}

async function heirsOf(db: DbOrTransaction, ids: readonly string[]): Promise<Heir[]> {
  const { rows } = await sql<Heir>`
    select e.id, heir.submission_id as to, heir.state = 'active' as "isActive", heir.source_key as key,
           case when exists (
             select from entry_source c join submission s on s.id = c.submission_id
              where c.entry_id = e.id and c.legal_class = 'csam'
                and (s.state = 'active' or s.id = heir.submission_id)) then 'csam'
             else 'harmful' end as "legalClass",
           heir.legal_class as "ownClass", heir.category
      from unnest(${ids}::uuid[]) as e (id)
     cross join lateral (
       select o.submission_id, o.source_key, o.legal_class, o.category, s.state
         from entry_source o join submission s on s.id = o.submission_id
        where o.entry_id = e.id and s.state in ('receiving', 'staged', 'active')
        order by s.state = 'active' desc, coalesce(s.expires_at, 'infinity') desc, s.id
        limit 1) heir`.execute(db)
  return rows
}

async function settle(
  db: DbOrTransaction,
  { listId, submissionId }: StagePlace,
  { retired, handed, suspended, unlisted }: Leaving,
): Promise<void> {
  // before the epoch, since it changes the submissions that entries go over to
  await followHeirs(db, handed)
  await lowerClasses(db, unlisted)
  if (retired.length + handed.length === 0) return
  const lessSure = handed.filter(({ isActive, legalClass }) => !isActive || legalClass !== 'csam')
  await reviewEntries(db, [...retired, ...lessSure.map(({ id }) => id)])
  // last, since its row is locked from here on
  const epoch = String(await nextEpoch(db, await comparedAfter(db, listId)))
  // another hash of what somebody here has rejected is no reason to believe it
  await sql`
    update list_entry e
       set status = 'suspended', reason = former.reason, changed_by = former.changed_by,
           changed_at = former.changed_at, epoch = ${epoch}::bigint
      from list_entry former
     where former.id = any(${suspended}::uuid[]) and e.id <> former.id
       and e.list_id = former.list_id and e.source_key = former.source_key
       and e.submission_id = ${submissionId} and e.status = 'active'`.execute(db)
  await sql`
    update list_entry set status = 'revoked', reason = 'withdrawn-by-source', changed_by = 'exchange',
           changed_at = clock_timestamp(), epoch = ${epoch}::bigint
     where id = any(${retired}::uuid[])`.execute(db)
  await handOver(db, handed, epoch)
}

async function followHeirs(db: DbOrTransaction, handed: readonly Heir[]): Promise<void> {
  if (handed.length === 0) return
  const [ids, heirs] = [handed.map(({ id }) => id), handed.map(({ to }) => to)]
  await followFinds(
    db,
    sql`select e.id, e.submission_id, h.target
          from unnest(${ids}::uuid[], ${heirs}::uuid[]) as h (id, target)
          join list_entry e on e.id = h.id
         -- its home may have it by another name too: then it stays there, and nothing was found anew
         where e.submission_id <> h.target`,
  )
}

async function handOver(
  db: DbOrTransaction,
  handed: readonly Heir[],
  epoch: string,
): Promise<void> {
  if (handed.length === 0) return
  const [ids, heirs] = [handed.map(({ id }) => id), handed.map(({ to }) => to)]
  await sql`
    update list_entry e
       set submission_id = heir.submission_id, source_key = heir.source_key, moved = true,
           legal_class = heir.legal_class, home_class = nullif(heir.own_class, heir.legal_class),
           category = heir.category, home_category = heir.category, epoch = ${epoch}::bigint
      from unnest(${ids}::uuid[], ${heirs}::uuid[],
             ${binaryArray(
               'bytea',
               handed.map(({ key }) => key),
             )}::bytea[], ${handed.map(({ legalClass }) => legalClass)}::text[],
             ${handed.map(({ ownClass }) => ownClass)}::text[],
             ${handed.map(({ category }) => category)}::text[])
           as heir (id, submission_id, source_key, legal_class, own_class, category)
     where e.id = heir.id`.execute(db)
}
