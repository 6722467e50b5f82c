import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import type { Deadlines } from './deadline.ts'
import { holdsOf, isProlongation, openHoldOf, type Hold } from './hold-store.ts'
import { applyCommand, lockTakedown, type StoredTakedown } from './takedown-store.ts'
import type { Command } from './takedown-command.ts'

/** Why notices are to wait. */
export const HOLD_REASONS = [
  'investigation',
  'victim-identification',
  'evidence-preservation',
  'partner-request',
] as const
export type HoldReason = (typeof HOLD_REASONS)[number]

/** Why they need not wait any longer. */
export const RELEASE_REASONS = ['asked-by-police', 'harm-outweighs', 'held-by-mistake'] as const
export type ReleaseReason = (typeof RELEASE_REASONS)[number]

/** So long whoever placed a hold may end it themselves. */
const UNDO_MS = 600_000

/**
 * Until when whoever placed the hold that holds now may end it; null where somebody else placed it, that time is over, none
 * holds, or it prolongs another one, which was no mistake.
 *
 * @param holds all of one takedown
 */
export function undoableUntil(holds: readonly Hold[], by: string, now: Date): Date | null {
  const hold = holds.find(({ endedAt }) => endedAt === null)
  if (hold?.heldBy !== by || isProlongation(hold, holds)) return null
  const until = new Date(Math.min(hold.heldAt.getTime() + UNDO_MS, hold.until.getTime()))
  return now < until ? until : null
}

type Deps = { deadlines: Deadlines; now: () => Date }

/**
 * Has the notices of a takedown wait until a moment; of one that is held already, until a later one: no notice goes out
 * between the hold that ends and the one that takes its place. Call it, as what follows, in a transaction.
 *
 * @param by the account that asks for it
 * @throws {DomainError} `takedown-not-found`; invalid `hold-too-long`, `hold-in-the-past`; conflict
 *   `takedown-hold-impossible` when a notice is out, `takedown-already-held` until then or longer
 */
export async function holdTakedown(
  db: DbOrTransaction,
  deps: Deps,
  hold: { takedownId: string; reason: HoldReason; until: Date; by: string },
): Promise<void> {
  const { takedownId, reason, until, by } = hold
  const at = deps.now()
  if (until <= at) {
    throw new DomainError('invalid', 'hold-in-the-past', 'Holding a takedown: its end has passed')
  }
  const stored = await locked(db, takedownId)
  const { takedown } = stored
  if (takedown.status === 'held') {
    const isSame = takedown.holdReason === reason && takedown.until.getTime() === until.getTime()
    if (isSame) return
    if (until <= takedown.until) {
      throw new DomainError(
        'conflict',
        'takedown-already-held',
        'Holding a takedown: it is held until then already; name a later end, or release it',
      )
    }
  }
  await apply(
    db,
    deps,
    stored,
    { type: 'hold', at, actor: by, reason, until },
    takedown.status === 'held' ? 'hold-prolonged' : 'hold-begun',
    {
      reason,
      until: until.toISOString(),
    },
  )
}

/**
 * Ends a hold before its time.
 *
 * @param release  `by` is the account of a supervisor; with `holdId`, that hold and no other one that began meanwhile
 * @throws {DomainError} `takedown-not-found`; conflict `takedown-not-held`, `takedown-hold-changed`
 */
export async function releaseTakedown(
  db: DbOrTransaction,
  deps: Deps,
  release: { takedownId: string; reason: ReleaseReason; by: string; holdId?: string | undefined },
): Promise<void> {
  const { takedownId, reason, by, holdId } = release
  const stored = await held(db, takedownId, holdId)
  const command = { type: 'release', at: deps.now(), actor: by, reason } as const
  await end(db, deps, stored, command, 'hold-released', { reason })
}

/**
 * Ends a hold that its own maker began by mistake, within ten minutes.
 *
 * @param undo  `by` is the account that placed it; `holdId` as in `releaseTakedown`
 * @throws {DomainError} as `releaseTakedown`; forbidden `hold-of-another`; conflict `hold-undo-too-late`,
 *   `hold-prolonged`
 */
export async function undoHold(
  db: DbOrTransaction,
  deps: Deps,
  undo: { takedownId: string; by: string; holdId?: string | undefined },
): Promise<void> {
  const { takedownId, by, holdId } = undo
  const stored = await held(db, takedownId, holdId)
  const at = deps.now()
  const holds = await holdsOf(db, takedownId)
  const hold = holds.find(({ endedAt }) => endedAt === null)
  if (hold?.heldBy !== by) {
    throw new DomainError('forbidden', 'hold-of-another', 'Undoing a hold: another placed it')
  }
  if (isProlongation(hold, holds)) {
    throw new DomainError('conflict', 'hold-prolonged', 'Undoing a hold: it prolongs another')
  }
  if (undoableUntil(holds, by, at) === null) {
    throw new DomainError('conflict', 'hold-undo-too-late', 'Undoing a hold: its time is over')
  }
  const command = { type: 'release', at, actor: by, reason: 'held-by-mistake' } as const
  await end(db, deps, stored, command, 'hold-undone', { reason: hold.reason })
}

async function held(
  db: DbOrTransaction,
  takedownId: string,
  holdId: string | undefined,
): Promise<StoredTakedown> {
  const stored = await locked(db, takedownId)
  if (stored.takedown.status !== 'held') {
    throw new DomainError('conflict', 'takedown-not-held', 'Releasing a takedown: it is not held')
  }
  if (holdId !== undefined && holdId.toLowerCase() !== (await openHoldOf(db, takedownId))) {
    throw new DomainError(
      'conflict',
      'takedown-hold-changed',
      'Releasing a takedown: another hold keeps it back now',
    )
  }
  return stored
}

async function end(
  db: DbOrTransaction,
  deps: Deps,
  stored: StoredTakedown,
  command: Command,
  action: string,
  detail: Record<string, string>,
): Promise<void> {
  await apply(db, deps, stored, command, action, detail)
  // What fell due meanwhile is looked for at once.
  const due = db.updateTable('takedown').set({ due_at: command.at })
  await due.where('id', '=', stored.id).execute()
}

async function locked(db: DbOrTransaction, id: string): Promise<StoredTakedown> {
  const stored = await lockTakedown(db, id)
  if (stored) return stored
  throw new DomainError('not-found', 'takedown-not-found', 'Holding or releasing: no such takedown')
}

async function apply(
  db: DbOrTransaction,
  { deadlines }: Deps,
  stored: StoredTakedown,
  command: Command,
  action: string,
  detail: Record<string, string>,
): Promise<void> {
  const next = await applyCommand(db, stored, command, deadlines)
  if (next === stored) return
  const about = { objectType: 'takedown', objectId: stored.id }
  await writeAudit(db, { actor: command.actor, action, ...about, detail })
}
