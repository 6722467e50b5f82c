import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import { safeError, type Db, type DbOrTransaction, type Log } from '@nightlight/runtime'
import { UNSENT } from './attention.ts'
import { clearAttention, raiseAttention } from './attention-store.ts'
import type { Claim } from './claim-store.ts'
import type { Deadlines } from './deadline.ts'
import { isDoneByHand } from './entered-step.ts'
import { NOT_ACCEPTED_LIMIT, type Ended } from './ended.ts'
import {
  attemptsNotAccepted,
  finishAttempt,
  lockNoticeTakedowns,
  wasTurnedAway,
  type NoticeHead,
  type NoticeTakedown,
} from './notice-store.ts'
import type { RungChange } from './ladder.ts'
import { changeSteps, isLadderNotice } from './ladder-store.ts'
import type { Patience } from './patience.ts'
import { tryNextContact } from './next-contact.ts'
import { disableChannel, fallBackToMail } from './provider-channel-store.ts'
import { refuseContact } from './provider-store.ts'
import { hasOpenNotice } from './open-notice-store.ts'
import { noteRetractions } from './retraction-store.ts'
import { settleRetraction } from './settle-retraction.ts'
import { applyCommand, postponeNotice, setAttention } from './takedown-store.ts'
import type { Command } from './takedown-command.ts'
import { wantsHandOver, wantsNotice } from './wants-notice.ts'

export type SettleDeps = {
  db: Db
  deadlines: Deadlines
  patience: Patience
  log: Log
  /** Milliseconds before the second try to store an outcome, before the third, and so on. */
  settlePausesMs?: readonly number[]
}

const PAUSES_MS = [100, 500, 2_000, 5_000]
/**
 * Stores how an attempt ended, with all that follows for its takedowns.
 *
 * What the mail server said is known here and nowhere else: a database that fails is asked again a
 * few times, for otherwise the notice stays in doubt and goes out as a copy.
 */
export async function settleNotice(
  deps: SettleDeps,
  claim: Claim,
  head: NoticeHead,
  ended: Ended,
  at: Date,
): Promise<void> {
  const store = () =>
    deps.db.transaction().execute((trx) => settle(trx, deps, claim, head, ended, at))
  await untilStored(deps, claim, store)
  deps.log.info({ noticeId: head.id, attempt: claim.attempt, outcome: ended.status }, 'notice')
}

async function untilStored(
  { log, settlePausesMs = PAUSES_MS }: SettleDeps,
  { noticeId, attempt }: Claim,
  store: () => Promise<void>,
): Promise<void> {
  for (const ms of settlePausesMs) {
    try {
      return await store()
    } catch (error) {
      log.warn({ noticeId, attempt, error: safeError(error) }, 'an outcome could not be stored yet')
      await pause(ms)
    }
  }
  return store()
}

async function settle(
  db: DbOrTransaction,
  deps: SettleDeps,
  claim: Claim,
  head: NoticeHead,
  ended: Ended,
  at: Date,
): Promise<void> {
  const result = resultOf(deps, claim, ended, at)
  // before the notice, whose change is kept for each of its takedowns: everybody locks in this order
  const locked = await lockNoticeTakedowns(db, head.id)
  if (!(await finishAttempt(db, claim, result))) return
  const takedowns = locked.map(({ takedownId }) => takedownId)
  if (ended.status === 'turned-away') await afterTurnedAway(db, head, takedowns, ended, at)
  if (ended.status === 'fallen-back') await fallBack(db, head, takedowns)
  if (ended.status === 'doubtful') await shutChannel(db, head, ended.shut ?? null, at)
  if (head.kind === 'retraction') return settleRetraction(db, head, takedowns, ended, at)
  if (isLadderNotice(locked)) {
    await settleLadder(db, deps, head, takedowns, ended, at)
    if (isOver(result.state)) await noteRetractions(db, takedowns)
    return
  }
  if (isOver(result.state)) await clearAttention(db, takedowns, UNSENT)
  if (ended.status === 'accepted' || ended.status === 'recovered') {
    await applyToAll(db, deps, head, locked, (seq) => sentCommand(head, seq, at))
    // Being told takes back what was asked before, and this still holds.
    if (await wasTurnedAway(db, claim)) await askAboutChannel(db, takedowns)
  }
  if (ended.status === 'refused') {
    const waiting = locked.filter(({ seq, stored }) => !isDoneByHand(seq, stored.takedown))
    await afterRefusal(db, deps, head, waiting, ended, at)
  }
  if (ended.status === 'withdrawn') await planAnew(db, locked, at)
  if (ended.status === 'unsendable') {
    for (const id of takedowns) await setAttention(db, id, 'notice-unsendable')
  }
  if (ended.status === 'doubtful') {
    for (const id of takedowns) await setAttention(db, id, 'notice-in-doubt')
  }
  // What has lost its ground while the mail was on its way is taken back now that it is out.
  if (isOver(result.state)) await noteRetractions(db, takedowns)
}

/** What was stopped when the letter was written, and goes on since, counted on it. */
async function planAnew(
  db: DbOrTransaction,
  locked: readonly NoticeTakedown[],
  at: Date,
): Promise<void> {
  for (const { takedownId, seq, stored } of locked) {
    const { notifyAt, takedown } = stored
    const isWanted =
      notifyAt === null &&
      !isDoneByHand(seq, takedown) &&
      (wantsNotice(takedown) || wantsHandOver(takedown))
    if (isWanted && !(await hasOpenNotice(db, takedownId))) {
      await postponeNotice(db, [takedownId], at)
    }
  }
}

const isOver = (state: string): boolean => state === 'sent' || state === 'refused'

/**
 * What came of a letter of the ladder: the host was not told by it. A mailbox that refuses makes way for the next one;
 * where nobody can say whether it is out, or none can be made, a person takes the step.
 */
async function settleLadder(
  db: DbOrTransaction,
  deps: SettleDeps,
  head: NoticeHead,
  takedowns: readonly string[],
  ended: Ended,
  at: Date,
): Promise<void> {
  const { id: noticeId } = head
  const change = (one: RungChange) => changeSteps(db, { ...deps, now: () => at }, noticeId, one)
  switch (ended.status) {
    case 'accepted':
    case 'recovered':
      await clearAttention(db, takedowns, UNSENT)
      return change({ became: 'told', noticeId })
    case 'refused':
      if (ended.stage !== 'recipient') return askIfNeverAccepted(db, noticeId, takedowns)
      await refuseContact(db, head.contactId, at, { kind: 'refused', noticeId })
      return change({ became: 'failed', noticeId, retryAt: null })
    // What is still written when nothing is left to say may have been out before.
    case 'withdrawn':
    case 'doubtful':
      return change({ became: 'left', code: 'notice-in-doubt' })
    case 'unsendable':
      return change({ became: 'left', code: 'notice-unsendable' })
    case 'deferred':
    case 'turned-away':
    case 'fallen-back':
    case 'in-doubt':
  }
}

type Refused = Extract<Ended, { status: 'refused' }>

/**
 * A mailbox that refuses is given up: another one of the provider is tried, without one it is for a
 * person. Whatever else was refused is ours to put right, and goes on being tried.
 */
async function afterRefusal(
  db: DbOrTransaction,
  deps: SettleDeps,
  head: NoticeHead,
  locked: readonly NoticeTakedown[],
  { stage, code }: Refused,
  at: Date,
): Promise<void> {
  const takedowns = locked.map(({ takedownId }) => takedownId)
  if (stage !== 'recipient') {
    return askIfNeverAccepted(db, head.id, takedowns)
  }
  await refuseContact(db, head.contactId, at, { kind: 'refused', noticeId: head.id })
  const refusal = { type: 'refuse-notice', at, actor: 'mail-server', smtpCode: code } as const
  await applyToAll(db, deps, head, locked, () => ({ ...refusal, noticeId: head.id }))
  await tryNextContact(db, { ...deps, now: () => at }, head.providerId, takedowns)
}

async function askIfNeverAccepted(
  db: DbOrTransaction,
  noticeId: string,
  takedowns: readonly string[],
): Promise<void> {
  if ((await attemptsNotAccepted(db, noticeId)) < NOT_ACCEPTED_LIMIT) return
  await raiseAttention(db, takedowns, 'notice-not-accepted', ['notice-waiting', 'stuck'])
}

type TurnedAway = Extract<Ended, { status: 'turned-away' }>

/** The notice goes on by mail; a person is told when it was the other side that turned it away. */
async function afterTurnedAway(
  db: DbOrTransaction,
  head: NoticeHead,
  takedowns: readonly string[],
  { code, closes }: TurnedAway,
  at: Date,
): Promise<void> {
  if (code === null) return fallBackToMail(db, head.id)
  if (closes) await shutChannel(db, head, code, at)
  await fallBack(db, head, takedowns)
}

async function fallBack(
  db: DbOrTransaction,
  { id }: NoticeHead,
  takedowns: readonly string[],
): Promise<void> {
  await fallBackToMail(db, id)
  await askAboutChannel(db, takedowns)
}

async function shutChannel(
  db: DbOrTransaction,
  { channelId }: NoticeHead,
  code: number | null,
  at: Date,
): Promise<void> {
  if (code === null || channelId === null) return
  await disableChannel(db, channelId, { actor: 'nightlight', because: `http-${code}`, at })
}

const askAboutChannel = (db: DbOrTransaction, takedowns: readonly string[]): Promise<void> =>
  raiseAttention(db, takedowns, 'channel-refused', ['notice-waiting', 'stuck'])

function resultOf(
  { patience }: SettleDeps,
  claim: Claim,
  ended: Ended,
  at: Date,
): Parameters<typeof finishAttempt>[2] {
  const { status: outcome } = ended
  const retryInMs = patience.retryInMs(claim.attempt)
  switch (ended.status) {
    case 'accepted':
      return { state: 'sent', outcome, smtpCode: ended.code, sentAt: at }
    case 'recovered':
      return { state: 'sent', outcome, smtpCode: null, sentAt: at }
    case 'refused':
      return ended.stage === 'recipient'
        ? { state: 'refused', outcome, smtpCode: ended.code }
        : { state: 'due', outcome: 'not-accepted', smtpCode: ended.code, retryInMs }
    case 'withdrawn':
    case 'unsendable':
      return { state: 'refused', outcome, smtpCode: null }
    case 'deferred':
      return {
        state: 'due',
        outcome,
        smtpCode: ended.code,
        retryInMs: ended.retryInMs ?? retryInMs,
      }
    case 'turned-away':
      return { state: 'due', outcome, smtpCode: ended.code, retryInMs: 0 }
    case 'fallen-back':
      return { state: 'due', outcome, smtpCode: null, retryInMs: 0 }
    case 'doubtful':
      // Given up here, and stays one that may be out.
      return { state: 'refused', outcome: 'in-doubt', smtpCode: null }
    case 'in-doubt':
      // The lease runs on: whoever takes the notice after it asks the ledger first.
      return { state: 'handover', outcome, smtpCode: null }
  }
}

const sentCommand = (head: NoticeHead, seq: number, at: Date): Command =>
  head.kind === 'police-hand-over'
    ? { type: 'hand-over', at, actor: 'nightlight', noticeId: head.id }
    : { type: 'notify', at, actor: 'nightlight', noticeId: head.id, seq }

/** What a takedown cannot take in must not hide that the mail is out: it is logged, no more. */
async function applyToAll(
  db: DbOrTransaction,
  { deadlines, log }: SettleDeps,
  head: NoticeHead,
  locked: readonly NoticeTakedown[],
  command: (seq: number) => Command,
): Promise<void> {
  for (const { takedownId, seq, stored } of locked) {
    try {
      await applyCommand(db, stored, command(seq), deadlines)
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error
      log.error(
        { noticeId: head.id, takedownId, error: safeError(error) },
        'a takedown and a notice',
      )
    }
  }
}
