import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailer } from '../channels/mailer.ts'
import { verpOf } from '../channels/verp.ts'
import { readReplies } from '../replies/reply-store.ts'
import { unmatchedMails } from '../replies/unmatched-store.ts'
import { tellProvider } from '../replies/testing-replies.ts'
import { compose, createWorld, readTakedown, seedContact, type World } from '../testing-notices.ts'
import { startInboundServer, type InboundServer } from './inbound-server.ts'

const MAILBOX = 'notices@hotline.example'
const load = (name: string): string =>
  readFileSync(new URL(`../../fixtures/inbound/${name}.eml`, import.meta.url), 'latin1')

let world: World
let server: InboundServer
beforeAll(async () => {
  world = await createWorld()
  server = await startInboundServer(
    { ...world, mailbox: MAILBOX, replyLinkMs: 3_600_000 },
    { host: '127.0.0.1', port: 0 },
  )
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

/** Hands a mail over as the operator's server would. @returns the last reply of ours */
async function hand(to: string, mail: string, from = ''): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  const words = [
    'EHLO mx.example',
    `MAIL FROM:<${from}>`,
    `RCPT TO:<${to}>`,
    'DATA',
    `${mail.replaceAll('\n', '\r\n').replaceAll('\r\n.', '\r\n..')}\r\n.`,
    'QUIT',
  ]
  let last = ''
  let pending = ''
  for await (const chunk of socket) {
    pending += String(chunk)
    const line = /^(\d{3}) .*\r\n$/m.exec(pending)
    if (!line || !pending.endsWith('\r\n')) continue
    pending = ''
    if (words.length === 0) break
    if (words[0] === 'QUIT') last = line[0].trim()
    if (Number(line[1]) >= 400) {
      socket.destroy()
      return line[0].trim()
    }
    socket.write(`${words.shift()}\r\n`)
  }
  return last
}

const verp = (noticeId: string): string => verpOf(world.crypto, MAILBOX, noticeId)
const replies = (noticeId: string) => readReplies(world.db, world.crypto, { noticeId, limit: 50 })
const refusedAt = async (contactId: string) =>
  (
    await world.db
      .selectFrom('provider_contact')
      .select('refused_at')
      .where('id', '=', contactId)
      .executeTakeFirstOrThrow()
  ).refused_at

describe('the inbound server', () => {
  it('gives a mailbox up that does not exist, and goes to the next one', async () => {
    const told = await tellProvider(world)
    await seedContact(world, told.providerId, 'second@hosting.example')
    expect(await hand(verp(told.noticeId), load('postfix-user-unknown'))).toMatch(/^250/)
    expect(await replies(told.noticeId)).toMatchObject([{ answer: 'mailbox-dead', waits: false }])
    expect(await refusedAt(told.contactId)).not.toBeNull()
    await compose(world, told.providerId)
    const notices = await world.db
      .selectFrom('notice')
      .innerJoin('provider_contact as c', 'c.id', 'notice.contact_id')
      .select(['c.mailbox', 'notice.kind'])
      .where('notice.provider_id', '=', told.providerId)
      .orderBy('notice.id')
      .execute()
    expect(notices.map(({ mailbox }) => mailbox)).toEqual([
      'abuse@hosting.example',
      'second@hosting.example',
    ])
    expect(await hand(verp(told.noticeId), load('postfix-user-unknown'))).toMatch(/^250/)
    expect(await replies(told.noticeId)).toHaveLength(1)
  })

  it('tells again at a full mailbox, four hours later', async () => {
    const told = await tellProvider(world)
    await hand(verp(told.noticeId), load('postfix-mailbox-full'))
    expect(await replies(told.noticeId)).toMatchObject([{ answer: 'mailbox-full' }])
    expect(await refusedAt(told.contactId)).toBeNull()
    const { notify_at } = await readTakedown(world, told.cases[0]!.takedownId)
    expect(notify_at).toEqual(new Date(world.now().getTime() + 4 * 3_600_000))
  })

  it('only notes a mail that is still being tried', async () => {
    const told = await tellProvider(world)
    await hand(verp(told.noticeId), load('postfix-delayed'))
    const { notify_at } = await readTakedown(world, told.cases[0]!.takedownId)
    expect(notify_at).toBeNull()
  })

  it('mails a link without addresses when a filter stopped the notice', async () => {
    const told = await tellProvider(world)
    await hand(verp(told.noticeId), load('uribl-rejected'))
    await hand(verp(told.noticeId), load('uribl-rejected'))
    const mails = await world.db
      .selectFrom('reply_mail as m')
      .innerJoin('reply_link as l', 'l.id', 'm.link_id')
      .select(['m.kind', 'l.contact_id'])
      .where('l.notice_id', '=', told.noticeId)
      .execute()
    expect(mails).toEqual([{ kind: 'link', contact_id: told.contactId }])
    expect(await refusedAt(told.contactId)).toBeNull()
  })

  it('keeps the words of a person sealed for a person, and acts on none of them', async () => {
    const told = await tellProvider(world)
    const [{ takedownId }] = told.cases as [(typeof told.cases)[0]]
    await hand(verp(told.noticeId), load('human-html-with-picture'), 'abuse@hosting.example')
    expect(await replies(told.noticeId)).toMatchObject([
      { answer: 'unsorted', waits: true, detail: expect.stringContaining('Supprimé & conservé') },
    ])
    expect(await readTakedown(world, takedownId)).toMatchObject({
      status: 'notified',
      attention: 'reply-unread',
    })
  })

  it('finds the notice that a reply to our mailbox answers, and believes no report there', async () => {
    const told = await tellProvider(world)
    const { message_id: messageId } = await world.db
      .selectFrom('notice')
      .select('message_id')
      .where('id', '=', told.noticeId)
      .executeTakeFirstOrThrow()
    const mine = (name: string) =>
      load(name).replaceAll('<0190aaaa-0000-7000-8000-000000000001@hotline.example>', messageId)
    await hand(MAILBOX, mine('human-removed'), 'abuse@hosting.example')
    expect(await replies(told.noticeId)).toHaveLength(1)
    await hand(MAILBOX, mine('postfix-user-unknown'))
    expect(await replies(told.noticeId)).toHaveLength(1)
    expect(await refusedAt(told.contactId)).toBeNull()
  })

  it('finds the notice that a desk names in a mail of its own, from where the notice went', async () => {
    const told = await tellProvider(world)
    const mail = (from: string, subject = `Removed (${told.reference.toLowerCase()})`) =>
      `From: Desk <${from}>\nTo: ${MAILBOX}\nSubject: ${subject}\n\nWe have removed it.\n`
    await hand(MAILBOX, mail('desk@elsewhere.example'), 'desk@elsewhere.example')
    await hand(MAILBOX, mail('desk@hosting.example', 'Removed'), 'desk@hosting.example')
    expect(await replies(told.noticeId)).toEqual([])
    await hand(MAILBOX, mail('desk@hosting.example'), 'desk@hosting.example')
    expect(await replies(told.noticeId)).toMatchObject([
      { answer: 'unsorted', waits: true, detail: expect.stringContaining('We have removed it.') },
    ])
  })

  it('counts what is about no notice by what it is, however much comes, and keeps nothing of it', async () => {
    const before = await unmatchedMails(world.db)
    const mailsOf = (counts: typeof before, kind: string) =>
      counts.filter((one) => one.kind === kind).reduce((sum, { mails }) => sum + mails, 0)
    const mail = `From: a@elsewhere.example\nTo: ${MAILBOX}\nSubject: Hello\n\nWho are you?\n`
    for (let n = 0; n < 3; n++)
      expect(await hand(MAILBOX, mail, 'a@elsewhere.example')).toMatch(/^250/)
    expect(await hand(MAILBOX, load('postfix-user-unknown'))).toMatch(/^250/)
    const after = await unmatchedMails(world.db)
    expect(mailsOf(after, 'human')).toBe(mailsOf(before, 'human') + 3)
    expect(mailsOf(after, 'hard')).toBe(mailsOf(before, 'hard') + 1)
    expect(after.length).toBeLessThanOrEqual(before.length + 2)
  })

  it('does not have a mail brought again and again that is about a notice which was given up', async () => {
    const told = await tellProvider(world)
    const giveUp = world.db.updateTable('notice').set({ state: 'refused' })
    await giveUp.where('id', '=', told.noticeId).execute()
    expect(await hand(verp(told.noticeId), load('human-removed'), 'abuse@hosting.example')).toMatch(
      /^250/,
    )
    expect(await replies(told.noticeId)).toEqual([])
    expect((await unmatchedMails(world.db)).some(({ kind }) => kind === 'human')).toBe(true)
  })

  it('takes an automatic reply for no answer', async () => {
    const told = await tellProvider(world)
    await hand(verp(told.noticeId), load('ticket-opened'))
    const [noted] = await replies(told.noticeId)
    expect(noted).toMatchObject({ answer: 'auto-reply', waits: false })
    expect(noted!.detail).toMatch(/\w{3}/)
    const { state } = await readTakedown(world, told.cases[0]!.takedownId)
    expect(state.clocks.t8).toBeNull()
  })

  it('refuses other mailboxes, addresses that somebody made up, and mails that are too big', async () => {
    const told = await tellProvider(world)
    const made = verp(told.noticeId).replace(/\.[0-9a-f]{16}@/, '.0123456789abcdef@')
    expect(await hand(made, load('postfix-user-unknown'))).toMatch(/^550/)
    expect(await hand('root@hotline.example', load('human-removed'))).toMatch(/^550/)
    expect(await hand(MAILBOX, `Subject: x\n\n${'x'.repeat(300_000)}`)).toMatch(/^552/)
  })

  it('asks for another try while the hand-over is not settled', async () => {
    const told = await tellProvider(world)
    await world.db
      .updateTable('notice')
      .set({ state: 'handover' })
      .where('id', '=', told.noticeId)
      .execute()
    expect(await hand(verp(told.noticeId), load('postfix-user-unknown'))).toMatch(/^451/)
  })

  it('understands our own mailer', async () => {
    const told = await tellProvider(world)
    await using mailer = createMailer({
      url: `smtp://127.0.0.1:${server.port}`,
      timeoutMs: 5_000,
      name: 'mx.example',
    })
    const raw = Buffer.from(load('human-removed').replaceAll('\n', '\r\n'))
    const mail = { from: 'abuse@hosting.example', to: verp(told.noticeId), raw }
    expect(await mailer.deliver(mail)).toMatchObject({ status: 'accepted' })
  })
})
