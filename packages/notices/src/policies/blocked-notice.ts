import type { Db } from '@nightlight/runtime'
import type { Deadlines } from '../deadline.ts'
import { reviveDates } from '../takedown-store.ts'
import type { Takedown } from '../takedown.ts'

type Deps = { deadlines: Deadlines; now: () => Date }

/**
 * Until when no notice of a takedown may go to a provider, by its policy.
 *
 * @returns null when it may go now; police are handed cases on every day
 */
export function blockedUntil(
  { deadlines, now }: Deps,
  provider: { kind: string },
  { terms }: Takedown,
): Date | null {
  if (provider.kind === 'police') return null
  const at = now()
  const until = deadlines.under(terms).notBlocked(at)
  return until > at ? until : null
}

/** Has a notice that was written before and did not get out wait for the end of a blocked day. */
export async function postponeBlocked(deps: Deps & { db: Db }, noticeId: string): Promise<void> {
  const { db } = deps
  const rows = await db
    .selectFrom('notice as n')
    .innerJoin('provider as p', 'p.id', 'n.provider_id')
    .innerJoin('notice_item as i', 'i.notice_id', 'n.id')
    .innerJoin('takedown as t', 't.id', 'i.takedown_id')
    .select(['p.kind', 't.state'])
    .where('n.id', '=', noticeId)
    .where('n.state', '=', 'due')
    .where('n.kind', '<>', 'retraction')
    .execute()
  const ends = rows.flatMap(
    ({ kind, state }) => blockedUntil(deps, { kind }, reviveDates(state) as Takedown) ?? [],
  )
  if (ends.length === 0) return
  await db
    .updateTable('notice')
    .set({ due_at: ends.reduce((a, b) => (a > b ? a : b)) })
    .where('id', '=', noticeId)
    .where('state', '=', 'due')
    .execute()
}
