import { DomainError } from '@nightlight/contract'
import type { Db, DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { keepAnswer, readAnswer, takeKey, type Answer } from './idempotency-store.ts'

const KEY = /^[\x21-\x7e]{1,255}$/

type Asked = {
  actor: string
  /** The Idempotency-Key header, if there was one. */
  key: string | string[] | undefined
  /** What makes it the same request: route, parameters and body. */
  request: unknown
}

/**
 * Does the work of a POST in one transaction, once for each actor and Idempotency-Key.
 *
 * A second request with the key waits for the first and gets its stored answer; work that throws
 * leaves no trace of the key.
 *
 * @returns the answer, and whether it is a stored one
 * @throws {DomainError} `idempotency-key-invalid`; conflict `idempotency-key-reused` for another request
 */
export async function onceForKey<Body extends Record<string, unknown>>(
  deps: { db: Db; crypto: FieldCrypto; now: () => Date },
  { actor, key, request }: Asked,
  work: (trx: DbOrTransaction) => Promise<{ status: number; body: Body }>,
): Promise<{ status: number; body: Body; replayed: boolean }> {
  const { db, crypto, now } = deps
  if (key === undefined) {
    return { ...(await db.transaction().execute(work)), replayed: false }
  }
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new DomainError('invalid', 'idempotency-key-invalid', 'Reading Idempotency-Key')
  }
  const keyHash = crypto.blindIndex('idempotency-key', key)
  const requestHash = crypto.blindIndex('idempotency-request', canonicalJson(request))
  return db.transaction().execute(async (trx) => {
    if (await takeKey(trx, { actor, keyHash, requestHash, now: now() })) {
      const answer: Answer & { body: Body } = await work(trx)
      await keepAnswer(trx, { actor, keyHash }, answer)
      return { ...answer, replayed: false }
    }
    const stored = await readAnswer(trx, { actor, keyHash })
    if (!stored.requestHash.equals(requestHash)) {
      throw new DomainError('conflict', 'idempotency-key-reused', 'Reading Idempotency-Key')
    }
    return { status: stored.status, body: stored.body as Body, replayed: true }
  })
}

/** JSON with sorted names, so that the order in which a client writes them makes no difference. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => `${JSON.stringify(name)}:${canonicalJson(part)}`)
  return `{${parts.join(',')}}`
}
