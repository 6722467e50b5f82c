import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { isSameName } from '../submissions/submission-store.ts'
import {
  accreditations,
  lockAccreditation,
  stateOf,
  type Accreditation,
  type LookupActor,
} from './accreditation-store.ts'
import type { LookupAlgorithm } from './lookup-terms.ts'

const DAY_MS = 86_400_000

export type AccreditationRequest = {
  providerId: string
  purpose: string
  algorithms: readonly LookupAlgorithm[]
  /** Has to be said for `pdq`. */
  perceptual?: boolean | undefined
  listIds: readonly string[]
  quotaMinute: number
  quotaDay: number
  /** 1 to 366 */
  days: number
}

/**
 * Proposes that a provider may ask; nothing is answered before somebody else approves it. Call it in a transaction.
 *
 * @throws {DomainError} not-found `provider-not-found`; conflict `accreditation-there`, `list-not-disclosed`; invalid
 *   `accreditation-invalid`, `perceptual-not-said`
 */
export async function proposeAccreditation(
  db: DbOrTransaction,
  request: AccreditationRequest,
  by: LookupActor,
): Promise<Accreditation> {
  const algorithms = [...new Set(request.algorithms)]
  const listIds = [...new Set(request.listIds)]
  const { providerId, quotaMinute, quotaDay, days, perceptual = false } = request
  const purpose = request.purpose.trim()
  const isWhole = [quotaMinute, quotaDay, days].every((one) => Number.isInteger(one) && one > 0)
  if (purpose === '' || !isWhole || quotaMinute > quotaDay || days > 366) {
    throw invalid('accreditation-invalid', 'say for what, and quotas of which the day has more')
  }
  if (perceptual !== algorithms.includes('pdq')) {
    throw invalid('perceptual-not-said', 'asking by likeness is allowed on purpose or not at all')
  }
  await mustBeProvider(db, providerId)
  await mustBeDisclosed(db, listIds)
  const id = newId()
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('lookup_accreditation')
    .values({
      id,
      provider_id: providerId,
      purpose,
      algorithms,
      perceptual,
      list_ids: listIds,
      quota_minute: quotaMinute,
      quota_day: quotaDay,
      expires_at: new Date(by.at.getTime() + days * DAY_MS),
      proposed_by: by.actor,
      proposer: by.name,
      proposed_at: by.at,
    })
    .onConflict((conflict) =>
      conflict.column('provider_id').where('ended_at', 'is', null).doNothing(),
    )
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) {
    throw conflict('accreditation-there', 'the provider has one; end that one first')
  }
  const detail = { quotaMinute, quotaDay, perceptual, lists: listIds.length }
  await note(db, by, 'proposed', id, detail)
  return one(db, id, by.at)
}

/**
 * Has an accreditation count. Doing it again changes nothing. Call it in a transaction.
 *
 * @throws {DomainError} not-found `accreditation-not-found`; conflict `accreditation-not-in-force`; forbidden
 *   `second-person-needed`
 */
export async function approveAccreditation(
  db: DbOrTransaction,
  id: string,
  by: LookupActor,
): Promise<Accreditation> {
  const row = await lockAccreditation(db, id)
  const state = stateOf(row, by.at)
  if (by.actor === row.proposed_by || isSameName(by.name, row.proposer)) {
    throw new DomainError(
      'forbidden',
      'second-person-needed',
      'Approving an accreditation: who proposed it does not approve it; ask somebody else',
    )
  }
  if (state !== 'proposed' && state !== 'approved') {
    throw conflict('accreditation-not-in-force', 'it is over; propose another one')
  }
  if (state === 'proposed') {
    const set = { approved_by: by.actor, approver: by.name, approved_at: by.at }
    await db.updateTable('lookup_accreditation').set(set).where('id', '=', id).execute()
    await note(db, by, 'approved', id)
  }
  return one(db, id, by.at)
}

/** Ends one at once and for good. Call it in a transaction. @throws {DomainError} not-found `accreditation-not-found` */
export async function endAccreditation(
  db: DbOrTransaction,
  id: string,
  by: LookupActor,
): Promise<Accreditation> {
  const row = await lockAccreditation(db, id)
  if (row.ended_at === null) {
    const set = { ended_by: by.actor, ended_at: by.at }
    await db.updateTable('lookup_accreditation').set(set).where('id', '=', id).execute()
    await note(db, by, 'ended', id)
  }
  return one(db, id, by.at)
}

/**
 * Says whether a list may answer providers; it takes back at once, and gives nothing before an accreditation names it.
 * Its authority alone opens it; whoever else may change lists closes it. Call it in a transaction.
 *
 * @param by.authorityId  for which authority they act; null for people of the hotline
 * @throws {DomainError} not-found `list-not-found`; forbidden `authority-needed`; conflict `list-is-negative`
 */
export async function discloseList(
  db: DbOrTransaction,
  listId: string,
  toProviders: boolean,
  by: LookupActor & { authorityId: string | null },
): Promise<void> {
  const list = await db
    .selectFrom('hash_list')
    .select(['authority_id', 'negative', 'disclosed_to_providers'])
    .where('id', '=', listId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!list) throw new DomainError('not-found', 'list-not-found', 'Disclosing a list: none such')
  if (toProviders && by.authorityId !== list.authority_id) {
    throw new DomainError(
      'forbidden',
      'authority-needed',
      'Disclosing a list: its authority says so itself; ask an officer of it',
    )
  }
  if (list.negative && toProviders) {
    throw conflict('list-is-negative', 'what a negative list names is harmless, and never told')
  }
  if (list.disclosed_to_providers === toProviders) return
  await db
    .updateTable('hash_list')
    .set({ disclosed_to_providers: toProviders })
    .where('id', '=', listId)
    .execute()
  await writeAudit(db, {
    actor: by.actor,
    action: 'list-disclosure',
    objectType: 'hash_list',
    objectId: listId,
    detail: { toProviders },
  })
}

async function mustBeProvider(db: DbOrTransaction, id: string): Promise<void> {
  const found = await db.selectFrom('provider').select('id').where('id', '=', id).executeTakeFirst()
  if (found) return
  throw new DomainError('not-found', 'provider-not-found', 'Accrediting: there is no such provider')
}

async function mustBeDisclosed(db: DbOrTransaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) throw invalid('accreditation-invalid', 'name at least one list')
  const rows = await db
    .selectFrom('hash_list')
    .select('id')
    .where('id', 'in', ids)
    .where('disclosed_to_providers', '=', true)
    .where('negative', '=', false)
    .where('withdrawn_at', 'is', null)
    .execute()
  if (rows.length === ids.length) return
  throw conflict(
    'list-not-disclosed',
    'a list is none, or its authority does not disclose it to providers',
  )
}

async function one(db: DbOrTransaction, id: string, at: Date): Promise<Accreditation> {
  return (await accreditations(db, at, { id }))[0]!
}

const note = (
  db: DbOrTransaction,
  { actor }: LookupActor,
  what: string,
  objectId: string,
  detail: Record<string, string | number | boolean> = {},
): Promise<void> =>
  writeAudit(db, {
    actor,
    action: `lookup.${what}`,
    objectType: 'lookup_accreditation',
    objectId,
    detail,
  })

const invalid = (code: string, why: string): DomainError =>
  new DomainError('invalid', code, `Accrediting a provider: ${why}`)
const conflict = (code: string, why: string): DomainError =>
  new DomainError('conflict', code, `Accrediting a provider: ${why}`)
