import type { LegalClass } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { route, type Policy, type Step } from './routing.ts'
import type { StoredTakedown } from './takedown-store.ts'

/**
 * Tells whether the policy has another plan for a routed takedown in the country of its host now.
 *
 * A policy that was changed meanwhile does not count: only another country does. What a person handed over because no rule
 * fitted has that for its route, and another plan only where a rule fits now.
 */
export async function planDiffers(
  db: DbOrTransaction,
  { policy, now }: { policy: Policy | null; now: () => Date },
  { id, takedown }: StoredTakedown,
  country: string | null,
): Promise<boolean> {
  const routed = await db
    .selectFrom('takedown_event')
    .select(['type', 'data'])
    .where('takedown_id', '=', id)
    .where('type', 'in', ['routed', 'step-entered'])
    .where(sql<boolean>`data ? 'country'`)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!routed || routed.data['country'] === country) return false
  const facts = { country, legalClass: takedown.legalClass, today: now() }
  const found = route(policy, facts)
  if (found.status !== 'routed') return routed.type === 'routed'
  return found.plan.join() !== takedown.plan.join()
}

/**
 * Tells whether the policy has another plan for a country that evidence as good as the one decided by
 * names: a person then says which it is.
 */
export const planIsDisputed = (
  { policy, now }: { policy: Policy | null; now: () => Date },
  { legalClass, plan }: { legalClass: LegalClass; plan: readonly Step[] },
  rivals: readonly string[],
): boolean =>
  rivals.some((country) => {
    const found = route(policy, { country, legalClass, today: now() })
    return found.status !== 'routed' || found.plan.join() !== plan.join()
  })
