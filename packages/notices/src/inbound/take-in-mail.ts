import { createHash } from 'node:crypto'
import { MAX_DETAIL, type ResponseClass } from '@nightlight/contract'
import type { Db, DbOrTransaction, FieldCrypto, Log } from '@nightlight/runtime'
import { sql } from 'kysely'
import { raiseAttention } from '../attention-store.ts'
import { bounceNotice, filterLetter, returnNotice } from '../bounce-notice.ts'
import { isMessageId } from '../channels/email.ts'
import { readVerp, type VerpOf } from '../channels/verp.ts'
import type { Deadlines } from '../deadline.ts'
import type { Patience } from '../patience.ts'
import { domainOf } from '../recipients/contact.ts'
import { applyReply } from '../replies/apply-reply.ts'
import { readRepliedNotice, type RepliedNotice } from '../replies/notice-places.ts'
import { giveUpReplyMail } from '../replies/give-up-reply-mail.ts'
import { repliedMail } from '../replies/reply-mail-store.ts'
import { mailNewLink } from '../replies/reply-page.ts'
import { countUnmatched } from '../replies/unmatched-store.ts'
import { registeredDomain } from '../tip-off.ts'
import { classifyMail, type MailClass } from './classify-mail.ts'
import { ownWords } from './own-words.ts'
import { one, readMail, type InboundMail } from './read-mail.ts'

export type InboundDeps = {
  db: Db
  crypto: FieldCrypto
  deadlines: Deadlines
  patience: Patience
  now: () => Date
  log: Log
  /** The one that letters are from. */
  mailbox: string
  /** How long a link to the reply page can be used, ms; null when there is no such page. */
  replyLinkMs: number | null
}

export type ArrivedMail = {
  /** Of the envelope; empty for reports. */
  from: string
  to: readonly string[]
  raw: Uint8Array
}

export type TakenIn =
  | { status: 'taken'; mailClass: MailClass }
  /** It is about no notice of ours that can be told for certain, or about one that was given up; it is counted. */
  | { status: 'unknown' }

/** So many mails that came back for a reason that may pass give a mailbox up. */
const SOFT_LIMIT = 3
const SOFT_WINDOW_MS = 14 * 24 * 3_600_000

const CLASS: Readonly<Record<Exclude<MailClass, 'delivered'>, ResponseClass>> = {
  hard: 'mailbox-dead',
  soft: 'delayed',
  delayed: 'delayed',
  quota: 'mailbox-full',
  'spam-rejected': 'spam-rejected',
  'auto-reply': 'auto-reply',
  human: 'unsorted',
}

/**
 * Takes in a mail to our sender's address: a report, an automatic reply, or somebody's words.
 *
 * Which notice it is about is proved by the address that it came to; a reply to our mailbox by the
 * Message-ID that it answers, or by the reference in its subject. A report without that proof is not believed. Twice equals once.
 *
 * @throws {DomainError} conflict `notice-not-out` while a hand-over is not settled: try again later
 */
export async function takeInMail(deps: InboundDeps, arrived: ArrivedMail): Promise<TakenIn> {
  const mail = await readMail(arrived.raw)
  const mailClass = classifyMail(mail, arrived.from === '')
  const proved = provedBy(deps, arrived, 'notice')
  const ofPage = provedBy(deps, arrived, 'reply-mail')
  if (!proved && ofPage) return takeInOfPage(deps, ofPage, { mail, mailClass, raw: arrived.raw })
  const notice = proved
    ? await readRepliedNotice(deps.db, { id: proved })
    : await answeredNotice(deps, mail, mailClass)
  if (!notice || notice.isOver) {
    await countUnmatched(deps.db, mailClass)
    return { status: 'unknown' }
  }
  if (mailClass === 'delivered') return { status: 'taken', mailClass }
  const isNew = await store(deps, notice, mail, mailClass, arrived.raw)
  // Also when the mail had come before: the process may have ended in between.
  if (mailClass === 'hard') await bounceNotice(deps, notice.id)
  if (mailClass === 'soft' || mailClass === 'quota') await comeBack(deps, notice)
  if (mailClass === 'spam-rejected' && !saysMoreOnPage(notice)) await filterLetter(deps, notice.id)
  deps.log.info({ noticeId: notice.id, mailClass, isNew, dropped: mail.dropped }, 'a mail came in')
  return { status: 'taken', mailClass }
}

const provedBy = (
  { crypto, mailbox }: InboundDeps,
  { to }: ArrivedMail,
  of: VerpOf,
): string | undefined => to.flatMap((address) => readVerp(crypto, mailbox, address, of) ?? [])[0]

const CAME_BACK: readonly MailClass[] = ['hard', 'soft', 'quota', 'spam-rejected']

/** What comes to the sender of a mail with a link or a code. One that came back is followed by no other: a person is asked. */
async function takeInOfPage(
  deps: InboundDeps,
  mailId: string,
  { mail, mailClass, raw }: { mail: InboundMail; mailClass: MailClass; raw: Uint8Array },
): Promise<TakenIn> {
  const ofPage = await repliedMail(deps.db, mailId)
  const notice = ofPage && (await readRepliedNotice(deps.db, { id: ofPage.noticeId }))
  if (!notice) {
    await countUnmatched(deps.db, mailClass)
    return { status: 'unknown' }
  }
  if (CAME_BACK.includes(mailClass)) await giveUpReplyMail(deps.db, ofPage, 'came-back')
  const hasWords = mailClass === 'human' || mailClass === 'auto-reply'
  if (hasWords && notice.isOver) await countUnmatched(deps.db, mailClass)
  else if (hasWords) await store(deps, notice, mail, mailClass, raw)
  deps.log.info(
    { mailId, mailClass, dropped: mail.dropped },
    'a mail of the reply page is answered',
  )
  return { status: 'taken', mailClass }
}

/**
 * The notice that somebody's mail answers. Message-IDs of ours cannot be guessed; nobody else's are known.
 * Desks that write mails of their own name its reference in the subject.
 */
async function answeredNotice(
  { db }: InboundDeps,
  mail: InboundMail,
  mailClass: MailClass,
): Promise<RepliedNotice | null> {
  if (mailClass !== 'human' && mailClass !== 'auto-reply') return null
  const { headers } = mail
  const named = `${one(headers, 'in-reply-to')} ${one(headers, 'references')}`
  const ids = (named.match(/<[^<>\s]{1,240}>/g) ?? []).filter(isMessageId).slice(-20)
  const { rows } = await sql<{ id: string }>`
    select id from notice where message_id = any(${ids}) order by composed_at desc limit 1`.execute(
    db,
  )
  const answered = rows[0] ? { id: rows[0].id } : null
  if (answered) return readRepliedNotice(db, answered)
  return mailClass === 'human' ? noticeInSubject(db, mail) : null
}

/** References can be guessed: only a mail that is from where the notice went is filed under one, for a person to read. */
async function noticeInSubject(
  db: Db,
  { subject, from }: InboundMail,
): Promise<RepliedNotice | null> {
  const reference = /\bNL-\d{4}-\d{6,12}\b/i.exec(subject)?.[0].toUpperCase()
  const domain = registeredDomain(domainOf(from))
  if (reference === undefined || domain === null) return null
  const { rows } = await sql<{ id: string; mailbox: string }>`
    select n.id, c.mailbox from notice n join provider_contact c on c.id = n.contact_id
    where n.reference = ${reference} and n.state = 'sent'`.execute(db)
  const told = rows.find(({ mailbox }) => registeredDomain(domainOf(mailbox)) === domain)
  return told ? readRepliedNotice(db, { id: told.id }) : null
}

async function store(
  deps: InboundDeps,
  notice: RepliedNotice,
  mail: InboundMail,
  mailClass: Exclude<MailClass, 'delivered'>,
  raw: Uint8Array,
): Promise<boolean> {
  const at = deps.now()
  // Desks send the answers of people in the guise of automatic ones, too.
  const hasWords = mailClass === 'human' || mailClass === 'auto-reply'
  const words = hasWords ? [mail.subject, mail.text].map(ownWords).filter(Boolean) : []
  const detail = hasWords ? words.join('\n\n').slice(0, MAX_DETAIL) || '?' : null
  return deps.db.transaction().execute(async (trx) => {
    const { status } = await applyReply(trx, deps, {
      noticeId: notice.id,
      contactId: notice.contactId,
      eventId: `mail:${digestOf(raw)}`,
      way: 'mail',
      actor: `contact:${notice.contactId}`,
      at,
      answers: [{ takedownId: null, answer: CLASS[mailClass], detail }],
    })
    if (status === 'applied' && mailClass === 'spam-rejected' && saysMoreOnPage(notice)) {
      await tellAnew(trx, deps, notice, at)
    }
    return status === 'applied'
  })
}

/** The page has the addresses of a notice. It takes nothing back, and has no file of a hand-over to the police. */
const saysMoreOnPage = ({ kind }: RepliedNotice): boolean =>
  kind !== 'retraction' && kind !== 'police-hand-over'

/** What a filter has stopped is told by a mail that names no address; without a page a person is asked. */
async function tellAnew(
  db: DbOrTransaction,
  { crypto, replyLinkMs: ttlMs }: InboundDeps,
  notice: RepliedNotice,
  at: Date,
): Promise<void> {
  const { contactId, id: noticeId, parts } = notice
  if (ttlMs !== null) await mailNewLink(db, crypto, { contactId, noticeId, ttlMs }, at)
  else {
    const ids = parts.map(({ takedownId }) => takedownId)
    await raiseAttention(db, ids, 'notice-not-accepted', ['notice-waiting', 'stuck'])
  }
}

/** Tried again later at the same mailbox, and when that has happened too often, at the next one. */
async function comeBack(deps: InboundDeps, { id, contactId }: RepliedNotice): Promise<void> {
  const since = new Date(deps.now().getTime() - SOFT_WINDOW_MS)
  const { rows } = await sql<{ n: number }>`
    select count(distinct r.notice_id)::int as n from reply r join notice n on n.id = r.notice_id
    where n.contact_id = ${contactId} and r.class in ('mailbox-full', 'delayed')
      and n.bounced_at is not null and r.said_at > ${since} and r.notice_id <> ${id}`.execute(
    deps.db,
  )
  if ((rows[0]?.n ?? 0) + 1 >= SOFT_LIMIT) await bounceNotice(deps, id)
  else await returnNotice(deps, id, deps.deadlines.retryUnknown(deps.now(), 4))
}

const digestOf = (raw: Uint8Array): string => createHash('sha256').update(raw).digest('hex')
