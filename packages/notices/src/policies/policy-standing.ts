import type { DbOrTransaction } from '@nightlight/runtime'
import { dayOf, idInForce, readPolicy, type StoredPolicy } from './policy-store.ts'

/** `over` is the one in force after its last day: nothing takes its place, and it routes nothing. */
export type PolicyStanding = 'in-force' | 'over' | 'later' | 'draft' | 'ended' | 'replaced'

/**
 * What a policy does now.
 *
 * @param inForce  as `idInForce` has it
 */
export function standingOf(
  {
    id,
    state,
    valid_from,
    valid_to,
  }: Pick<StoredPolicy, 'id' | 'state' | 'valid_from' | 'valid_to'>,
  inForce: string | null,
  now: Date,
): PolicyStanding {
  if (state !== 'active') return state
  if (id === inForce) return isOver(valid_to, now) ? 'over' : 'in-force'
  return valid_from > dayOf(now) ? 'later' : 'replaced'
}

const isOver = (validTo: string | null, now: Date): boolean =>
  validTo !== null && validTo < dayOf(now)

/** The policy that new cases go by, and until when. */
export type PolicyCover = {
  id: string
  name: string
  /** Day, UTC; null where no end is known. */
  lastDay: string | null
  isOver: boolean
  /** Whether another one that was activated begins no later than the day after the last one. */
  isFollowed: boolean
}

/** Whether new cases are routed today, and for how long; null where no policy is in force. */
export async function policyCover(db: DbOrTransaction, now: Date): Promise<PolicyCover | null> {
  const id = await idInForce(db, now)
  if (id === null) return null
  const { name, valid_to: lastDay } = await readPolicy(db, id)
  const isFollowed = lastDay !== null && (await beginsBy(db, now, dayAfter(lastDay)))
  return { id, name, lastDay, isOver: isOver(lastDay, now), isFollowed }
}

const beginsBy = async (db: DbOrTransaction, now: Date, day: string): Promise<boolean> =>
  (await db
    .selectFrom('routing_policy')
    .select('id')
    .where('state', '=', 'active')
    .where('valid_from', '>', dayOf(now))
    .where('valid_from', '<=', day)
    .limit(1)
    .executeTakeFirst()) !== undefined

const DAY_MS = 24 * 3_600_000

const dayAfter = (day: string): string =>
  dayOf(new Date(new Date(`${day}T00:00:00Z`).getTime() + DAY_MS))
