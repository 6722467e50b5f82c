import { DomainError, type Role } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { formatApiKey, newSecret } from '../identity/api-key-format.ts'
import { byTheRules } from '../identity/account-rules.ts'
import { inTransaction } from '../in-transaction.ts'
import { createApiKey, secretHashOf } from '../identity/api-key.ts'
import { isDeactivated } from '../identity/identity-store.ts'
import { DAY_MS, MAX_KEY_DAYS, type AskedLimits } from './key-facts.ts'
import {
  endKeyAt,
  hasAccount,
  isSamePerson,
  lockKey,
  ownerOfKey,
  setRevoked,
  wasRotated,
} from './key-store.ts'

/** Longest time for which a key goes on beside the one that takes its place, hours. */
export const MAX_OVERLAP_HOURS = 7 * 24
export const OVERLAP_HOURS = 24
const HOUR_MS = 60 * 60_000

/** Who asks: `name` of a signed-in administrator or of the key that was used, and none of the operator's shell. */
type By = { actor: string; at: Date; name?: string }

/** Roles of machines alone; a key of another stands for a person, who has an account. */
export const OF_MACHINES: readonly Role[] = ['reporter', 'provider']

/**
 * Makes a key, as `createApiKey` does, for programs and for whoever asks: with a key in the name of another an
 * administrator would act as that person, and be both people where two are asked for. The operator makes those.
 *
 * @throws {DomainError} `key-needs-provider`, conflict `key-needs-account`, forbidden `key-of-another`; as `createApiKey`
 */
export async function makeKey(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  request: {
    role: Role
    name: string
    authority?: string | undefined
    provider?: string | undefined
    limits?: AskedLimits
    secret?: string
  },
  by: By,
): Promise<{ id: string; key: string }> {
  await refuseOfAnother(db, request, by)
  if (request.role === 'provider' && (request.provider ?? '').trim() === '') {
    throw keyNeedsProvider('provider')
  }
  if (!OF_MACHINES.includes(request.role) && !(await hasAccount(db, request))) {
    throw new DomainError(
      'conflict',
      'key-needs-account',
      `Making a key: no account of the role ${request.role}`,
    )
  }
  return createApiKey(db, crypto, { ...request, actor: by.actor, now: by.at })
}

/** A key of the role `provider` answers the notices of one. @param field  where that is asked for */
export const keyNeedsProvider = (field: string): DomainError =>
  new DomainError(
    'invalid',
    'key-needs-provider',
    'Making a key: one of the role provider answers for one provider; say for which',
    { detail: { field } },
  )

/** Ends a key at once and for good. Doing it again changes nothing. @throws {DomainError} not-found `key-not-found` */
export const revokeKey = (db: Db, id: string, by: By): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const key = await lockKey(trx, id)
    if (!key) throw notFound()
    if (key.revoked_at !== null) return
    await setRevoked(trx, id, by)
    const event = {
      actor: by.actor,
      action: 'api-key.revoked',
      objectType: 'api_key',
      objectId: id,
    }
    await writeAudit(trx, { ...event, detail: { role: key.role } })
  })

/**
 * Makes a key that takes the place of another: for the same, with the same limits, for a year or less. The old one goes
 * on for the overlap.
 *
 * @returns the key, which is in the answer only
 * @throws {DomainError} not-found `key-not-found`, conflict `key-ended`, `key-rotated`, `person-deactivated`;
 *   forbidden `key-of-another`; invalid `overlap-invalid`
 */
export async function rotateKey(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  {
    id,
    overlapHours = OVERLAP_HOURS,
    secret = newSecret(),
  }: { id: string; overlapHours?: number | undefined; secret?: string },
  by: By,
): Promise<{ id: string; key: string }> {
  const { actor, at } = by
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > MAX_OVERLAP_HOURS) {
    throw new DomainError(
      'invalid',
      'overlap-invalid',
      `Rotating a key: the old one goes on for 0 to ${MAX_OVERLAP_HOURS} hours`,
      { detail: { field: 'overlapHours' } },
    )
  }
  const next = { id: newId(), secret }
  const rotate = async (trx: DbOrTransaction): Promise<Role> => {
    const whose = await ownerOfKey(trx, id)
    const isEnded = whose !== null && (await isDeactivated(trx, whose))
    const old = await lockKey(trx, id)
    if (!old) throw notFound()
    if (old.revoked_at !== null || old.expires_at <= at) {
      throw conflict('key-ended', 'it has ended; make another one')
    }
    if (await wasRotated(trx, id))
      throw conflict('key-rotated', 'another one took its place already')
    const role = old.role as Role
    await refuseOfAnother(trx, { role, name: old.name }, by)
    if (isEnded) {
      throw conflict('person-deactivated', 'the account of that name was deactivated')
    }
    const { created_at: _, last_used_at: __, revoked_at: ___, revoked_by: ____, ...same } = old
    const days = Math.min(MAX_KEY_DAYS, Math.ceil((+old.expires_at - +old.valid_from) / DAY_MS))
    await trx
      .insertInto('api_key')
      .values({
        ...same,
        id: next.id,
        secret_hash: secretHashOf(crypto, next.secret),
        valid_from: at,
        expires_at: new Date(at.getTime() + days * DAY_MS),
        made_by: actor,
        rotated_from: id,
      })
      .execute()
    await endKeyAt(trx, id, new Date(at.getTime() + overlapHours * HOUR_MS))
    const event = { actor, action: 'api-key.rotated', objectType: 'api_key', objectId: id }
    await writeAudit(trx, { ...event, detail: { role, next: next.id, overlapHours } })
    return role
  }
  const role = await byTheRules(() => inTransaction(db, rotate))
  return { id: next.id, key: formatApiKey({ role, ...next }) }
}

async function refuseOfAnother(
  db: DbOrTransaction,
  { role, name }: { role: Role; name: string },
  by: By,
): Promise<void> {
  if (by.name === undefined || OF_MACHINES.includes(role)) return
  if (await isSamePerson(db, name, by.name)) return
  throw new DomainError('forbidden', 'key-of-another', 'Making a key: it would be of somebody else')
}

const notFound = (): DomainError =>
  new DomainError('not-found', 'key-not-found', 'Looking for a key: none such')

const conflict = (code: string, why: string): DomainError =>
  new DomainError('conflict', code, `Rotating a key: ${why}`)
