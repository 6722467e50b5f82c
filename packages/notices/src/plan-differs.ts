import type { DbOrTransaction } from '@nightlight/runtime'
import { route, type Policy } from './routing.ts'
import type { StoredTakedown } from './takedown-store.ts'

/**
 * Tells whether the policy has another plan for a routed takedown in the country of its host now.
 *
 * A policy that was changed meanwhile does not count: only another country does.
 */
export async function planDiffers(
  db: DbOrTransaction,
  { policy, now }: { policy: Policy; now: () => Date },
  { id, takedown }: StoredTakedown,
  country: string | null,
): Promise<boolean> {
  const routed = await db
    .selectFrom('takedown_event')
    .select('data')
    .where('takedown_id', '=', id)
    .where('type', '=', 'routed')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!routed || routed.data['country'] === country) return false
  const facts = { country, legalClass: takedown.legalClass, today: now() }
  const found = route(policy, facts)
  return found.status !== 'routed' || found.plan.join() !== takedown.plan.join()
}
