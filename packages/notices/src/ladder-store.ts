import { type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { askWhere, isStopping, readAttention } from './attention-store.ts'
import type { Deadlines } from './deadline.ts'
import { isKnownToBeUp } from './decide.ts'
import { otherRecipients, type OtherRole } from './finding-store.ts'
import {
  isOnLadder,
  nextStepAt,
  rungsOf,
  rungsToWrite,
  seqOf,
  type Rung,
  type RungChange,
} from './ladder.ts'
import { joinOrInsertNotice } from './ladder-letter.ts'
import { noticeTakedowns } from './notice-store.ts'
import type { Patience } from './patience.ts'
import { blockedUntil } from './policies/blocked-notice.ts'
import { contactsOf, type StoredContact } from './provider-store.ts'
import { choiceFacts } from './recipient.ts'
import { chooseContact } from './recipients/contact.ts'
import { applyCommand, lockTakedown, type StoredTakedown } from './takedown-store.ts'
import type { Takedown } from './takedown.ts'

type Deps = { deadlines: Deadlines; patience: Patience; now: () => Date; mailDomain: string }

const MACHINE = 'nightlight'

/**
 * Tells whether those behind a host are to be looked for: a step of the ladder is due, or one found nobody.
 */
export function wantsLadder(
  takedown: Takedown,
  { deadlines, now }: Omit<Deps, 'mailDomain'>,
): boolean {
  if (takedown.status !== 'notified' && takedown.status !== 'acknowledged') return false
  const at = nextStepAt(takedown, deadlines.under(takedown.terms))
  return (at !== null && at <= now()) || rungsToWrite(takedown, now()).length > 0
}

/**
 * Writes the letters of the steps that a takedown has come to, or leaves a step to a person who is told so.
 *
 * The letter and the note that it is written are one transaction with whatever made the step due; it goes out
 * like any notice. Call it with the takedown locked, after its clock.
 */
export async function takeLadder(
  db: DbOrTransaction,
  deps: Deps,
  before: StoredTakedown,
): Promise<StoredTakedown> {
  const { takedown } = before
  const now = deps.now()
  if (takedown.status !== 'notified' && takedown.status !== 'acknowledged') return before
  const rungs = rungsToWrite(takedown, now)
  if (rungs.length > 0 && isKnownToBeUp(takedown) && !(await mustWait(db, deps, before))) {
    let stored = before
    for (const rung of rungs) stored = await takeStep(db, deps, stored, rung)
    await askBeside(db, deps, stored)
    return stored
  }
  await askBeside(db, deps, before)
  return before
}

const mustWait = async (
  db: DbOrTransaction,
  deps: Deps,
  { id, takedown }: StoredTakedown,
): Promise<boolean> =>
  blockedUntil(deps, { kind: 'upstream' }, takedown.terms) !== null ||
  isStopping((await readAttention(db, id)).attention)

async function takeStep(
  db: DbOrTransaction,
  deps: Deps,
  stored: StoredTakedown,
  rung: Rung,
): Promise<StoredTakedown> {
  const seq = seqOf(rung)
  const become = (change: RungChange): Promise<StoredTakedown> =>
    applyCommand(
      db,
      stored,
      { type: 'ladder-step', at: deps.now(), actor: MACHINE, seq, ...change },
      deps.deadlines,
    )
  const contact = await contactFor(db, deps, stored, rung)
  if (!contact) return become({ became: 'left', code: 'escalation-unreachable' })
  // Where no host could be told they get the notices anyway.
  if (contact.providerId === stored.providerId) return become({ became: 'told', noticeId: null })
  const own = deps.deadlines.under(stored.takedown.terms)
  const dueAt = new Date(deps.now().getTime() + own.groupWindowMs)
  const noticeId = await joinOrInsertNotice(db, deps, {
    contact,
    takedownId: stored.id,
    seq,
    dueAt,
  })
  return become({ became: 'written', noticeId })
}

/** The mailbox of whoever a step goes to; nobody whom the plan does not name, and none of the site itself. */
async function contactFor(
  db: DbOrTransaction,
  deps: Deps,
  { id, takedown }: StoredTakedown,
  { step }: Rung,
): Promise<StoredContact | null> {
  const others = await otherRecipients(db, id)
  const ids = others.flatMap(({ role, providerId }) =>
    role === (step as OtherRole) ? providerId : [],
  )
  const facts = await choiceFacts(db, deps, { id, plan: takedown.plan })
  const choice = chooseContact(await contactsOf(db, ids), facts)
  return choice.status === 'chosen' ? choice.contact : null
}

/** A takedown says one thing that a person has to do; what else waits is a task beside it. */
async function askBeside(
  db: DbOrTransaction,
  { deadlines, now }: Pick<Deps, 'deadlines' | 'now'>,
  { id, takedown }: StoredTakedown,
): Promise<void> {
  const restMs = deadlines.askAgainAt(now()).getTime() - now().getTime()
  const codes = new Set(rungsOf(takedown).flatMap(({ code }) => code ?? []))
  for (const code of codes) {
    await askWhere(db, { which: sql`t.id = ${id}`, code, restMs, limit: 1 })
  }
}

/**
 * Notes for every step in a notice what became of it; for a notice to a host nothing.
 *
 * @param only of these takedowns alone
 */
export async function changeSteps(
  db: DbOrTransaction,
  { deadlines, now }: Pick<Deps, 'deadlines' | 'now'>,
  noticeId: string,
  change: RungChange,
  only?: readonly string[],
): Promise<void> {
  for (const { takedownId, seq } of await noticeTakedowns(db, noticeId)) {
    const isMeant = isOnLadder(seq) && (only?.includes(takedownId) ?? true)
    const stored = isMeant ? await lockTakedown(db, takedownId) : null
    if (!stored) continue
    const command = { type: 'ladder-step', at: now(), actor: MACHINE, seq, ...change } as const
    const next = await applyCommand(db, stored, command, deadlines)
    if (next === stored || change.became !== 'failed') continue
    // The next mailbox is looked for at once.
    const dueAt = change.retryAt ?? now()
    await db.updateTable('takedown').set({ due_at: dueAt }).where('id', '=', takedownId).execute()
  }
}

/** Takedowns of a letter that were about another host than theirs is now. */
export const atOtherHosts = (
  takedowns: readonly { takedownId: string; seq: number; stored: StoredTakedown }[],
): string[] =>
  takedowns.flatMap(({ seq, stored, takedownId }) =>
    isOnLadder(seq) && !rungsOf(stored.takedown).some((rung) => seqOf(rung) === seq)
      ? takedownId
      : [],
  )

/** Takedowns of a letter that never went out, whose step a person has done by hand meanwhile. */
export const doneByHand = (
  takedowns: readonly { takedownId: string; seq: number; stored: StoredTakedown }[],
): string[] =>
  takedowns.flatMap(({ seq, stored, takedownId }) =>
    rungsOf(stored.takedown).some((rung) => seqOf(rung) === seq && rung.state === 'told')
      ? takedownId
      : [],
  )

/** Tells whether a notice has steps of a ladder in it, and so no notice to a host. */
export const isLadderNotice = (takedowns: readonly { seq: number }[]): boolean =>
  takedowns.some(({ seq }) => isOnLadder(seq))
