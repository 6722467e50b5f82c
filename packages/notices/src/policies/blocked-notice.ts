import type { Db } from '@nightlight/runtime'
import type { Deadlines } from '../deadline.ts'
import type { BeforeSending } from '../before-sending.ts'
import type { Terms } from './terms.ts'

type Deps = { deadlines: Deadlines; now: () => Date }

/**
 * Until when no notice of a takedown may go to a provider, by its policy.
 *
 * @returns null when it may go now; police are handed cases on every day
 */
export function blockedUntil(
  { deadlines, now }: Deps,
  provider: { kind: string },
  terms: Terms | null | undefined,
): Date | null {
  if (provider.kind === 'police') return null
  const at = now()
  const until = deadlines.under(terms).notBlocked(at)
  return until > at ? until : null
}

/**
 * Has a notice that was written before and did not get out wait for the end of a blocked day.
 *
 * @returns whether it waits
 */
export async function postponeBlocked(
  deps: Deps & { db: Db },
  { noticeId, isRetraction, providerKind: kind, takedowns }: BeforeSending,
): Promise<boolean> {
  if (isRetraction) return false
  const ends = takedowns.flatMap(({ terms }) => blockedUntil(deps, { kind }, terms) ?? [])
  if (ends.length === 0) return false
  const { numUpdatedRows } = await deps.db
    .updateTable('notice')
    .set({ due_at: ends.reduce((a, b) => (a > b ? a : b)) })
    .where('id', '=', noticeId)
    .where('state', '=', 'due')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
