import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailer, type Mailer } from '../channels/mailer.ts'
import { readVerp } from '../channels/verp.ts'
import { takeInMail } from '../inbound/take-in-mail.ts'
import { replyMailsDue } from '../replies/reply-mail-store.ts'
import {
  askForCode,
  askForLink,
  openReplyPage,
  proveMailbox,
  readReplyPage,
} from '../replies/reply-page.ts'
import { letterLink, revokeReplyLinks } from '../replies/reply-link-store.ts'
import { tellProvider } from '../replies/testing-replies.ts'
import { createWorld, readTakedown, type World } from '../testing-notices.ts'
import { startMailServer } from '../testing-servers.ts'
import { sendReplyMail } from './send-reply-mail.ts'

let world: World
let server: Awaited<ReturnType<typeof startMailServer>>
let mailer: Mailer
beforeAll(async () => {
  world = await createWorld()
  server = await startMailServer()
  mailer = createMailer({ url: server.url, timeoutMs: 5_000, name: 'hotline.example' })
})
afterAll(async () => {
  await mailer[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

/** A key that this test alone has. */
const dkim = [
  {
    domain: 'hotline.example',
    selector: 'one',
    key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  },
]

const send = (mailId: string, replyUrl: string | null = 'https://hotline.example/reply') => {
  const mailbox = 'notices@hotline.example'
  const sender = { organisation: 'Hotline', mailbox, domain: 'hotline.example', replyUrl }
  return sendReplyMail({ ...world, mailer, dkim, sender })({ mailId }, world.context)
}

const inTrx = <T>(run: Parameters<ReturnType<World['db']['transaction']>['execute']>[0]) =>
  world.db.transaction().execute(run) as Promise<T>

/** A notice whose letter has a link. */
async function linked() {
  const told = await tellProvider(world)
  const facts = { ...told, now: world.now() }
  const token = await letterLink(world.db, world.crypto, facts)
  expect(await letterLink(world.db, world.crypto, facts)).toBe(token)
  return { ...told, token }
}

const open = (typed: string) =>
  world.db.transaction().execute((trx) => openReplyPage(trx, world, typed))

describe('sendReplyMail', () => {
  it('mails a new link, with no address in it, to the mailbox of the notice, once', async () => {
    const { token, reference, cases } = await linked()
    expect(await open(token)).toMatchObject({ status: 'opened' })
    expect(await open(token)).toEqual({ status: 'spent' })
    const mailId = await inTrx<string>((trx) => askForLink(trx, world, token))
    expect(await replyMailsDue(world.db, world.now(), 9)).toContain(mailId)
    expect(await send(mailId)).toEqual({ status: 'done' })
    expect(await send(mailId)).toMatchObject({ status: 'skipped' })
    const mail = server.mails.at(-1)!
    expect(server.mails).toHaveLength(1)
    expect(mail).toContain('To: abuse@hosting.example')
    expect(mail).toContain(reference)
    expect(mail).not.toContain(new URL(cases[0]!.imageUrl).host)
    const link = /https:\/\/hotline\.example\/reply#[\w=\s-]+?(?=\n\n|\r\n\r\n)/.exec(mail)![0]
    const secret = link.replaceAll(/=\r?\n/g, '').replace('=23', '#')
    expect(await open(secret)).toMatchObject({ status: 'opened' })
  })

  it('mails the code that shows the addresses', async () => {
    const told = await linked()
    const opened = await open(told.token)
    if (opened.status !== 'opened') throw new Error('the link did not open')
    const page = (await readReplyPage(world.db, world, world.deadlines, opened.session))!
    expect(page.addresses).toBeNull()
    const mailId = await inTrx<string>((trx) => askForCode(trx, world, page))
    await send(mailId)
    const [code] = /\b\d{8}\b/.exec(server.mails.at(-1)!.split('\r\n\r\n').slice(1).join('\n'))!
    expect(await inTrx(async (trx) => proveMailbox(trx, world, page, code))).toBe(true)
    expect(await inTrx(async (trx) => proveMailbox(trx, world, page, code))).toBe(false)
    const shown = await readReplyPage(world.db, world, world.deadlines, opened.session)
    expect(shown!.addresses).toMatchObject([
      {
        takedownId: told.cases[0]!.takedownId,
        reference: `${told.reference}-1`,
        url: told.cases[0]!.imageUrl,
      },
    ])
    await revokeReplyLinks(world.db, { noticeId: told.noticeId }, world.now())
    expect(await readReplyPage(world.db, world, world.deadlines, opened.session)).toBeNull()
  })

  it('tries again later what the server puts off, and gives up what it refuses', async () => {
    const { token } = await linked()
    const ask = () => inTrx<string>((trx) => askForLink(trx, world, token))
    const late = await ask()
    server.settings.answer = async () => 451
    expect(await send(late)).toMatchObject({ status: 'skipped', reason: 'deferred' })
    expect(await replyMailsDue(world.db, world.now(), 9)).not.toContain(late)
    server.settings.answer = async () => 250
    world.wait(0.1)
    expect(await send(late)).toEqual({ status: 'done' })
    const refused = await ask()
    server.settings.recipient = 550
    await send(refused)
    server.settings.recipient = 250
    world.wait(0.1)
    expect(await send(refused)).toMatchObject({ reason: 'not-due' })
  })

  it.each([
    ['refuses', { recipient: 550 }, 0],
    ['puts off for a day', { recipient: 451 }, 24],
  ])('tells a person of a link that the server %s', async (_, settings, hours) => {
    const { token, cases } = await linked()
    const mailId = await inTrx<string>((trx) => askForLink(trx, world, token))
    world.wait(hours)
    Object.assign(server.settings, settings)
    await send(mailId)
    server.settings.recipient = 250
    expect(await readTakedown(world, cases[0]!.takedownId)).toMatchObject({
      attention: 'notice-not-accepted',
    })
    world.wait(1)
    expect(await send(mailId)).toMatchObject({ reason: 'not-due' })
  })

  it('gives up what nobody was there to try for a day, and mails nothing then', async () => {
    const { token, cases } = await linked()
    const mailId = await inTrx<string>((trx) => askForLink(trx, world, token))
    world.wait(30)
    expect(await replyMailsDue(world.db, world.now(), 9)).toContain(mailId)
    const before = server.mails.length
    expect(await send(mailId)).toMatchObject({ status: 'skipped', reason: 'too-late' })
    expect(server.mails).toHaveLength(before)
    expect(await readTakedown(world, cases[0]!.takedownId)).toMatchObject({
      attention: 'notice-not-accepted',
    })
    expect(await replyMailsDue(world.db, world.now(), 9)).not.toContain(mailId)
  })

  it('leaves what a link was revoked for', async () => {
    const { token, noticeId } = await linked()
    const mailId = await inTrx<string>((trx) => askForLink(trx, world, token))
    await revokeReplyLinks(world.db, { noticeId }, world.now())
    world.wait(30)
    expect(await replyMailsDue(world.db, world.now(), 9)).not.toContain(mailId)
  })

  const load = (name: string) =>
    readFileSync(new URL(`../../fixtures/inbound/${name}.eml`, import.meta.url))
  const comesBack = (to: string, name: string) => {
    const deps = { ...world, mailbox: 'notices@hotline.example', replyLinkMs: 3_600_000 }
    return takeInMail(deps, { from: '', to: [to], raw: load(name) })
  }
  const mailsOf = (noticeId: string) =>
    world.db
      .selectFrom('reply_mail as m')
      .innerJoin('reply_link as l', 'l.id', 'm.link_id')
      .select(['m.id', 'm.problem'])
      .where('l.notice_id', '=', noticeId)
      .execute()

  it('is signed, and tells a person of a link that came back, by no other mail', async () => {
    const { token, cases, noticeId, contactId } = await linked()
    const [{ takedownId }] = cases as [(typeof cases)[0]]
    const mailId = await inTrx<string>((trx) => askForLink(trx, world, token))
    expect(await send(mailId)).toEqual({ status: 'done' })
    expect(server.mails.at(-1)).toMatch(/^DKIM-Signature: /m)
    const from = server.senders.at(-1)!
    expect(readVerp(world.crypto, 'notices@hotline.example', from, 'reply-mail')).toBe(mailId)
    await comesBack(from, 'postfix-delayed')
    await comesBack(from, 'out-of-office')
    expect((await readTakedown(world, takedownId)).attention).toBeNull()
    for (let n = 0; n < 2; n++) await comesBack(from, 'uribl-rejected')
    expect((await readTakedown(world, takedownId)).attention).toBe('notice-not-accepted')
    expect(await mailsOf(noticeId)).toEqual([{ id: mailId, problem: 'came-back' }])
    const replies = world.db.selectFrom('reply').select('class').where('notice_id', '=', noticeId)
    expect(await replies.execute()).toEqual([{ class: 'auto-reply' }])
    const contact = world.db.selectFrom('provider_contact').select('refused_at')
    expect(await contact.where('id', '=', contactId).execute()).toEqual([{ refused_at: null }])
  })

  it('tells nobody of a code that came back, which can be asked for again', async () => {
    const told = await linked()
    const opened = await open(told.token)
    if (opened.status !== 'opened') throw new Error('the link did not open')
    const page = (await readReplyPage(world.db, world, world.deadlines, opened.session))!
    const mailId = await inTrx<string>((trx) => askForCode(trx, world, page))
    await send(mailId)
    await comesBack(server.senders.at(-1)!, 'postfix-user-unknown')
    expect(await mailsOf(told.noticeId)).toEqual([{ id: mailId, problem: 'came-back' }])
    expect((await readTakedown(world, told.cases[0]!.takedownId)).attention).toBeNull()
  })

  it('mails no link where there is no page', async () => {
    const { token } = await linked()
    const mailId = await inTrx<string>((trx) => askForLink(trx, world, token))
    expect(await send(mailId, null)).toMatchObject({ reason: 'reply-page-missing' })
  })
})
