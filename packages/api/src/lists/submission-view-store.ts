import { ROLES, maskedText } from '@nightlight/contract'
import {
  activationMark,
  lastActivated,
  mappersOf,
  mappingOf,
  missingFrom,
  MOST_REFUSED_LINES,
  officerOf,
  type Submission,
} from '@nightlight/matcher'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'
import { seenBy, seesOfficer } from './list-scope.ts'

type Person = { actor: string; name: string }

/** What a list says of what it names: known to be harmless, or a class where the file itself says none. */
export type ListKind = { negative: boolean; legalClass: 'csam' | 'harmful' }
/** Until when a list is compared; null: for good. */
export type ListEnd = { expiresAt: Date | null }

/** What was handed in, as a person may read it: never a hash. */
export type SubmissionView = {
  id: string
  list: { id: string; name: string } & ListKind & ListEnd
  authority: { id: string; name: string }
  state: Submission['state']
  kind: Submission['kind']
  format: string
  counts: { accepted: number; duplicate: number; refused: number }
  refusedBy: Record<string, number>
  /** Refused lines that can be read one by one. */
  refusalsKept: number
  setAside: Record<string, number>
  /** Rows that its categories leave out. */
  skipped: number
  /** Codes that its categories do not have, and how many rows have them. */
  unmapped: Record<string, number>
  /** Whether somebody has to say what its codes mean before it is activated. */
  mapping: ReturnType<typeof mappingOf>
  /** Everybody who said what any of its codes means, also in files before. */
  mappedBy: Person[]
  /** Why its file could not be read, and how far it was: the last row that could be, and the bytes. */
  failure: { code: string; line: number | null; byte: number | null } | null
  /** Of an edition; `missing` against what counts now, of one that was activated against what counted then. */
  diff: { added: number; unchanged: number; missing: number } | null
  /** By which whoever activates it says what they saw; null where it does not wait for that. */
  mark: string | null
  progress: { rowsRead: number; bytesRead: number; size: number | null }
  submittedBy: Person
  receivedAt: Date
  activatedBy: Person | null
  activatedAt: Date | null
  endedBy: Person | null
  endedAt: Date | null
  endReason: Submission['end_reason']
  endNote: string | null
  legalBasis: string
  purpose: string
  /** Countries where it may be used; everywhere when empty. */
  jurisdictions: string[]
  expiresAt: Date | null
  categories: Submission['categories']
  officer: string | null
  lookBack: {
    state: Submission['look_back']
    looked: number
    found: number
    releasedBy: Person | null
    releasedAt: Date | null
  }
}

type Named = {
  list: string
  negative: boolean
  legal_class: ListKind['legalClass']
  list_expires_at: Date | null
  authority_id: string
  authority: string
  last_activated: string | null
  ended_name: string | null
  released_name: string | null
}
type Deps = { db: DbOrTransaction; crypto: FieldCrypto }

/** One page of what was handed in to a list, in that order. */
export async function submissionsOfList(
  deps: Deps,
  principal: Principal,
  { listId, limit, after }: { listId: string; limit: number; after: string | null },
): Promise<SubmissionView[]> {
  const rows = await asAsker(deps.db, principal, (seen) =>
    select(seen)
      .where('s.list_id', '=', listId)
      .where(seenBy(principal))
      .where(sql<boolean>`(${after}::uuid is null or s.id > ${after}::uuid)`)
      .orderBy('s.id')
      .limit(limit)
      .execute(),
  )
  return withMissing(
    deps.db,
    rows.map((row) => toView(deps, principal, row)),
  )
}

/**
 * What was handed in last, to any list that the person sees or to one, the newest first.
 *
 * @param asked.diffs  left out: `diff` is null, since what it counts of a long list takes its time
 */
export async function newestSubmissions(
  deps: Deps,
  principal: Principal,
  asked: { listId: string | null; limit: number; before: string | null; diffs?: true },
): Promise<SubmissionView[]> {
  const { listId, limit, before } = asked
  const rows = await asAsker(deps.db, principal, (seen) =>
    select(seen)
      .where(seenBy(principal))
      .where(sql<boolean>`(${listId}::uuid is null or s.list_id = ${listId}::uuid)`)
      .where(sql<boolean>`(${before}::uuid is null or s.id < ${before}::uuid)`)
      .orderBy('s.id', 'desc')
      .limit(limit)
      .execute(),
  )
  const views = rows.map((row) => toView(deps, principal, row))
  return asked.diffs ? withMissing(deps.db, views) : views.map(withoutDiff)
}

const withoutDiff = (view: SubmissionView): SubmissionView => ({ ...view, diff: null })

/** More than an authority works on at once. */
const MOST_AT_HAND = 50

/** What comes in or waits for somebody, of all lists that the person sees, the oldest first; `diff` is null. */
export async function submissionsAtHand(
  deps: Deps,
  principal: Principal,
): Promise<SubmissionView[]> {
  const rows = await asAsker(deps.db, principal, (seen) =>
    select(seen)
      .where(seenBy(principal))
      .where('s.state', 'in', ['receiving', 'staged'])
      .orderBy('s.id')
      .limit(MOST_AT_HAND)
      .execute(),
  )
  return rows.map((row) => withoutDiff(toView(deps, principal, row)))
}

/** @returns null when there is none, or none that the person sees */
export async function readSubmission(
  deps: Deps,
  principal: Principal,
  id: string,
): Promise<SubmissionView | null> {
  const row = await asAsker(deps.db, principal, (seen) =>
    select(seen).where('s.id', '=', id).where(seenBy(principal)).executeTakeFirst(),
  )
  if (!row) return null
  const [view] = await withMissing(deps.db, [toView(deps, principal, row)])
  return view ?? null
}

/** Counts of editions that wait what would stop counting now: it was counted when they were staged. */
async function withMissing(
  db: DbOrTransaction,
  views: SubmissionView[],
): Promise<SubmissionView[]> {
  const told: SubmissionView[] = []
  for (const view of views) {
    const { id, state, diff, list } = view
    const isOpen = state === 'staged' && diff !== null
    const missing = isOpen ? await missingFrom(db, { id, list_id: list.id }) : 0
    told.push(isOpen ? { ...view, diff: { ...diff, missing } } : view)
  }
  return told
}

const select = (db: DbOrTransaction) =>
  db
    .selectFrom('submission as s')
    .innerJoin('hash_list as l', 'l.id', 's.list_id')
    .innerJoin('authority as a', 'a.id', 'l.authority_id')
    .selectAll('s')
    .select([
      'l.name as list',
      'l.negative',
      'l.legal_class',
      'l.expires_at as list_expires_at',
      'l.authority_id',
      'a.name as authority',
      lastActivated.as('last_activated'),
      nameOfKey('s.ended_by').as('ended_name'),
      nameOfKey('s.released_by').as('released_name'),
    ])

/** Whose key an actor is, or null. */
const nameOfKey = (column: 's.ended_by' | 's.released_by') => sql<string | null>`(
  select k.name from api_key k
   where k.id = (case when ${sql.ref(column)} ~ '^key:[0-9a-f-]{36}$'
     then substr(${sql.ref(column)}, 5) end)::uuid)`

function toView({ crypto }: Deps, principal: Principal, row: Submission & Named): SubmissionView {
  return {
    id: row.id,
    list: {
      id: row.list_id,
      name: row.list,
      negative: row.negative,
      legalClass: row.legal_class,
      expiresAt: row.list_expires_at,
    },
    authority: { id: row.authority_id, name: row.authority },
    state: row.state,
    kind: row.kind,
    ...countsOf(row),
    mark: row.state === 'staged' ? activationMark(row, row.last_activated) : null,
    skipped: row.skipped,
    unmapped: row.unmapped,
    mapping: mappingOf(row),
    mappedBy: mappersOf(row),
    failure: failureOf(row),
    refusalsKept: Math.min(row.refused, MOST_REFUSED_LINES),
    progress: {
      rowsRead: Number(row.rows_read),
      bytesRead: Number(row.bytes_read),
      size: row.size === null ? null : Number(row.size),
    },
    submittedBy: { actor: row.submitted_by, name: row.submitter },
    receivedAt: row.received_at,
    activatedBy:
      row.activated_by === null ? null : { actor: row.activated_by, name: row.activator ?? '' },
    activatedAt: row.activated_at,
    endedBy: personOf(row.ended_by, row.ended_name),
    endedAt: row.ended_at,
    endReason: row.end_reason,
    endNote: row.end_note && maskedText(row.end_note),
    legalBasis: row.legal_basis,
    expiresAt: row.expires_at,
    categories: row.categories,
    officer: seesOfficer(principal) ? officerOf(crypto, row) : null,
    lookBack: {
      state: row.look_back,
      looked: Number(row.looked_at),
      found: row.look_back_found,
      releasedBy: personOf(row.released_by, row.released_name),
      releasedAt: row.released_at,
    },
  }
}

const failureOf = (row: Submission): SubmissionView['failure'] =>
  row.failure === null
    ? null
    : {
        code: row.failure,
        line: row.failure_line === null ? null : Number(row.failure_line),
        byte: row.failure_byte === null ? null : Number(row.failure_byte),
      }

/** A session has the name of its person in its actor, a key has it in its row. */
function personOf(actor: string | null, keyName: string | null): Person | null {
  if (actor === null) return null
  const [kind, ...name] = actor.split(':')
  const isPerson = ROLES.some((role) => role === kind)
  return { actor, name: keyName ?? (isPerson ? name.join(':') : '') }
}

/** What came of a file so far, and what it may be used for. */
export const countsOf = (
  row: Submission,
): Pick<
  SubmissionView,
  'format' | 'counts' | 'refusedBy' | 'setAside' | 'diff' | 'purpose' | 'jurisdictions'
> => {
  const { format, accepted, duplicate, refused, missing, purpose, jurisdictions } = row
  return {
    format,
    counts: { accepted, duplicate, refused },
    refusedBy: row.refused_by,
    setAside: row.set_aside,
    diff: missing === null ? null : { added: accepted, unchanged: duplicate, missing },
    purpose,
    jurisdictions,
  }
}
