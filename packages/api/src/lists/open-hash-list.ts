import { DomainError, maskedText } from '@nightlight/contract'
import { PURPOSE, findAuthority, isSameName, openList, type ListTerms } from '@nightlight/matcher'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import type { Static } from 'typebox'
import type { Principal } from '../identity/principal.ts'
import { authorityName, isListOf } from './hash-list-store.ts'
import type { HashListBody } from './list-schemas.ts'

const MAX_DISTANCE = 31

/**
 * Opens a list of an authority, or finds the one of that name and those terms. The police open lists of
 * their own authority. Call it in a transaction.
 *
 * @throws {DomainError} `authority-needed`, `authority-missing`, `authority-not-yours`, `body-invalid`;
 *   conflict `list-terms-differ`
 */
export async function openHashList(
  db: DbOrTransaction,
  body: Static<typeof HashListBody>,
  principal: Principal,
  now: Date,
): Promise<{ id: string; isNew: boolean }> {
  const authority = await authorityOf(db, principal, body.authority)
  const list = body.name.trim()
  const terms = termsOf(body, now)
  if (list === '') throw invalid('name')
  // names are kept in clear: none is an address or a hash
  for (const field of ['name', 'authority', 'purpose'] as const) {
    const said = body[field] ?? ''
    if (maskedText(said) !== said) throw invalid(field)
  }
  const isNew = !(await isListOf(db, authority, list))
  const id = await openList(db, { authority, list, terms })
  if (isNew) {
    await writeAudit(db, {
      actor: principal.actor,
      action: 'list-opened',
      objectType: 'hash_list',
      objectId: id,
      detail: { legalClass: terms.legalClass, opens: terms.opens },
    })
  }
  return { id, isNew }
}

async function authorityOf(
  db: DbOrTransaction,
  { role, authorityId }: Principal,
  asked: string | undefined,
): Promise<string> {
  const named = asked?.trim() ?? ''
  if (role !== 'police') {
    // of one authority there is one, however it is typed
    if (named !== '') return (await findAuthority(db, named))?.name ?? named
    throw new DomainError('invalid', 'authority-needed', 'Opening a list: say whose it is', {
      detail: { field: 'authority' },
    })
  }
  const own = authorityId === null ? null : await authorityName(db, authorityId)
  if (own === null) throw noAuthority()
  if (named === '' || isSameName(named, own)) return own
  throw new DomainError(
    'forbidden',
    'authority-not-yours',
    'Opening a list: an officer opens lists of the own authority only',
  )
}

/** Whoever is of the police and acts for no authority may do nothing. */
export const noAuthority = (): DomainError =>
  new DomainError(
    'forbidden',
    'authority-missing',
    'Opening a list: the officer acts for no authority; have a new key or link made',
  )

function termsOf(body: Static<typeof HashListBody>, now: Date): ListTerms {
  const { legalClass = 'csam', purpose = PURPOSE, jurisdictions = [] } = body
  const { classification = null, maxDistance = MAX_DISTANCE, opens = 'never' } = body
  const expiresAt = typeof body.expiresAt === 'string' ? new Date(body.expiresAt) : null
  if (expiresAt !== null && expiresAt <= now) throw invalid('expiresAt')
  const { negative = false } = body
  const rules = { legalClass, purpose, jurisdictions, classification, maxDistance, opens }
  return { ...rules, expiresAt, negative }
}

const invalid = (field: string): DomainError =>
  new DomainError('invalid', 'body-invalid', 'Opening a list: see /openapi.json', {
    detail: { field },
  })
