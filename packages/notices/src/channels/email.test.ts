import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { fromFlowed, toFlowed } from '../documents/flowed.ts'
import { composeNotice, type NoticeDocument, type NoticeItem } from '../documents/notice.ts'
import { buildMail, type MailHeaders } from './email.ts'

const item = (over: Partial<NoticeItem> = {}): NoticeItem => ({
  reference: 'R-1',
  url: 'https://files.example/a.jpg',
  pageUrl: null,
  ip: '192.0.2.1',
  asn: null,
  country: 'NL',
  seenAt: new Date('2026-05-01T10:00:00Z'),
  sha256: 'ab'.repeat(32),
  mime: 'image/jpeg',
  matchedBy: 'exact',
  classification: 'A1',
  listAuthority: 'Police fédérale',
  ...over,
})

const document = (items: NoticeItem[] = [item()]): NoticeDocument =>
  composeNotice({
    kind: 'provider-notice',
    reference: 'NL-2026-12',
    noticeId: 'notice-1',
    seq: 1,
    language: 'fr',
    provider: { name: 'Hébergeur Example' },
    items,
    firstSentAt: null,
    now: new Date('2026-05-01T12:00:00Z'),
    sender: {
      organisation: 'Example Hotline',
      mailbox: 'notices@hotline.example',
      domain: 'hotline.example',
      replyUrl: null,
    },
    urls: 'machine-part',
  })

const headers = (over: Partial<MailHeaders> = {}): MailHeaders => ({
  from: 'notices@hotline.example',
  to: 'abuse@host.example',
  messageId: '<notice-1.1@hotline.example>',
  noticeId: 'notice-1',
  language: 'fr',
  date: new Date('2026-05-01T12:00:00Z'),
  ...over,
})

const parse = (raw: Uint8Array) => PostalMime.parse(raw, { attachmentEncoding: 'utf8' })

const valueOf = (mail: Awaited<ReturnType<typeof parse>>, key: string) =>
  mail.headers.filter((header) => header.key === key).map((header) => header.value)

describe('buildMail', () => {
  it('has a text part for a person and a JSON part for a machine, and nothing else', async () => {
    const { xarf, text } = document()
    const mail = await parse(await buildMail(document(), headers()))
    expect(mail.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(fromFlowed(toFlowed(text)).trimEnd())
    expect(mail.html).toBeUndefined()
    expect(mail.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ['xarf.json', 'application/json'],
    ])
    expect(JSON.parse(mail.attachments[0]?.content as string)).toEqual(xarf[0])
  })

  it('has one JSON part an item', async () => {
    const items = ['R-1', 'R-2', 'R-3'].map((reference) => item({ reference }))
    const mail = await parse(await buildMail(document(items), headers()))
    expect(mail.attachments.map(({ filename }) => filename)).toEqual([
      'xarf-1.json',
      'xarf-2.json',
      'xarf-3.json',
    ])
  })

  it('carries the files of a document as they are, after its machine part', async () => {
    const files = [
      { name: 'answer-effect.txt', contentType: 'text/plain', content: 'Référence : ____\n' },
      { name: 'iccam.csv', contentType: 'text/csv', content: 'a,b\r\n1,2\r\n' },
    ] as const
    const mail = await parse(await buildMail({ ...document(), files }, headers()))
    expect(mail.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ['xarf.json', 'application/json'],
      ['answer-effect.txt', 'text/plain'],
      ['iccam.csv', 'text/csv'],
    ])
    const contents = mail.attachments.slice(1).map(({ content }) => content)
    expect(contents).toEqual(files.map(({ content }) => content))
  })

  it('is a single text without X-XARF when no item can be said in XARF', async () => {
    const mail = await parse(await buildMail(document([item({ classification: null })]), headers()))
    expect(mail.attachments).toEqual([])
    expect(valueOf(mail, 'x-xarf')).toEqual([])
    expect(valueOf(mail, 'content-type')[0]).toMatch(/^text\/plain/)
  })

  it('has the headers that sort, thread and de-duplicate it', async () => {
    const thread = {
      inReplyTo: '<notice-0@hotline.example>',
      references: ['<case@hotline.example>', '<notice-0@hotline.example>'],
    }
    const raw = await buildMail(document(), headers(thread))
    const mail = await parse(raw)
    expect(mail).toMatchObject({
      messageId: '<notice-1.1@hotline.example>',
      inReplyTo: '<notice-0@hotline.example>',
      references: '<case@hotline.example> <notice-0@hotline.example>',
      subject: 'Notification NL-2026-12 – contenu illicite sur votre réseau',
      from: { address: 'notices@hotline.example' },
      to: [{ address: 'abuse@host.example' }],
      date: '2026-05-01T12:00:00.000Z',
    })
    expect(valueOf(mail, 'auto-submitted')).toEqual(['auto-generated'])
    expect(valueOf(mail, 'content-language')).toEqual(['fr'])
    expect(Buffer.from(raw).toString('latin1')).toMatch(/^X-XARF: PLAIN\r\n/m)
    expect(Buffer.from(raw).toString('latin1')).toMatch(/^X-Notice-Id: notice-1\r\n/m)
  })

  it('holds no image and no link but in the machine part', async () => {
    const raw = Buffer.from(await buildMail(document(), headers())).toString('latin1')
    expect(raw).not.toMatch(/^content-type: *(?:image|text\/html)/im)
    expect(raw).not.toMatch(/https?:\/\//)
  })

  it('is the same bytes when built again', async () => {
    const [first, second] = await Promise.all([
      buildMail(document(), headers()),
      buildMail(document(), headers()),
    ])
    expect(Buffer.compare(first, second)).toBe(0)
  })

  it('uses CRLF throughout, lines within the limit of SMTP, and ASCII only', async () => {
    const url = `https://files.example/${'é'.repeat(2000)}`
    const raw = Buffer.from(await buildMail(document([item({ url })]), headers()))
    const text = raw.toString('latin1')
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
    expect(raw.every((byte) => byte < 0x80)).toBe(true)
  })

  it('says which copy it is, once, under the same Message-ID', async () => {
    const mail = await parse(await buildMail(document(), headers({ copyNumber: 3 })))
    expect(mail.text).toMatch(/^Copie n° 3 de la même notification\./)
    expect(mail.text?.match(/Copie n°/g)).toHaveLength(1)
    expect(valueOf(mail, 'x-notice-copy')).toEqual(['3'])
    expect(mail.messageId).toBe('<notice-1.1@hotline.example>')
  })

  it.each([
    'abuse@host.example\r\nBcc: other@host.example',
    'abuse@host.example, other@host.example',
    'Abuse <abuse@host.example>',
    'übuse@host.example',
    'abuse@hóst.example',
    '',
  ])('refuses the recipient %j', async (to) => {
    await expect(buildMail(document(), headers({ to }))).rejects.toMatchObject({
      name: 'DomainError',
      kind: 'invalid',
      code: 'invalid-recipient',
    })
  })

  it('refuses a sender that is no mailbox', async () => {
    const from = 'notices@hotline.example\nX: y'
    await expect(buildMail(document(), headers({ from }))).rejects.toMatchObject({
      code: 'invalid-sender',
    })
  })

  it.each([
    { messageId: 'notice-1@hotline.example' },
    { messageId: '<a@b.example>\r\nBcc: x@y.example' },
    { messageId: '<a b@c.example>' },
    { inReplyTo: '<a@b.example>\nX: y' },
    { references: ['<a@b.example>', 'x\r\nX: y'] },
    { noticeId: 'n\r\nX: y' },
  ])('refuses the header value %j', async (over) => {
    await expect(buildMail(document(), headers(over))).rejects.toMatchObject({
      code: 'invalid-mail-header',
    })
  })

  it('refuses a subject of more than one line', async () => {
    const broken = { ...document(), subject: 'Notice\r\nBcc: x@y.example' }
    await expect(buildMail(broken, headers())).rejects.toMatchObject({
      code: 'invalid-mail-header',
    })
  })

  it('never puts an address into an error', async () => {
    const error = await buildMail(document(), headers({ to: 'secret@@host.example' })).catch(
      (reason: unknown) => reason,
    )
    expect(String(error)).not.toContain('secret')
  })
})
