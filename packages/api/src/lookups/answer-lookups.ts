import { DomainError } from '@nightlight/contract'
import {
  classesOf,
  freezeForProbing,
  grantOf,
  recordCall,
  takeBudget,
  toBytes,
  type AskedHash,
  type AskLookups,
  type Grant,
  type HashAnswer,
} from '@nightlight/matcher'
import { writeAudit, type Db, type FieldCrypto } from '@nightlight/runtime'

type Deps = { db: Db; crypto: FieldCrypto; ask: AskLookups; now: () => Date }
type Asker = { actor: string; providerId: string }

/**
 * Answers whether hashes are known: one way for hits and misses, and nothing is told before it is kept.
 *
 * A refusal is in the log with its code.
 *
 * @throws {DomainError} forbidden `accreditation-needed`, `lookup-algorithm`, `lookup-frozen`; invalid `hash-malformed`,
 *   before anything is looked up; conflict `lookup-quota`, `lookups-unavailable`
 */
export async function answerLookups(
  deps: Deps,
  asked: readonly AskedHash[],
  asker: Asker,
): Promise<HashAnswer[]> {
  const grant = await grantOf(deps.db, asker.providerId, deps.now())
  try {
    return await answer(deps, asked, asker, grant)
  } catch (error) {
    if (error instanceof DomainError) {
      await writeAudit(deps.db, {
        actor: asker.actor,
        action: 'lookup.refused',
        objectType: grant ? 'lookup_accreditation' : 'provider',
        objectId: grant?.accreditationId ?? asker.providerId,
        detail: { code: error.code, hashes: asked.length },
      })
    }
    throw error
  }
}

async function answer(
  { db, crypto, ask, now }: Deps,
  asked: readonly AskedHash[],
  { actor }: Asker,
  grant: Grant | null,
): Promise<HashAnswer[]> {
  const at = now()
  if (grant === null) throw refused('accreditation-needed', 'there is none that counts')
  const hashes = asked.map((hash, index) => readHash(hash, index, grant))
  if (!(await takeBudget(db, grant, hashes.length, at))) {
    throw new DomainError('conflict', 'lookup-quota', 'Looking hashes up: the quota is used up')
  }
  const { accreditationId, listIds } = grant
  const { findings, spare, isProbing } = await ask({ accreditationId, listIds, hashes })
  if (isProbing) {
    await freezeForProbing(db, accreditationId, at)
    throw refused('lookup-frozen', 'it walks along the edge of what is known')
  }
  const answers = await classesOf(db, { findings, spare })
  await recordCall({ db, crypto }, { accreditationId, askedBy: actor, at, findings, answers })
  return answers
}

function readHash(
  { algorithm, value }: AskedHash,
  index: number,
  { algorithms }: Grant,
): AskedHash {
  if (!algorithms.includes(algorithm)) {
    throw new DomainError('forbidden', 'lookup-algorithm', 'Looking hashes up: not by this one', {
      detail: { index },
    })
  }
  const bytes = toBytes(algorithm, value)
  if (typeof bytes !== 'string') return { algorithm, value: bytes.toString('hex') }
  throw new DomainError('invalid', 'hash-malformed', 'Looking hashes up: one is none', {
    detail: { index, reason: bytes },
  })
}

const refused = (code: string, why: string): DomainError =>
  new DomainError('forbidden', code, `Looking hashes up: ${why}`)
