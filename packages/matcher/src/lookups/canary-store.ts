import { setImmediate as turn } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { drawCanary, type CanaryHashes, type DrawnCanary } from './draw-canary.ts'
import { lockAccreditation, stateOf, type LookupActor } from './accreditation-store.ts'

export const MOST_CANARIES = 500

const place = (id: string) => ({ table: 'lookup_canary', column: 'hashes_ct', row: id })

/**
 * Draws canaries for the provider of an accreditation, which are its test set as well: they are known to it, and
 * whoever else asks for one, or shows one, has it from there.
 *
 * @param request.count  1 to `MOST_CANARIES`
 * @returns what is handed to the provider; the pictures are in the answer only
 * @throws {DomainError} not-found `accreditation-not-found`; conflict `accreditation-not-in-force`; invalid `canaries-too-many`
 */
export async function makeCanaries(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  { id, count }: { id: string; count: number },
  by: LookupActor,
): Promise<DrawnCanary[]> {
  if (!Number.isInteger(count) || count < 1 || count > MOST_CANARIES) {
    throw new DomainError(
      'invalid',
      'canaries-too-many',
      `Making canaries: ask for 1 to ${MOST_CANARIES}`,
    )
  }
  const drawn: DrawnCanary[] = []
  while (drawn.length < count) {
    drawn.push(drawCanary())
    // each takes milliseconds, in which the process answers nobody
    await turn()
  }
  await db.transaction().execute(async (trx) => {
    const accreditation = await lockAccreditation(trx, id)
    if (stateOf(accreditation, by.at) !== 'approved') {
      throw new DomainError(
        'conflict',
        'accreditation-not-in-force',
        'Making canaries: the accreditation has to be approved first, and not to have ended',
      )
    }
    const rows = drawn.map(({ hashes }) => {
      const canaryId = newId()
      return {
        id: canaryId,
        accreditation_id: id,
        hashes_ct: crypto.seal(place(canaryId), JSON.stringify(hashes)),
        made_at: by.at,
      }
    })
    await trx.insertInto('lookup_canary').values(rows).execute()
    await writeAudit(trx, {
      actor: by.actor,
      action: 'lookup.canaries-made',
      objectType: 'lookup_accreditation',
      objectId: id,
      detail: { count },
    })
  })
  return drawn
}

export type Canary = { id: string; accreditationId: string; hashes: CanaryHashes }

/** Those that were made after one, in the order of their ids. */
export async function canariesAfter(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  after: string | null,
  limit: number,
): Promise<Canary[]> {
  const rows = await db
    .selectFrom('lookup_canary')
    .select(['id', 'accreditation_id', 'hashes_ct'])
    .$if(after !== null, (query) => query.where('id', '>', after))
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id, accreditation_id, hashes_ct }) => ({
    id,
    accreditationId: accreditation_id,
    hashes: JSON.parse(crypto.openText(place(id), hashes_ct)) as CanaryHashes,
  }))
}
