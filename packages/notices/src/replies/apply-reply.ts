import { isIP } from 'node:net'
import {
  ANSWERS,
  DomainError,
  MAX_DETAIL,
  needsDetail,
  type ReplyWay,
  type ResponseClass,
} from '@nightlight/contract'
import {
  createAddressPolicy,
  writeAudit,
  type AddressPolicy,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import type { Deadlines } from '../deadline.ts'
import { isDisputable } from '../decide.ts'
import { readHostFinding, storeCorrection } from '../finding-store.ts'
import { lockNoticeTakedowns } from '../notice-store.ts'
import { settleDoubt } from '../settle-doubt.ts'
import { applyCommand, lockTakedown, lookAgain } from '../takedown-store.ts'
import type { TakedownStatus } from '../takedown.ts'
import { openDispute } from './dispute-store.ts'
import { isFormerHost, toldTheHost } from './former-host.ts'
import { readRepliedNotice, type RepliedNotice } from './notice-places.ts'
import {
  inboundEventId,
  insertInboundEvent,
  insertReply,
  readReplies,
  type Reply,
} from './reply-store.ts'
import { askOfReply, codeOfReply } from './reply-tasks.ts'

export type ReplyDeps = {
  crypto: FieldCrypto
  deadlines: Deadlines
  /** Which addresses may be named as the origin behind a delivery network; public ones. */
  origins?: AddressPolicy
}

export type Answered = {
  /** Null for all that the notice is about. */
  takedownId: string | null
  answer: ResponseClass
  detail?: string | null
  preserved?: boolean | null
}

export type InboundReply = {
  noticeId: string
  /** What tells this message from every other one of the provider. */
  eventId: string
  way: ReplyWay
  /** Whose mailbox it came from, or whose link it was. */
  contactId: string | null
  actor: string
  at: Date
  answers: readonly Answered[]
}

export type Applied = {
  status: 'applied' | 'repeated'
  /** Number of the receipt. */
  receiptId: string
  replies: Reply[]
  /** Takedowns to be looked at now. */
  looks: string[]
}

const MOST_REPLIES = 200
const PUBLIC = createAddressPolicy({ allowNetworks: [] })

const CAN_BE_LOOKED_AT: readonly TakedownStatus[] = [
  'routed',
  'held',
  'authorised',
  'notified',
  'acknowledged',
  'disputed',
  'resurfaced',
]

/**
 * Takes in what somebody who was told has to say. Call it in a transaction.
 *
 * A claim of removal closes nothing: it has the next look fall due now. A dispute stops the reminders
 * until two people have decided it; that of a host which the content has left is decided, and stops none. The same message
 * twice counts once.
 *
 * @throws {DomainError} not-found `notice-not-found`, `reply-item-not-found`; conflict
 *   `notice-not-out`; invalid `reply-needs-detail`, `reply-too-long`
 */
export async function applyReply(
  db: DbOrTransaction,
  deps: ReplyDeps,
  reply: InboundReply,
): Promise<Applied> {
  const notice = await readNoticeOut(db, deps, reply)
  reply.answers.forEach(checkAnswer)
  const { providerId } = notice
  const receiptId = await insertInboundEvent(db, { ...reply, providerId })
  if (receiptId === null) return repeated(db, deps, providerId, reply.eventId)
  // All at once and by id, before rows that point to them lock some of them.
  await lockNoticeTakedowns(db, notice.id)
  const looks: string[] = []
  for (const answered of reply.answers.flatMap((one) => spread(notice, one))) {
    const taken = await takeIn(db, deps, { notice, reply, receiptId, answered })
    if (taken.looksAgain && answered.takedownId) looks.push(answered.takedownId)
  }
  const replies = await readReplies(db, deps.crypto, { eventId: receiptId, limit: MOST_REPLIES })
  return { status: 'applied', receiptId, replies, looks }
}

/** Whoever answers by these has the notice: its link, its number, the event that it brought. */
const PROVE_ARRIVAL: readonly ReplyWay[] = ['link', 'api', 'webhook']

/** The notice that a reply is about. One in doubt has arrived where the answer proves it, which settles that as a person would. */
async function readNoticeOut(
  db: DbOrTransaction,
  deps: ReplyDeps,
  { noticeId, way, actor, at }: InboundReply,
): Promise<RepliedNotice> {
  const read = () => readRepliedNotice(db, { id: noticeId })
  let notice = await read()
  if (notice?.isInDoubt && PROVE_ARRIVAL.includes(way)) {
    await lockNoticeTakedowns(db, noticeId)
    // Another answer may have settled it meanwhile.
    const isStill = (await read())?.isInDoubt
    if (isStill) await settleDoubt(db, deps, { noticeId, arrived: true, actor, at })
    notice = await read()
  }
  if (!notice) throw new DomainError('not-found', 'notice-not-found', 'Applying a reply: no notice')
  if (notice.isOut) return notice
  throw new DomainError('conflict', 'notice-not-out', 'Applying a reply: the notice was not sent')
}

async function repeated(
  db: DbOrTransaction,
  { crypto }: ReplyDeps,
  providerId: string,
  eventId: string,
): Promise<Applied> {
  const receiptId = await inboundEventId(db, providerId, eventId)
  const replies = await readReplies(db, crypto, { eventId: receiptId, limit: MOST_REPLIES })
  return { status: 'repeated', receiptId, replies, looks: [] }
}

function checkAnswer({ answer, detail }: Answered): void {
  if (needsDetail(answer) && (detail ?? '').trim() === '') {
    throw new DomainError(
      'invalid',
      'reply-needs-detail',
      'Checking an answer: this one says nothing without words',
      { detail: { field: 'detail' } },
    )
  }
  if ((detail ?? '').length > MAX_DETAIL) {
    throw new DomainError('invalid', 'reply-too-long', 'Checking an answer: too many words', {
      detail: { field: 'detail' },
    })
  }
}

/** An answer to all is one to each; what is no answer is about the notice. */
function spread(notice: RepliedNotice, answered: Answered): Answered[] {
  const { takedownId, answer } = answered
  if (takedownId === null) {
    const isAnswer = ANSWERS.some((name) => name === answer)
    if (!isAnswer) return [answered]
    return notice.parts.map((part) => ({ ...answered, takedownId: part.takedownId }))
  }
  if (notice.parts.some((part) => part.takedownId === takedownId)) return [answered]
  throw new DomainError('not-found', 'reply-item-not-found', 'Applying a reply: not in this notice')
}

type One = { notice: RepliedNotice; reply: InboundReply; receiptId: string; answered: Answered }

async function takeIn(
  db: DbOrTransaction,
  deps: ReplyDeps,
  { notice, reply, receiptId, answered }: One,
): Promise<{ looksAgain: boolean }> {
  const { answer, takedownId } = answered
  const { at, actor, way } = reply
  const detail = answered.detail?.trim() || null
  const isRerouted =
    answer === 'origin-disclosed' &&
    takedownId !== null &&
    (await disclose(db, deps, { takedownId, providerId: notice.providerId, detail, actor, at }))
  const code = isRerouted ? undefined : codeOfReply(answer)
  const replyId = await insertReply(db, deps.crypto, {
    eventId: receiptId,
    noticeId: notice.id,
    takedownId,
    answer,
    way,
    contactId: reply.contactId,
    at,
    detail,
    preserved: answered.preserved ?? null,
    waits: code !== undefined,
  })
  await writeAudit(db, {
    actor,
    action: 'reply-received',
    objectType: 'notice',
    objectId: notice.id,
    detail: { replyId, answer, way, takedownId },
  })
  const about = takedownId ? [takedownId] : notice.parts.map((part) => part.takedownId)
  if (code) await askOfReply(db, about, code)
  if (takedownId === null) return { looksAgain: false }
  const stored = await lockTakedown(db, takedownId)
  if (stored && !isFormerHost(notice, stored.providerId)) {
    const stamp = { at, actor }
    if (toldTheHost(notice)) {
      await applyCommand(db, stored, { type: 'answer', ...stamp, replyId, answer }, deps.deadlines)
    } else if (answer === 'disputed' && isDisputable(stored.takedown)) {
      await applyCommand(db, stored, { type: 'dispute', ...stamp }, deps.deadlines)
    }
  }
  if (answer === 'disputed') await openDispute(db, { takedownId, replyId, at })
  const isClaim = answer === 'actioned' || answer === 'already-gone'
  return { looksAgain: isClaim && (await lookAgain(db, takedownId, at, CAN_BE_LOOKED_AT)) }
}

/** Has the notices go to the origin, where the delivery network that content comes through answers with an address. */
async function disclose(
  db: DbOrTransaction,
  { origins = PUBLIC }: ReplyDeps,
  said: { takedownId: string; providerId: string; detail: string | null; actor: string; at: Date },
): Promise<boolean> {
  const { takedownId, providerId, detail, actor, at } = said
  if (detail === null || isIP(detail) === 0 || !origins.mayConnect(detail)) return false
  const finding = await readHostFinding(db, takedownId)
  // Who was told before or beside it knows of no origin, and must not choose who is told next.
  if (!finding?.cdn || finding.provider.id !== providerId) return false
  await storeCorrection(db, takedownId, { address: detail }, { actor, at })
  return true
}
