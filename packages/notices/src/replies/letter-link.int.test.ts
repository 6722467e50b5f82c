import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostOffice } from '../testing-post-office.ts'
import { letterLink } from './reply-link-store.ts'
import { openReplyPage, readReplyPage } from './reply-page.ts'

type Office = Awaited<ReturnType<typeof createPostOffice>>

let office: Office
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())

const REPLY_URL = 'https://hotline.example/reply'

/** The secret in the text of a mail, folded as it may be. */
function secretIn(mail: string): string {
  const flat = mail
    .replaceAll(/=\r?\n/g, '')
    .replaceAll('=3D', '=')
    .replaceAll('=23', '#')
  return /https:\/\/hotline\.example\/reply#([\w-]{43})(?![\w-])/.exec(flat)![1]!
}

describe('the link of a letter', () => {
  it('opens the page of that notice, and is the same in each copy', async () => {
    const { noticeId } = await office.dueNotice()
    const { world, server } = office
    const sender = {
      organisation: 'Test Hotline',
      mailbox: office.reporter.mailbox,
      domain: 'notices.example',
      replyUrl: REPLY_URL,
    }
    office.answer('hang-up')
    const before = server.mails.length
    const seen: string[] = []
    server.settings.answer = async (mail) => {
      seen.push(mail)
      return seen.length === 1 ? 'hang-up' : 250
    }
    await office.send(noticeId, undefined, { sender, urls: 'reply-page' })
    await office.expireLease(noticeId)
    await office.send(noticeId, undefined, { sender, urls: 'reply-page' })
    expect(server.mails.length).toBe(before + 1)
    const [first, second] = seen.map(secretIn)
    expect(second).toBe(first)
    const opened = await world.db.transaction().execute((trx) => openReplyPage(trx, world, first!))
    if (opened.status !== 'opened') throw new Error('the link of the letter did not open')
    const page = await readReplyPage(world.db, world, world.deadlines, opened.session)
    expect(page).toMatchObject({ noticeId, addresses: null, mailbox: 'abuse@hosting.example' })
    expect(page!.notice.parts).toMatchObject([{ status: 'notified' }])
    const links = await world.db.selectFrom('reply_link').select('token_hash').execute()
    expect(links).toHaveLength(1)
    expect(links[0]!.token_hash.toString('base64url')).not.toBe(first)
  })

  it('ends with its mailbox, also when that refuses another mail on the spot', async () => {
    const { noticeId } = await office.dueNotice()
    const { db, crypto, now } = office.world
    const { contact_id: contactId } = await office.noticeOf(noticeId)
    const token = await letterLink(db, crypto, { noticeId, contactId, now: now() })
    office.answer(250, { recipient: 550 })
    await office.send(noticeId)
    office.answer(250)
    const opened = db.transaction().execute((trx) => openReplyPage(trx, office.world, token))
    expect(await opened).toEqual({ status: 'given-up' })
    // Another letter to it brings its link to life.
    await letterLink(db, crypto, { noticeId, contactId, now: now() })
    const anew = db.transaction().execute((trx) => openReplyPage(trx, office.world, token))
    expect(await anew).toMatchObject({ status: 'opened' })
  })

  it.each([
    ['smtp', true],
    ['webhook', false],
  ])(
    'shows addresses at once that went to its mailbox, not what went by %s',
    async (way, shown) => {
      const { noticeId } = await office.dueNotice()
      await office.send(noticeId)
      const { db, crypto, now, deadlines } = office.world
      await db
        .updateTable('notice_attempt')
        .set({ channel: way })
        .where('notice_id', '=', noticeId)
        .execute()
      const { contact_id: contactId } = await office.noticeOf(noticeId)
      const token = await letterLink(db, crypto, { noticeId, contactId, now: now() })
      const opened = await db
        .transaction()
        .execute((trx) => openReplyPage(trx, office.world, token))
      if (opened.status !== 'opened') throw new Error('the link did not open')
      const page = await readReplyPage(db, office.world, deadlines, opened.session)
      expect(page!.addresses !== null).toBe(shown)
    },
  )
})
