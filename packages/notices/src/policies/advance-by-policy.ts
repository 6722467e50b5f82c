import type { Handler } from '@nightlight/runtime'
import { advanceTakedown, type AdvanceDeps } from '../jobs/advance-takedown.ts'
import type { PolicyOf } from './policy-in-use.ts'

/** `advance-takedown`, each takedown under its own policy. */
export const advanceByPolicy =
  (
    deps: Omit<AdvanceDeps, 'policy' | 'policyId'> & { policyOf: PolicyOf },
  ): Handler<'advance-takedown'> =>
  async (payload, context) => {
    const inUse = await deps.policyOf(payload.takedownId)
    return advanceTakedown({ ...deps, ...inUse })(payload, context)
  }
