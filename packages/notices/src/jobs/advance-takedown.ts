import type { Db, DbOrTransaction, Enqueue, Handler, Log } from '@nightlight/runtime'
import { checkAtHost } from '../check-at-host.ts'
import type { Deadlines } from '../deadline.ts'
import { isStopping, readAttention } from '../attention-store.ts'
import type { FindHost, Host } from '../find-host.ts'
import { closeCorrection, openCorrection } from '../finding-store.ts'
import {
  isRetried,
  isRetryDue,
  planRetry,
  retryContact,
  takeNextStep,
  tellHostToo,
} from '../first-step.ts'
import { followHost, isTheHosts } from '../follow-host.ts'
import { takeLadder, wantsLadder } from '../ladder-store.ts'
import { couldNotReach } from '../negatives.ts'
import { isHostNext } from '../next-step.ts'
import { policeHaveIt } from '../police-have-it.ts'
import type { Patience } from '../patience.ts'
import { planIsDisputed } from '../plan-differs.ts'
import { route, type Policy } from '../routing.ts'
import { addTakedownLocation, checksAfter, locationsOn, lockLocations } from '../sighting-store.ts'
import {
  applyCommand,
  lockTakedown,
  restTakedown,
  reviveDates,
  setAttention,
  type StoredTakedown,
} from '../takedown-store.ts'
import type { Takedown } from '../takedown.ts'

export type AdvanceDeps = {
  db: Db
  enqueue: Enqueue
  deadlines: Deadlines
  patience: Patience
  now: () => Date
  log: Log
  /** By which one without a route is routed, and one with a route judged again; null when none is in force. */
  policy: Policy | null
  /** Row of the policy; null for one that is in none. */
  policyId?: string | null
  findHost: FindHost
  policeMailbox: string | null
  /** In which the letters of the ladder have their Message-ID. */
  mailDomain: string
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
    const before = await readBefore(db, takedownId)
    if (!before) return { status: 'skipped', reason: 'no-such-takedown' }
    // The registry is asked outside of the transaction: no row is locked while a network answers.
    const correctedAt = await openCorrection(db, takedownId)
    const behind = wantsLadder(before.takedown, deps)
    const host =
      behind || correctedAt !== null || (await wantsHost(deps, takedownId, before))
        ? await deps.findHost(takedownId, signal, behind)
        : null
    const after = await db.transaction().execute(async (trx) => {
      const locked = await lockTakedown(trx, takedownId)
      if (!locked) return null
      const row = await readAttention(trx, takedownId)
      const checked = await applyChecks(trx, deps, locked)
      const isCorrected = correctedAt !== null
      // What lost its route by a look is routed by the policy in force, which is not the one it was read with.
      const isUnrouted = isOpenedAnew(before, checked)
      const placed =
        host && !isUnrouted ? await place(trx, deps, checked, host, isCorrected) : checked
      if (isCorrected && host?.status === 'found') {
        await closeCorrection(trx, takedownId, correctedAt, deps.now())
      }
      const ticked = await applyClock(trx, deps, placed)
      // After the clock, which has a person look at what does not go on.
      const retried = isRetryDue(row, deps.now())
        ? await retryContact(trx, deps, ticked, host)
        : host
          ? await tellHostToo(trx, deps, ticked, host, isCorrected)
          : ticked
      const escalated = await takeLadder(trx, deps, retried)
      await planRetry(trx, deps, takedownId, row, host, isHostNext(escalated.takedown))
      if (isOpenedAnew(before, escalated)) await dueNow(trx, takedownId, deps.now())
      return escalated
    })
    if (!after) return { status: 'skipped', reason: 'no-such-takedown' }
    if (after.providerId && after.notifyAt && after.notifyAt <= deps.now()) {
      await deps.enqueue('compose-notice', { providerId: after.providerId })
    }
    return after.version > before.version
      ? { status: 'done' }
      : { status: 'skipped', reason: 'nothing-due' }
  }

const isOpenedAnew = (before: Before, { takedown }: StoredTakedown): boolean =>
  takedown.status === 'opened' && before.status !== 'opened'

/** It wants a route at once. */
async function dueNow(db: DbOrTransaction, id: string, now: Date): Promise<void> {
  await db.updateTable('takedown').set({ due_at: now }).where('id', '=', id).execute()
}

type Before = {
  status: string
  version: number
  attention: string | null
  dueAt: Date | null
  isTheHosts: boolean
  isHostNext: boolean
  appliedCheckAt: Date | null
  takedown: Takedown
}

async function readBefore(db: Db, id: string): Promise<Before | null> {
  const row = await db
    .selectFrom('takedown')
    .select(['status', 'version', 'attention', 'due_at', 'applied_check_at', 'state'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const takedown = reviveDates(row.state) as Takedown
  return {
    status: row.status,
    version: row.version,
    attention: row.attention,
    dueAt: row.due_at,
    isTheHosts: isTheHosts(takedown),
    isHostNext: isHostNext(takedown),
    appliedCheckAt: row.applied_check_at,
    takedown,
  }
}

/**
 * Tells whether the registry is to be asked: for a takedown without a route or a mailbox, and before
 * each notice to a host, for content moves. The client of the registry answers what it knows.
 */
async function wantsHost({ db, now }: AdvanceDeps, id: string, before: Before): Promise<boolean> {
  if (before.status === 'opened') return true
  if (before.attention === 'police-mailbox-missing') return false
  if (isRetryDue(before, now())) return true
  // What it lacks has a clock of its own; whatever else a person is asked keeps no host from being told.
  const { attention, isHostNext: isNext } = before
  if (isNext && !isStopping(attention) && !isRetried(attention)) return true
  if (!before.isTheHosts) return false
  const isReminded = before.status === 'notified' || before.status === 'acknowledged'
  if (isReminded && before.dueAt && before.dueAt <= now()) return true
  const checks = await checksAfter(db, id, before.appliedCheckAt)
  return checks.some(({ verdict }) => verdict === 'present')
}

/** Brings route and provider up to what the registry says now. */
const place = (
  db: DbOrTransaction,
  deps: AdvanceDeps,
  stored: StoredTakedown,
  host: Host,
  isCorrected: boolean,
): Promise<StoredTakedown> =>
  stored.takedown.status === 'opened'
    ? applyRoute(db, deps, stored, host)
    : followHost(db, deps, stored, host, isCorrected)

async function applyChecks(
  db: DbOrTransaction,
  { deadlines }: AdvanceDeps,
  locked: StoredTakedown,
): Promise<StoredTakedown> {
  let stored = locked
  for (const finished of await checksAfter(db, stored.id, stored.appliedCheckAt)) {
    const looked = finished.detail.map(({ locationId }) => locationId)
    const onHost = await locationsOn(db, stored.host, looked)
    const check = checkAtHost(finished, stored.pageLocationId, onHost)
    let moved = false
    const present = check.detail.filter(({ outcome }) => outcome === 'present')
    await lockLocations(
      db,
      present.map(({ locationId }) => locationId),
    )
    for (const { locationId } of present) {
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
        from: check.egress,
        unreached: couldNotReach(finished.detail),
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
  host: Host,
): Promise<StoredTakedown> {
  const { deadlines, now, policy, policyId = null } = deps
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
  const { plan } = found
  if (host.status === 'found' && planIsDisputed(deps, { ...facts, plan }, host.rivals)) {
    await setAttention(db, stored.id, 'hosting-country-disputed', deadlines.remindAt(now()))
    return stored
  }
  const { because, policy: name, rule, rules, terms } = found
  const actor = `policy:${name}/${rule}`
  const routing = { policyId, rule, because, rules, terms }
  const done = plan[0] === 'police-hand-over' && (await policeHaveIt(db, stored.id)) ? 1 : 0
  const routed = await applyCommand(
    db,
    stored,
    {
      type: 'route',
      at: now(),
      actor,
      policy: name,
      country,
      plan,
      routing,
      ...(done && { done }),
    },
    deadlines,
  )
  if (done > 0 && done === plan.length) {
    await setAttention(db, stored.id, null)
    return routed
  }
  return takeNextStep(db, deps, routed, { host, actor })
}

async function applyClock(
  db: DbOrTransaction,
  { deadlines, now }: AdvanceDeps,
  stored: StoredTakedown,
): Promise<StoredTakedown> {
  const at = now()
  const { status } = stored.takedown
  const { attention } = await readAttention(db, stored.id)
  if (isStopping(attention) && (status === 'notified' || status === 'acknowledged')) {
    await restTakedown(db, stored, at, deadlines)
    return stored
  }
  const next = await applyCommand(db, stored, { type: 'tick', at, actor: MACHINE }, deadlines)
  if (next === stored && stored.takedown.status !== 'opened') {
    await restTakedown(db, stored, at, deadlines)
  }
  return next
}
