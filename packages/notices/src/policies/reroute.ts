import { DomainError } from '@nightlight/contract'
import { writeAudit, type Db } from '@nightlight/runtime'
import type { Deadlines } from '../deadline.ts'
import { hasOpenNotice } from '../open-notice-store.ts'
import { applyCommand, lockTakedown, setAttention } from '../takedown-store.ts'

type Deps = { db: Db; deadlines: Deadlines; now: () => Date }

/** The state machine says which command it was; who asks wants to hear why. */
function sayTold(error: unknown): never {
  if (!(error instanceof DomainError) || !error.code.startsWith('takedown-withdraw')) throw error
  throw new DomainError(
    error.kind,
    error.code,
    'Routing anew: somebody was told of this case, so its route stays; only a case that nobody was told of is routed anew',
  )
}

/**
 * Has a takedown routed anew by the policy in force: the only way in which a change of policies reaches
 * a case that has a route. Its host is looked for again.
 *
 * @param by the account that asks for it
 * @throws {DomainError} `takedown-not-found`; conflict `takedown-withdraw-route-impossible` once somebody
 *   was told, `notice-under-way`
 */
export const rerouteTakedown = (
  { db, deadlines, now }: Deps,
  takedownId: string,
  by: string,
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const stored = await lockTakedown(trx, takedownId)
    if (!stored) {
      throw new DomainError('not-found', 'takedown-not-found', 'Routing anew: no such takedown')
    }
    if (await hasOpenNotice(trx, takedownId)) {
      throw new DomainError(
        'conflict',
        'notice-under-way',
        'Routing anew: a notice of it is being sent; hand it over by hand if it went to the wrong place',
      )
    }
    const command = { type: 'withdraw-route', at: now(), actor: by } as const
    const next = await applyCommand(trx, { ...stored, providerId: null }, command, deadlines).catch(
      sayTold,
    )
    if (next.version === stored.version) return
    await setAttention(trx, takedownId, null, now())
    await writeAudit(trx, {
      actor: by,
      action: 'route-withdrawn',
      objectType: 'takedown',
      objectId: takedownId,
      detail: { policy: stored.takedown.policyId ?? null },
    })
  })
