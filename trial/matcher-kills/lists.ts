import type { Db, FieldCrypto } from '../../packages/runtime/src/index.ts'
import { drawNumbers, drawPdq } from '../../packages/matcher/src/index/drawn-hashes.ts'
import { nextEpoch } from '../../packages/matcher/src/list-epochs.ts'
import { ensureAuthority, ensureList } from '../../packages/matcher/src/list-store.ts'
import { activateSubmission } from '../../packages/matcher/src/submissions/activate-submission.ts'
import { openSubmission } from '../../packages/matcher/src/submissions/open-submission.ts'
import { receiveSubmission } from '../../packages/matcher/src/submissions/receive-submission.ts'
import { sourceKey } from '../../packages/matcher/src/submissions/stage-batch.ts'

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
      const hashes = Buffer.from(drawPdq(count, seed + ++drawn))
      const rows = Array.from({ length: hashes.length / 32 }, (_, at) => {
        const pdq = hashes.toString('hex', at * 32, (at + 1) * 32)
        return { pdq, md5: pdq.slice(16, 48), reference: `${drawn} ${at}` }
      })
      const facts = { kind: 'addition', officer: null, legalBasis: '', expiresAt: null } as const
      const officer = { actor: 'trial:officer', name: 'officer' }
      const { submissionId } = await openSubmission(
        { db, crypto },
        listId,
        { ...facts, categories: null },
        officer,
      )
      const text = rows.map((row) => JSON.stringify(row)).join('\n')
      const source = { bytes: once(Buffer.from(text)), format: 'ndjson' } as const
      await receiveSubmission({ db, crypto }, submissionId, { source })
      await activateSubmission(db, submissionId, { actor: 'trial:second', name: 'second' })
      const ids = new Map(
        (
          await db
            .selectFrom('list_entry')
            .select(['id', 'source_key'])
            .where('submission_id', '=', submissionId)
            .execute()
        ).map(({ id, source_key }) => [source_key?.toString('hex'), id]),
      )
      const listed = rows.map(({ pdq, md5, reference }): Listed => {
        const id = ids.get(sourceKey(crypto, reference).toString('hex'))
        if (id === undefined) throw new Error('open trial list: an entry is missing')
        return { id, pdq, md5 }
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

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
