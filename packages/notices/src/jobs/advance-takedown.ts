import type { Db, DbOrTransaction, Enqueue, Handler, Log } from '@nightlight/runtime'
import type { Deadlines } from '../deadline.ts'
import type { FindHost } from '../find-host.ts'
import { route, type Policy } from '../routing.ts'
import { takeFirstStep } from '../first-step.ts'
import { addTakedownLocation, checksAfter, servingAddress } from '../sighting-store.ts'
import {
  applyCommand,
  lockTakedown,
  restTakedown,
  setAttention,
  type StoredTakedown,
} from '../takedown-store.ts'

export type AdvanceDeps = {
  db: Db
  enqueue: Enqueue
  deadlines: Deadlines
  now: () => Date
  log: Log
  policy: Policy
  findHost: FindHost
  policeMailbox: string | null
}

const MACHINE = 'nightlight'

/**
 * Brings one takedown up to the present: applies removal checks that have ended, finds its host and
 * its route while it has none, and does what the clock asks for.
 *
 * Twice equals once: each check is applied once, and every other command is without effect when
 * repeated.
 */
export const advanceTakedown =
  (deps: AdvanceDeps): Handler<'advance-takedown'> =>
  async ({ takedownId }, { signal }) => {
    const { db } = deps
    const before = await db
      .selectFrom('takedown')
      .select(['status', 'version'])
      .where('id', '=', takedownId)
      .executeTakeFirst()
    if (!before) return { status: 'skipped', reason: 'no-such-takedown' }
    // The registry is asked outside of the transaction: no row is locked while a network answers.
    const host =
      before.status === 'opened'
        ? await deps.findHost(await servingAddress(db, takedownId), signal)
        : null
    const after = await db.transaction().execute(async (trx) => {
      const locked = await lockTakedown(trx, takedownId)
      if (!locked) return null
      const checked = await applyChecks(trx, deps, locked)
      const routed =
        host && checked.takedown.status === 'opened'
          ? await applyRoute(trx, deps, checked, host)
          : checked
      return applyClock(trx, deps, routed)
    })
    if (!after) return { status: 'skipped', reason: 'no-such-takedown' }
    if (after.providerId && after.notifyAt && after.notifyAt <= deps.now()) {
      await deps.enqueue('compose-notice', { providerId: after.providerId })
    }
    return after.version > before.version
      ? { status: 'done' }
      : { status: 'skipped', reason: 'nothing-due' }
  }

async function applyChecks(
  db: DbOrTransaction,
  { deadlines }: AdvanceDeps,
  locked: StoredTakedown,
): Promise<StoredTakedown> {
  let stored = locked
  for (const check of await checksAfter(db, stored.id, stored.appliedCheckAt)) {
    let moved = false
    for (const { outcome, locationId } of check.detail) {
      if (outcome !== 'present') continue
      moved = (await addTakedownLocation(db, stored.id, locationId, check.finishedAt)) || moved
    }
    stored = await applyCommand(
      db,
      { ...stored, appliedCheckAt: check.finishedAt },
      {
        type: 'check',
        at: check.finishedAt,
        actor: 'crawler',
        checkId: check.id,
        verdict: check.verdict,
        moved,
        codes: [...new Set(check.detail.map(({ code }) => code))],
      },
      deadlines,
    )
  }
  return stored
}

async function applyRoute(
  db: DbOrTransaction,
  deps: AdvanceDeps,
  stored: StoredTakedown,
  host: Awaited<ReturnType<FindHost>>,
): Promise<StoredTakedown> {
  const { deadlines, now, policy } = deps
  if (host.status === 'unavailable') {
    await setAttention(db, stored.id, 'registry-unavailable', host.retryAt)
    return stored
  }
  const country = host.status === 'found' ? host.country : null
  const facts = { country, legalClass: stored.takedown.legalClass, today: now() }
  const found = route(policy, facts)
  if (found.status === 'unroutable') {
    await setAttention(db, stored.id, found.reason, deadlines.remindAt(now()))
    return stored
  }
  const actor = `policy:${policy.id}/${found.rule}`
  const routed = await applyCommand(
    db,
    stored,
    { type: 'route', at: now(), actor, policy: policy.id, country, plan: found.plan },
    deadlines,
  )
  return takeFirstStep(db, deps, routed, { host, actor })
}

async function applyClock(
  db: DbOrTransaction,
  { deadlines, now }: AdvanceDeps,
  stored: StoredTakedown,
): Promise<StoredTakedown> {
  const at = now()
  const next = await applyCommand(db, stored, { type: 'tick', at, actor: MACHINE }, deadlines)
  if (next === stored && stored.takedown.status !== 'opened') {
    await restTakedown(db, stored, at, deadlines)
  }
  // The steps after the host's own notice are taken by a person.
  if (next.takedown.escalationLevel > stored.takedown.escalationLevel) {
    await setAttention(db, stored.id, 'escalation-due')
  }
  return next
}
