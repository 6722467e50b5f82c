import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { clearAttention } from './attention-store.ts'
import type { Deadlines } from './deadline.ts'
import { holdDecisions, lostGrounds, type LostGround } from './ground-store.ts'
import { askToRetractByHand } from './retract-by-hand.ts'
import { noteRetractions } from './retraction-store.ts'
import { applyCommand, lockTakedownsOf, type StoredTakedown } from './takedown-store.ts'
import type { Command } from './takedown-command.ts'

type Deps = { deadlines: Deadlines; now: () => Date }

export type Review = {
  /** How many takedowns it changed. */
  changed: number
  /** Providers to whom something is to be taken back. */
  toldProviders: Set<string>
}

/**
 * Looks at what every takedown of some media rests on. What another match carries goes on under that
 * one; what none carries any more is closed, and whoever was told of it is to be told so.
 *
 * Call it in a transaction. Twice equals once, and takedowns are locked by id.
 */
export async function reviewGrounds(
  db: DbOrTransaction,
  deps: Deps,
  mediaIds: readonly string[],
): Promise<Review> {
  const takedowns = await lockTakedownsOf(db, mediaIds)
  if (takedowns.size === 0) return { changed: 0, toldProviders: new Set() }
  await holdDecisions(db, mediaIds)
  const withdrawn: string[] = []
  let changed = 0
  for (const lost of await lostGrounds(db, [...takedowns.keys()])) {
    const stored = takedowns.get(lost.takedownId)!
    const command = commandFor(lost, deps.now())
    const next = await applyCommand(db, stored, command, deps.deadlines)
    if (next === stored) continue
    changed++
    if (command.type === 'change-ground' && next.takedown.status !== stored.takedown.status) {
      await clearAttention(db, [stored.id], ['dispute-upheld'])
      // It goes on, and what fell due while it was disputed is due now.
      const due = db.updateTable('takedown').set({ due_at: command.at })
      await due.where('id', '=', stored.id).execute()
    }
    await audit(db, stored, command)
    if (command.type !== 'change-ground') withdrawn.push(stored.id)
  }
  await askToRetractByHand(db, withdrawn)
  return { changed, toldProviders: await noteRetractions(db, withdrawn) }
}

type GroundCommand = Extract<
  Command,
  { type: 'reject-match' | 'withdraw-ground' | 'change-ground' }
>

function commandFor({ other, rejectedBy }: LostGround, at: Date): GroundCommand {
  if (other) return { type: 'change-ground', at, actor: 'nightlight', ...other }
  return rejectedBy === null
    ? { type: 'withdraw-ground', at, actor: 'nightlight' }
    : { type: 'reject-match', at, actor: rejectedBy }
}

const audit = (
  db: DbOrTransaction,
  { id, matchId, takedown }: StoredTakedown,
  command: GroundCommand,
): Promise<void> =>
  writeAudit(db, {
    actor: command.actor,
    action: command.type === 'change-ground' ? 'ground-changed' : 'ground-withdrawn',
    objectType: 'takedown',
    objectId: id,
    detail:
      command.type === 'change-ground'
        ? { from: matchId, to: command.matchId }
        : { matchId, status: takedown.status },
  })
