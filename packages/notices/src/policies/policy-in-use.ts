import type { Db } from '@nightlight/runtime'
import { parsePolicy, type Policy } from '../routing.ts'
import { idInForce, readPolicy } from './policy-store.ts'

export type PolicyInUse = { policyId: string | null; policy: Policy | null }
export type PolicyOf = (takedownId: string) => Promise<PolicyInUse>

/**
 * Which policy a takedown is under: the one that it was routed by, and before that the one in force.
 *
 * The database is asked each time, so that a policy that somebody activates counts from the next case
 * on; what a policy says never changes, and is read once.
 */
export function createPolicyOf({ db, now }: { db: Db; now: () => Date }): PolicyOf {
  const read = new Map<string, Policy>()
  return async (takedownId) => {
    const takedown = await db
      .selectFrom('takedown')
      .select(['policy_id', 'status'])
      .where('id', '=', takedownId)
      .executeTakeFirst()
    const own = takedown?.status === 'opened' ? null : takedown?.policy_id
    const policyId = own ?? (await idInForce(db, now()))
    if (policyId === null) return { policyId, policy: null }
    const policy = read.get(policyId) ?? parsePolicy((await readPolicy(db, policyId)).document)
    read.set(policyId, policy)
    return { policyId, policy }
  }
}
