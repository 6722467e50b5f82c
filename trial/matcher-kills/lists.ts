import { newId, type Db, type FieldCrypto } from '../../packages/runtime/src/index.ts'
import { drawHashes, drawNumbers } from '../../packages/matcher/src/index/drawn-hashes.ts'
import { nextEpoch } from '../../packages/matcher/src/list-epochs.ts'
import {
  activateEntries,
  ensureAuthority,
  ensureList,
  insertEntries,
  openSubmission,
} from '../../packages/matcher/src/list-store.ts'

/** An entry and what it is found by. */
export type Listed = { id: string; pdq: string; md5: string }

/** The list that the trial adds to and takes from, and what must be found of it. */
export type ChangingList = {
  /** Entries that are active, by id. */
  active: Map<string, Listed>
  gone: Listed[]
  add(count: number): Promise<void>
  /** Withdraws entries, as of one epoch. */
  withdraw(count: number): Promise<void>
}

/** Makes a list in the database; all hashes follow from the seed. */
export async function openList(db: Db, crypto: FieldCrypto, seed: number): Promise<ChangingList> {
  const numbers = drawNumbers(seed)
  const active = new Map<string, Listed>()
  const gone: Listed[] = []
  const terms = {
    legalClass: 'csam',
    purpose: 'notice-and-takedown',
    jurisdictions: [],
    classification: null,
    maxDistance: 31,
    opens: 'never',
    expiresAt: null,
  } as const
  const listId = await db.transaction().execute(async (trx) => {
    const authority = await ensureAuthority(trx, 'Trial police')
    return ensureList(trx, authority, 'trial', { ...terms, jurisdictions: [] })
  })
  let drawn = 0
  return {
    active,
    gone,
    async add(count) {
      const hashes = Buffer.from(drawHashes('uniform', count, seed + ++drawn))
      const listed = Array.from({ length: count }, (_, at): Listed => {
        const pdq = hashes.toString('hex', at * 32, (at + 1) * 32)
        return { id: newId(), pdq, md5: pdq.slice(16, 48) }
      })
      const submissionId = newId()
      await db.transaction().execute(async (trx) => {
        await openSubmission(trx, { submissionId, listId, format: 'plain', actor: 'trial' })
        await insertEntries(
          trx,
          { listId, submissionId },
          listed.map((one) => sealed(crypto, one)),
        )
        await activateEntries(trx, submissionId)
      })
      for (const one of listed) active.set(one.id, one)
    },
    async withdraw(count) {
      const all = [...active.values()]
      const chosen = new Set(Array.from({ length: count }, () => all[numbers.below(all.length)]!))
      await db.transaction().execute(async (trx) => {
        const epoch = String(await nextEpoch(trx))
        const ids = [...chosen].map(({ id }) => id)
        const set = { status: 'revoked' as const, epoch }
        await trx.updateTable('list_entry').set(set).where('id', 'in', ids).execute()
      })
      for (const one of chosen) {
        active.delete(one.id)
        gone.push(one)
      }
    },
  }
}

function sealed(crypto: FieldCrypto, { id, pdq, md5 }: Listed) {
  const hash = (algorithm: 'pdq' | 'md5', hex: string) => ({
    algorithm,
    sealed: crypto.seal(
      { table: 'entry_hash', column: 'value_ct', row: `${id}/${algorithm}` },
      Buffer.from(hex, 'hex'),
    ),
    key: crypto.blindIndex(`hash:${algorithm}`, hex),
  })
  return { id, hashes: [hash('pdq', pdq), hash('md5', md5)] }
}
