import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createChannels } from '../channels.ts'
import { dueByChannel } from '../testing-channels.ts'
import { MAIL_DOMAIN } from '../testing-notices.ts'
import { createPostOffice, onlyMail, type PostOffice } from '../testing-post-office.ts'
import { readDkimKey } from './dkim.ts'
import { createHttpCall } from './http-call.ts'
import type { Delivery, Mailer } from './mailer.ts'
import { verifyDkim } from './testing-dkim.ts'
import { readVerp } from './verp.ts'

const mailbox = `notices@${MAIL_DOMAIN}`
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const records = { [`s1._domainkey.${MAIL_DOMAIN}`]: publicKey }

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.server.mails.length = 0
  office.answer(250)
})

/** The real mailer, and a note of each envelope that it was handed. */
function noting(mailer: Mailer) {
  const seen: Delivery[] = []
  const deliver: Mailer['deliver'] = (mail, signal) => {
    seen.push(mail)
    return mailer.deliver(mail, signal)
  }
  return { seen, mailer: { ...mailer, deliver } }
}

const signing = (mailer: Mailer, replyUrl: string | null = null) => ({
  channels: createChannels({
    ...office.world,
    mailer,
    mailbox,
    dkim: [readDkimKey(pem, 's1', MAIL_DOMAIN)],
    call: createHttpCall({ allowNetworks: [], timeoutMs: 1_000 }),
    reporter: { organisation: 'Test Hotline', mailbox },
  }),
  sender: { organisation: 'Test Hotline', mailbox, domain: MAIL_DOMAIN, replyUrl },
})

describe('a notice by mail', () => {
  it('arrives signed, from an envelope sender that is its own', async () => {
    const { noticeId } = await office.dueNotice()
    const { seen, mailer } = noting(office.mailerTo(office.server.url))
    await office.send(noticeId, mailer, signing(mailer))
    const [raw] = office.server.mails
    expect(verifyDkim(Buffer.from(raw!, 'utf8'), records)).toMatchObject([{ passes: true }])
    expect(readVerp(office.world.crypto, mailbox, seen[0]!.from)).toBe(noticeId)
    expect((await onlyMail(office)).from).toMatchObject({ address: mailbox })
  })

  it('has the same sender, and a signature that verifies, when it is sent as a copy', async () => {
    const { noticeId } = await office.dueNotice()
    const { seen, mailer } = noting(office.mailerTo(office.server.url))
    office.answer('hang-up')
    await office.send(noticeId, mailer, signing(mailer))
    office.answer(250)
    await office.expireLease(noticeId)
    await office.send(noticeId, mailer, signing(mailer))
    expect(new Set(seen.map(({ from }) => from)).size).toBe(1)
    const [raw] = office.server.mails
    expect(raw).toContain('X-Notice-Copy: 2')
    expect(verifyDkim(Buffer.from(raw!, 'utf8'), records)).toMatchObject([{ passes: true }])
  })

  it('has no exact address when the provider reads on its reply page', async () => {
    const { noticeId, cases } = await dueByChannel(office, 'reply-page', {})
    const mailer = office.mailerTo(office.server.url)
    await office.send(noticeId, mailer, signing(mailer, 'https://reply.example/'))
    const mail = await onlyMail(office)
    expect(mail.attachments).toEqual([])
    expect(mail.text).not.toContain(new URL(cases[0]!.imageUrl).pathname)
    expect(mail.text).toContain('https://reply.example/')
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'sent', channel: 'reply-page' })
  })
})
