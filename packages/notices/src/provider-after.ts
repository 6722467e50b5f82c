import type { DbOrTransaction } from '@nightlight/runtime'
import type { Takedown } from './takedown.ts'

type Before = { providerId: string | null; takedown: Takedown }

/**
 * Who gets the notices of a takedown from here on: the police who had it first get none of those that remind a host which
 * a person told by hand. Nobody does before that host is found.
 */
export async function providerAfter(
  db: DbOrTransaction,
  { providerId, takedown: before }: Before,
  after: Takedown,
): Promise<string | null> {
  if (providerId === null || placeOf(before) !== 'routed' || placeOf(after) !== 'notified') {
    return providerId
  }
  const { kind } = await db
    .selectFrom('provider')
    .select('kind')
    .where('id', '=', providerId)
    .executeTakeFirstOrThrow()
  return kind === 'police' ? null : providerId
}

const placeOf = (takedown: Takedown): string =>
  takedown.status === 'held' ? takedown.resume : takedown.status
