import type { Handler } from '@nightlight/runtime'
import { backingOff } from '../back-off.ts'
import { advanceTakedown, type AdvanceDeps } from '../jobs/advance-takedown.ts'
import type { PolicyOf } from './policy-in-use.ts'

/** `advance-takedown`, each takedown under its own policy; one that fails waits for its next turn. */
export const advanceByPolicy = (
  deps: Omit<AdvanceDeps, 'policy' | 'policyId'> & { policyOf: PolicyOf },
): Handler<'advance-takedown'> =>
  backingOff(deps, async (payload, context) => {
    const inUse = await deps.policyOf(payload.takedownId)
    return advanceTakedown({ ...deps, ...inUse })(payload, context)
  })
