import { DomainError } from '@nightlight/contract'
import { writeAudit, type Db, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Deadlines } from '../deadline.ts'
import { hasOpenNotice } from '../open-notice-store.ts'
import { applyCommand, lockTakedown, setAttention } from '../takedown-store.ts'

const OTHER_COUNTRY = 'hosting-country-changed'

type Deps = { db: Db; deadlines: Deadlines; now: () => Date }

/** The state machine says which command it was; who asks wants to hear why. */
function sayTold(error: unknown): never {
  if (!(error instanceof DomainError) || !error.code.startsWith('takedown-withdraw')) throw error
  throw new DomainError(
    error.kind,
    error.code,
    'Routing anew: it is held, disputed, gone or closed, or somebody was told of this case, which is then routed anew only once its content is in a country with another plan (`hosting-country-changed`)',
  )
}

/** Its content was found where the policy has another plan, and nobody has seen to that yet. */
async function isInOtherCountry(db: DbOrTransaction, takedownId: string): Promise<boolean> {
  const { rows } = await sql`
    select from takedown t where t.id = ${takedownId} and (t.attention = ${OTHER_COUNTRY} or exists (
      select from task k
      where k.takedown_id = t.id and k.code = ${OTHER_COUNTRY} and k.done_at is null))`.execute(db)
  return rows.length > 0
}

/**
 * Has a takedown routed anew by the policy in force: the only way in which a change of policies reaches
 * a case that has a route. Its host is looked for again. What somebody was told of is routed anew only where its content is in a
 * country for which there is another plan: every time stays, and nobody who was told is told of the same again.
 *
 * @param by the account that asks for it
 * @throws {DomainError} `takedown-not-found`; conflict `takedown-withdraw-route-impossible`,
 *   `notice-under-way`
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
    const isMoved = await isInOtherCountry(trx, takedownId)
    const command = { type: 'withdraw-route', at: now(), actor: by, isMoved } as const
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
