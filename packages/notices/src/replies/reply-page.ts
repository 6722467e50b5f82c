import { randomBytes, timingSafeEqual } from 'node:crypto'
import { newId, writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Deadlines } from '../deadline.ts'
import { answerBy } from '../policies/answer-within.ts'
import { applyReply, type Answered, type Applied } from './apply-reply.ts'
import {
  addressesTold,
  dateFacts,
  readRepliedNotice,
  type RepliedNotice,
  type ToldAddress,
} from './notice-places.ts'
import { codeOf, insertReplyMail, tryCode, useCode } from './reply-mail-store.ts'
import { eventIdOf } from './reply-store.ts'
import {
  countUse,
  findReplySession,
  insertReplyLink,
  insertReplySession,
  isEndedLink,
  knownReplyLink,
  linkHash,
  noteInSession,
  readReplyLink,
  takeReplyLink,
  type LinkUse,
  type ReplySession,
} from './reply-link-store.ts'

export type PageDeps = { crypto: FieldCrypto; now: () => Date }

type Use = 'opened' | 'refused' | 'code-asked' | 'code-wrong' | 'addresses-shown' | 'link-asked'

/** Every use of a link is an event; who used it is known by the mailbox alone. */
const note = (db: DbOrTransaction, use: Use, link: { id: string; contactId: string }) =>
  writeAudit(db, {
    actor: `contact:${link.contactId}`,
    action: `reply-link-${use}`,
    objectType: 'reply_link',
    objectId: link.id,
  })

/** The same of a use that was turned away: told of so often for each link and no more. */
async function noteRefused(
  db: DbOrTransaction,
  use: Use,
  link: { id: string; contactId: string },
): Promise<void> {
  if (await countUse(db, link.id, 'refused')) await note(db, use, link)
}

const sessionHash = (crypto: FieldCrypto, token: string): Buffer =>
  crypto.blindIndex('reply-session', token)

/** The secret of a link, from what somebody typed or pasted: the code alone or the whole link, also with the brackets or the full stop that stood around it. */
export const typedToken = (text: string): string => {
  const compact = text.replaceAll(/\s+/g, '')
  const code = compact.slice(compact.lastIndexOf('#') + 1)
  return /[\w-]+/.exec(code)?.[0] ?? ''
}

/** A session of the page of one notice: its secret, and the link that it was had for. */
export type OpenedLink = { session: string; linkId: string }

/**
 * Exchanges a link for a session, once. Call it in a transaction.
 *
 * @returns the session; `spent` when the link was ours but is used or too old, so that a
 *   new one can be asked for; `given-up` when it ended with its mailbox; `unknown` for everything else
 */
export async function openReplyPage(
  db: DbOrTransaction,
  { crypto, now }: PageDeps,
  typed: string,
): Promise<({ status: 'opened' } & OpenedLink) | { status: 'spent' | 'given-up' | 'unknown' }> {
  const hash = linkHash(crypto, typedToken(typed))
  const link = await takeReplyLink(db, hash, now())
  if (!link) {
    const known = await knownReplyLink(db, hash)
    if (known) {
      await noteRefused(db, 'refused', known)
      return { status: 'spent' }
    }
    return { status: (await isEndedLink(db, { link: hash })) ? 'given-up' : 'unknown' }
  }
  await note(db, 'opened', link)
  const session = randomBytes(32).toString('base64url')
  const tokenHash = sessionHash(crypto, session)
  await insertReplySession(db, { tokenHash, linkId: link.id, now: now() })
  return { status: 'opened', session, linkId: link.id }
}

export type OpenPage = ReplySession & {
  tokenHash: Buffer
  notice: RepliedNotice
  /** The date that the letter says; null where it says none. */
  deadline: Date | null
  /** The addresses, where they may be seen now. */
  addresses: ToldAddress[] | null
}

/** Whether a session that could still be open ended with the mailbox of its link. */
export const isGivenUp = (
  db: DbOrTransaction,
  { crypto, now }: PageDeps,
  session: string,
): Promise<boolean> => isEndedLink(db, { session: sessionHash(crypto, session), now: now() })

/** What a session may see; null when there is none. */
export async function readReplyPage(
  db: DbOrTransaction,
  { crypto, now }: PageDeps,
  deadlines: Deadlines,
  session: string,
): Promise<OpenPage | null> {
  const tokenHash = sessionHash(crypto, session)
  const found = await findReplySession(db, tokenHash, now())
  if (!found) return null
  const notice = await readRepliedNotice(db, { id: found.noticeId })
  if (!notice) return null
  const isShown = found.provenAt !== null || (await wereInClear(db, notice.id))
  return {
    ...found,
    tokenHash,
    notice,
    deadline: await deadlineOf(db, deadlines, notice),
    addresses: isShown ? await addressesTold(db, crypto, notice) : null,
  }
}

const WITHOUT_DATE = ['police-hand-over', 'retraction']

/** The date that the letter of a notice says; null where it says none. */
export async function deadlineOf(
  db: DbOrTransaction,
  deadlines: Deadlines,
  notice: RepliedNotice,
): Promise<Date | null> {
  if (notice.sentAt === null || WITHOUT_DATE.includes(notice.kind)) return null
  const { writtenAt, terms } = await dateFacts(db, notice)
  return answerBy(deadlines, terms, writtenAt ?? notice.sentAt)
}

/** The mail that brought the link had the addresses too: to hide them protects nobody. Other ways say nothing of its mailbox. */
export async function wereInClear(db: DbOrTransaction, noticeId: string): Promise<boolean> {
  const { rows } = await sql<{ urls: string | null; channel: string }>`
    select urls, channel from notice_attempt where notice_id = ${noticeId}
    order by n desc limit 1`.execute(db)
  const { urls = null, channel } = rows[0] ?? {}
  return channel === 'smtp' && (urls === 'clear-text' || urls === 'machine-part')
}

/** Asks for a code to the mailbox of the link. @returns its mail, or null when there were too many */
export async function askForCode(
  db: DbOrTransaction,
  { now }: PageDeps,
  page: Pick<OpenPage, 'linkId' | 'contactId'>,
): Promise<string | null> {
  const link = { id: page.linkId, contactId: page.contactId }
  if (!(await countUse(db, page.linkId, 'code'))) {
    await noteRefused(db, 'code-asked', link)
    return null
  }
  await note(db, 'code-asked', link)
  return insertReplyMail(db, { linkId: page.linkId, kind: 'code', now: now() })
}

/** Takes a code, and shows the addresses from then on. */
export async function proveMailbox(
  db: DbOrTransaction,
  { crypto, now }: PageDeps,
  page: Pick<OpenPage, 'linkId' | 'contactId' | 'tokenHash'>,
  typed: string,
): Promise<boolean> {
  const link = { id: page.linkId, contactId: page.contactId }
  const mailId = await tryCode(db, page.linkId, now())
  if (mailId === null) {
    await noteRefused(db, 'code-wrong', link)
    return false
  }
  const right = Buffer.from(codeOf(crypto, mailId))
  const given = Buffer.from(typed.replaceAll(/\s+/g, ''))
  if (right.length !== given.length || !timingSafeEqual(right, given)) {
    await note(db, 'code-wrong', link)
    return false
  }
  await useCode(db, mailId, now())
  await noteInSession(db, page.tokenHash, { proven_at: now() })
  await note(db, 'addresses-shown', link)
  return true
}

/**
 * Asks for a link in the place of one that is used or too old; it goes to the same mailbox and nowhere
 * else, so whoever asks learns nothing.
 *
 * @returns its mail, or null when the link is not ours or there were too many
 */
export async function askForLink(
  db: DbOrTransaction,
  { crypto, now }: PageDeps,
  typed: string,
): Promise<string | null> {
  const known = await knownReplyLink(db, linkHash(crypto, typedToken(typed)))
  return known && askFor(db, { crypto, now }, known, 'link')
}

/** The same for whoever has the page of the link open: what others asked for with the link leaves them one. */
export async function askForLinkOnPage(
  db: DbOrTransaction,
  deps: PageDeps,
  { linkId }: Pick<OpenPage, 'linkId'>,
): Promise<string | null> {
  const link = await readReplyLink(db, linkId)
  return link && askFor(db, deps, link, 'link-on-page')
}

async function askFor(
  db: DbOrTransaction,
  { crypto, now }: PageDeps,
  link: LinkUse,
  what: 'link' | 'link-on-page',
): Promise<string | null> {
  if (await countUse(db, link.id, what)) {
    await note(db, 'link-asked', link)
    return mailNewLink(db, crypto, link, now())
  }
  await noteRefused(db, 'link-asked', link)
  return null
}

/** Asks for a mail with nothing but a new link to the page of a notice. */
export async function mailNewLink(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  to: Pick<LinkUse, 'noticeId' | 'contactId' | 'ttlMs'>,
  now: Date,
): Promise<string> {
  const linkId = await insertReplyLink(db, crypto, { ...to, now })
  return insertReplyMail(db, { linkId, kind: 'link', now })
}

/**
 * Takes the answers of a page. Call it in a transaction.
 *
 * @param formId number of the form: the same answers of it count once, other ones are another reply, as after a way
 *   back in the browser
 */
export async function answerOnPage(
  db: DbOrTransaction,
  deps: PageDeps & { deadlines: Deadlines },
  page: OpenPage,
  formId: string,
  answers: readonly Answered[],
): Promise<Applied> {
  const said = `form:${formId}:${digestOf(deps.crypto, answers)}`
  const last = page.receiptId && (await eventIdOf(db, page.receiptId))
  const isRepeated = last?.startsWith(said) ?? false
  const applied = await applyReply(db, deps, {
    noticeId: page.noticeId,
    contactId: page.contactId,
    // What was said, then otherwise, and now as at first is no repetition: what came before tells the two apart.
    eventId: isRepeated ? last! : `${said}:${page.receiptId ?? 'first'}`,
    way: 'link',
    actor: `contact:${page.contactId}`,
    at: deps.now(),
    answers,
  })
  await noteInSession(db, page.tokenHash, { receipt_id: applied.receiptId })
  return applied
}

/** By our key: the words that it is made of are erased sooner than the number of a message. */
function digestOf(crypto: FieldCrypto, answers: readonly Answered[]): string {
  const said = answers.map(({ takedownId, answer, detail = null, preserved = null }) => [
    takedownId,
    answer,
    detail,
    preserved,
  ])
  return crypto.blindIndex('reply-form', JSON.stringify(said)).toString('base64url')
}

/** A number for a form that is about to be shown. */
export const newFormId = (): string => newId()
