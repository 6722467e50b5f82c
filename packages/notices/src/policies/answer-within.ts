import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Deadlines } from '../deadline.ts'
import { USUAL_ANSWER_MS } from '../documents/notice.ts'
import type { Terms } from './terms.ts'

/**
 * How long whoever reads a notice is given to answer: the shortest time that a policy of its takedowns says, and
 * what is usual for those whose policy says nothing.
 *
 * @returns ms
 */
export async function answerWithin(
  { db, deadlines }: { db: DbOrTransaction; deadlines: Deadlines },
  items: readonly { takedownId: string }[],
): Promise<number> {
  const ids = items.map(({ takedownId }) => takedownId)
  const { rows } = await sql<{ terms: Terms | null }>`
    select state -> 'terms' as terms from takedown where id = any(${ids}::uuid[])`.execute(db)
  return Math.min(...rows.map(({ terms }) => deadlines.under(terms).answerMs ?? USUAL_ANSWER_MS))
}
