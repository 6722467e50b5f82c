import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sampleDocuments } from '../documents/samples.ts'
import { readDkimKey, signDkim } from './dkim.ts'
import { buildMail } from './email.ts'
import { ed25519Record, verifyDkim } from './testing-dkim.ts'

const { document } = sampleDocuments('fr', [])[0]!
const domain = 'hotline.example'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed = generateKeyPairSync('ed25519')
const pem = { type: 'pkcs8', format: 'pem' } as const
const keys = [
  readDkimKey(rsa.privateKey.export(pem).toString(), 'r1', domain),
  readDkimKey(ed.privateKey.export(pem).toString(), 'e1', domain),
]
const records = {
  [`r1._domainkey.${domain}`]: rsa.publicKey,
  [`e1._domainkey.${domain}`]: ed.publicKey,
}

const mail = (copyNumber?: number): Promise<Uint8Array> =>
  buildMail(document, {
    from: `notices@${domain}`,
    to: 'abuse@hosting.example',
    messageId: `<n1@${domain}>`,
    noticeId: 'n1',
    language: 'en',
    date: new Date('2026-11-03T10:00:00Z'),
    inReplyTo: `<n0@${domain}>`,
    references: [`<n0@${domain}>`],
    ...(copyNumber === undefined ? {} : { copyNumber }),
  })

/** RFC 8463, appendix A.3: the mail, and the key of A.2. */
const RFC_8463 = [
  'DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;',
  ' d=football.example.com; i=@football.example.com;',
  ' q=dns/txt; s=brisbane; t=1528637909; h=from : to :',
  ' subject : date : message-id : from : subject : date;',
  ' bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;',
  ' b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus',
  ' Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==',
  'From: Joe SixPack <joe@football.example.com>',
  'To: Suzie Q <suzie@shopping.example.net>',
  'Subject: Is dinner ready?',
  'Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)',
  'Message-ID: <20030712040037.46341.5F8J@football.example.com>',
  '',
  'Hi.',
  '',
  'We lost the game.  Are you hungry yet?',
  '',
  'Joe.',
  '',
].join('\r\n')

describe('the verifier of these tests', () => {
  const record = ed25519Record('11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=')
  const football = { 'brisbane._domainkey.football.example.com': record }

  it('agrees with the mail that RFC 8463 signed', () => {
    expect(verifyDkim(Buffer.from(RFC_8463), football)).toMatchObject([{ passes: true }])
  })

  it.each([
    ['body', 'lost the game', 'won the game'],
    ['subject', 'dinner', 'supper'],
    ['signature', '/gCrin', '/gCrim'],
  ])('does not when its %s is changed', (_, from, to) => {
    const changed = Buffer.from(RFC_8463.replace(from, to))
    expect(verifyDkim(changed, football)).toMatchObject([{ passes: false }])
  })
})

describe('signDkim', () => {
  it('makes a signature for each key that verifies', async () => {
    const signed = signDkim(await mail(), keys)
    expect(verifyDkim(signed, records)).toMatchObject([
      { selector: 'r1', algorithm: 'rsa-sha256', passes: true },
      { selector: 'e1', algorithm: 'ed25519-sha256', passes: true },
    ])
  })

  it('changes no byte of the mail, and signs the same mail the same way', async () => {
    const raw = await mail()
    const signed = Buffer.from(signDkim(raw, keys))
    expect(signed.subarray(signed.length - raw.length).equals(Buffer.from(raw))).toBe(true)
    expect(Buffer.from(signDkim(raw, keys)).equals(signed)).toBe(true)
  })

  it('signs a copy with the line that says so', async () => {
    const signed = signDkim(await mail(2), keys)
    const [verdict] = verifyDkim(signed, records)
    expect(verdict).toMatchObject({ passes: true })
    expect(verdict!.signed).toContain('x-notice-copy')
  })

  it('holds when a server on the way folds otherwise and adds white space', async () => {
    const signed = Buffer.from(signDkim(await mail(), keys)).toString('latin1')
    const relayed = signed
      .replace(/^References: /m, 'References:\r\n\t ')
      .replace(/\r\n\r\n/, '\r\n\r\n')
      .replace(/\r\n$/, '   \r\n\r\n\r\n')
    expect(
      verifyDkim(Buffer.from(`Received: by x\r\n${relayed}`, 'latin1'), records),
    ).toMatchObject([{ passes: true }, { passes: true }])
  })

  it.each([
    'From: someone@else.example',
    'Subject: Another',
    'Reply-To: x@else.example',
    'To: x@y.example',
  ])('fails when somebody adds a field: %s', async (field) => {
    const signed = Buffer.from(signDkim(await mail(), keys)).toString('latin1')
    const changed = Buffer.from(`${field}\r\n${signed}`, 'latin1')
    expect(verifyDkim(changed, records)).toMatchObject([{ passes: false }, { passes: false }])
  })

  it('signs a mail without a body', () => {
    const raw = Buffer.from('From: a@hotline.example\r\nSubject: x\r\n\r\n')
    expect(verifyDkim(signDkim(raw, keys), records)).toMatchObject([
      { passes: true },
      { passes: true },
    ])
  })

  it('refuses what has no end of its headers', () => {
    expect(() => signDkim(Buffer.from('From: a@b.example\r\n'), keys)).toThrow(RangeError)
  })
})

describe('readDkimKey', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
    .privateKey.export(pem)
    .toString()
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString()
  const good = ed.privateKey.export(pem).toString()

  it.each([
    ['RSA of 1024 bits', short, 's'],
    ['another curve', curve, 's'],
    ['what is no key', 'hello', 's'],
    ['a selector that would end the tag', good, 's; d=evil.example'],
    ['an empty selector', good, ''],
  ])('refuses %s', (_, key, selector) => {
    expect(() => readDkimKey(key, selector, domain)).toThrow(
      expect.objectContaining({ code: 'dkim-key-unusable' }),
    )
  })
})
