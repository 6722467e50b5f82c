import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { ensureAuthority, ensureList, type ListTerms } from '../list-store.ts'
import { transact } from '../transact.ts'
import { saidBefore } from './said-before.ts'
import type { CategoryMap } from './check-row.ts'
import type { Person, Submission } from './submission-store.ts'
import {
  holdListTerms,
  isSameUse,
  submissionTerms,
  type AskedTerms,
  type UseTerms,
} from './submission-terms.ts'

export type SubmissionFacts = AskedTerms & {
  kind: 'addition' | 'edition'
  /** Who answers for it at the authority, kept encrypted. */
  officer: string | null
  legalBasis: string
  /** When its entries stop counting, unless another submission has them too. */
  expiresAt: Date | null
  categories: CategoryMap | null
  /** Whether codes that its authority has not mapped yet are mapped afterwards; then `categories` is not looked at. */
  mapsLater?: boolean
  /** Bytes of the file, where they are known before. */
  size?: number | undefined
  /** Of the first bytes of the file, by which a broken import is found again. */
  headSha256?: Buffer | undefined
  /** How it is read: a broken import goes on in the same way only. */
  reading?: string | undefined
}

/** Finds a list by the names of its authority and itself, or makes it. @throws {DomainError} as `ensureList` */
export async function openList(
  db: DbOrTransaction,
  { authority, list, terms }: { authority: string; list: string; terms: ListTerms },
): Promise<string> {
  return ensureList(db, await ensureAuthority(db, authority), list, terms)
}

/**
 * Begins a submission to a list, or finds the one that was broken off: by the same person, to the same list, of a
 * file that begins and is described in the same way.
 *
 * @throws {DomainError} `list-not-found`, `list-withdrawn`, `list-expired`; as `submissionTerms`
 */
export function openSubmission(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  listId: string,
  facts: SubmissionFacts,
  by: Person,
): Promise<{ submissionId: string; isResumed: boolean }> {
  return transact(db, async (trx) => {
    await holdListTerms(trx, listId)
    const list = await trx
      .selectFrom('hash_list')
      .select(['purpose', 'jurisdictions', 'withdrawn_at', 'expires_at'])
      .where('id', '=', listId)
      .executeTakeFirst()
    if (!list) throw new DomainError('not-found', 'list-not-found', 'Opening a submission: no list')
    if (list.withdrawn_at) {
      throw new DomainError(
        'conflict',
        'list-withdrawn',
        'Opening a submission: the list was withdrawn; open another one',
      )
    }
    if (list.expires_at && list.expires_at.getTime() <= Date.now()) {
      throw new DomainError(
        'conflict',
        'list-expired',
        'Opening a submission: the list has expired; open another one',
      )
    }
    const terms = submissionTerms(list, facts)
    const { mapsLater = false } = facts
    const said = mapsLater ? await saidBefore(trx, listId, facts) : null
    const categories = said ? said.categories : facts.categories
    const broken = await brokenOff(trx, listId, { ...facts, ...terms, categories, mapsLater }, by)
    if (broken) return { submissionId: broken, isResumed: true }
    const id = newId()
    await trx
      .insertInto('submission')
      .values({
        id,
        list_id: listId,
        format: 'auto',
        state: 'receiving',
        kind: facts.kind,
        submitted_by: by.actor,
        submitter: by.name,
        officer_ct: facts.officer === null ? null : crypto.seal(officerPlace(id), facts.officer),
        legal_basis: facts.legalBasis,
        ...terms,
        expires_at: facts.expiresAt,
        categories: categories === null ? null : JSON.stringify(categories),
        maps_later: mapsLater,
        read_as: JSON.stringify(said?.categories ?? {}),
        mapped_by: JSON.stringify(said?.mappedBy ?? {}),
        as_default: JSON.stringify(said?.asDefault ?? {}),
        size: facts.size ?? null,
        head_sha256: facts.headSha256 ?? null,
        reading: facts.reading ?? '',
      })
      .execute()
    await writeAudit(trx, {
      actor: by.actor,
      action: 'submission-opened',
      objectType: 'submission',
      objectId: id,
      detail: { kind: facts.kind },
    })
    return { submissionId: id, isResumed: false }
  })
}

const officerPlace = (id: string) => ({ table: 'submission', column: 'officer_ct', row: id })

/** Who answers for a submission, or null. */
export const officerOf = (crypto: FieldCrypto, { id, officer_ct }: Submission): string | null =>
  officer_ct && crypto.openText(officerPlace(id), officer_ct)

async function brokenOff(
  db: DbOrTransaction,
  listId: string,
  facts: SubmissionFacts & UseTerms,
  by: Person,
): Promise<string | null> {
  if (facts.headSha256 === undefined) return null
  const rows = await db
    .selectFrom('submission')
    .select(['id', 'categories', 'expires_at', 'legal_basis', 'purpose', 'jurisdictions', 'size'])
    .where('list_id', '=', listId)
    .where('state', '=', 'receiving')
    .where('submitted_by', '=', by.actor)
    .where('kind', '=', facts.kind)
    .where('head_sha256', '=', facts.headSha256)
    .where('reading', '=', facts.reading ?? '')
    .where('maps_later', '=', facts.mapsLater ?? false)
    .orderBy('id', 'desc')
    .execute()
  const same = rows.find(
    (row) =>
      row.legal_basis === facts.legalBasis &&
      isSameUse(row, facts) &&
      row.expires_at?.getTime() === facts.expiresAt?.getTime() &&
      sortedText(row.categories) === sortedText(facts.categories) &&
      (facts.size === undefined || row.size === null || Number(row.size) === facts.size),
  )
  return same?.id ?? null
}

const sortedText = (map: CategoryMap | null): string =>
  map === null ? '' : JSON.stringify(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)))
