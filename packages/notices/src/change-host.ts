import type { DbOrTransaction } from '@nightlight/runtime'
import { clearAttention } from './attention-store.ts'
import type { Deadlines } from './deadline.ts'
import { rungsOf } from './ladder.ts'
import { isBeingDisputedNow } from './replies/dispute-store.ts'
import { applyCommand, type StoredTakedown } from './takedown-store.ts'

/** What is asked of the ladder of one host. */
const OF_LADDER = ['authority-next', 'escalation-due', 'escalation-unreachable'] as const

/**
 * Notes at which host the content is now: the ladder of a host that nobody was told of begins with its first
 * notice, and a dispute of hosts that it has left stops no notice to this one. Call it with the takedown locked, and with
 * whoever gets its notices now in its row.
 *
 * @param hostId provider of the host, which need not be whoever gets its notices
 */
export async function changeHost(
  db: DbOrTransaction,
  { deadlines, now }: { deadlines: Deadlines; now: () => Date },
  stored: StoredTakedown,
  hostId: string,
): Promise<StoredTakedown> {
  const { id, takedown } = stored
  if (takedown.noticesSent === 0) return stored
  const from = takedown.ladderHost ?? (await hostToldLast(db, id))
  if (from === null || from === hostId) return stored
  const frees = takedown.status === 'disputed' && !(await isBeingDisputedNow(db, id))
  const change = { from, to: hostId, frees }
  const command = { type: 'change-host', at: now(), actor: 'nightlight', ...change } as const
  const next = await applyCommand(db, stored, command, deadlines)
  const asked = new Set<string | null>(rungsOf(next.takedown).map(({ code }) => code))
  await clearAttention(
    db,
    [id],
    OF_LADDER.filter((code) => !asked.has(code)),
  )
  return next
}

/** The newest of the hosts that got a notice; none when only somebody in their place did. */
async function hostToldLast(db: DbOrTransaction, takedownId: string): Promise<string | null> {
  const row = await db
    .selectFrom('notice_item as i')
    .innerJoin('notice as n', 'n.id', 'i.notice_id')
    .innerJoin('provider as p', 'p.id', 'n.provider_id')
    .select('p.id')
    .where('i.takedown_id', '=', takedownId)
    .where('i.seq', '>', 0)
    .where('n.state', '=', 'sent')
    .where('p.kind', '=', 'host')
    .orderBy('i.seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}
