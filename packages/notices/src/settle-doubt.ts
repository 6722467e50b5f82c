import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { clearAttention } from './attention-store.ts'
import type { Deadlines } from './deadline.ts'
import { lockNoticeTakedowns, noticeTakedowns } from './notice-store.ts'
import { applyCommand, lockTakedown } from './takedown-store.ts'
import type { Takedown } from './takedown.ts'

/**
 * Takes in what a person found out about a notice whose hand-over was cut off: that it arrived, or that
 * it did not. One that did not goes out by mail, as a copy, for nobody can be sure.
 *
 * Call it in a transaction.
 *
 * @throws {DomainError} `notice-not-in-doubt`, also when it was settled before
 */
export async function settleDoubt(
  db: DbOrTransaction,
  { deadlines }: { deadlines: Deadlines },
  found: { noticeId: string; arrived: boolean; actor: string; at: Date },
): Promise<void> {
  const { noticeId, arrived, actor, at } = found
  await lockNoticeTakedowns(db, noticeId)
  const { rows } = await sql<{ kind: string }>`
    update notice n set
      state = ${arrived ? 'sent' : 'due'},
      sent_at = ${arrived ? at : null},
      due_at = case when ${arrived} then n.due_at else clock_timestamp() end,
      channel = case when ${arrived} then n.channel else 'smtp' end,
      channel_id = case when ${arrived} then n.channel_id end
    where n.id = ${noticeId} and n.state = 'refused' and exists (
      select 1 from notice_attempt a
      where a.notice_id = n.id and a.n = n.attempts and a.outcome = 'in-doubt')
    returning n.kind`.execute(db)
  const kind = rows[0]?.kind
  if (kind === undefined) {
    const hint = 'look whether somebody has settled it'
    throw new DomainError('conflict', 'notice-not-in-doubt', `Settling a notice: ${hint}`)
  }
  await writeAudit(db, {
    actor,
    action: 'notice-doubt-settled',
    objectType: 'notice',
    objectId: noticeId,
    detail: { arrived },
  })
  const takedowns = await noticeTakedowns(db, noticeId)
  await clearAttention(
    db,
    takedowns.map(({ takedownId }) => takedownId),
    ['notice-in-doubt'],
  )
  if (!arrived || kind === 'retraction') return
  for (const { takedownId, seq } of takedowns) {
    const stored = await lockTakedown(db, takedownId)
    if (!stored) continue
    const isPolice = kind === 'police-hand-over'
    if (!canBeTold(stored.takedown, isPolice)) continue
    const told = isPolice ? { type: 'hand-over' as const } : { type: 'notify' as const, seq }
    await applyCommand(db, stored, { ...told, at, actor, noticeId }, deadlines)
  }
}

/** What was stopped or closed meanwhile counts it as well, or it would be told as of something new after that; not what lost its route. */
const canBeTold = ({ plan, clocks }: Takedown, isPolice: boolean): boolean =>
  isPolice ? plan.length > 0 : clocks.t5 !== null
