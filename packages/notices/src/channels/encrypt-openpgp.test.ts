import { decrypt, generateKey, readKey, readMessage, readPrivateKey, revokeKey } from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { recipientKey, type KeyProblem } from './recipient-key.ts'
import { outsideOf, readMail, SECRET_URL, secretMail } from './testing-mail.ts'

const HOUR_MS = 3_600_000
const NOW = new Date(Math.floor(Date.now() / 1000) * 1000)
const later = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR_MS)
const userIDs = [{ email: 'abuse@host.example' }]

const keys: Record<'day' | 'forEver' | 'signing' | 'revoked' | 'private' | 'secret', string> = {
  day: '',
  forEver: '',
  signing: '',
  revoked: '',
  private: '',
  secret: '',
}

beforeAll(async () => {
  const day = await generateKey({ userIDs, date: NOW, keyExpirationTime: 24 * 3600 })
  const forEver = await generateKey({ userIDs, date: NOW })
  const signing = await generateKey({ userIDs, date: NOW, subkeys: [] })
  const revoked = await revokeKey({
    key: await readKey({ armoredKey: forEver.publicKey }),
    revocationCertificate: forEver.revocationCertificate,
    date: NOW,
  })
  Object.assign(keys, {
    day: day.publicKey,
    secret: day.privateKey,
    private: day.privateKey,
    forEver: forEver.publicKey,
    signing: signing.publicKey,
    revoked: revoked.publicKey,
  })
})

const fit = async (material: string, at = later(1)) => {
  const key = await recipientKey('openpgp', material, at)
  if (key.status !== 'fit') throw new Error(key.problem)
  return key
}

describe('openpgpKey', () => {
  it('makes PGP/MIME that the holder of the key alone can read', async () => {
    const raw = await secretMail()
    const closed = await (await fit(keys.day)).encrypt(raw)
    const text = Buffer.from(closed).toString('latin1')
    expect(text).not.toContain('secret')
    expect(text).toMatch(
      /^Content-Type: multipart\/encrypted; protocol="application\/pgp-encrypted";/m,
    )
    expect(text.match(/^Content-Type:/gm)).toHaveLength(3)
    expect(text).toMatch(/\r\n\r\nVersion: 1\r\n/)
    const [armoured = ''] =
      /-----BEGIN PGP MESSAGE-----[^]*-----END PGP MESSAGE-----/.exec(text) ?? []
    const decryptionKeys = await readPrivateKey({ armoredKey: keys.secret })
    const message = await readMessage({ armoredMessage: armoured })
    const { data } = await decrypt({ message, decryptionKeys, format: 'binary', date: later(1) })
    const inside = await readMail(data)
    expect(inside.text).toContain('hxxps://files[.]secret[.]example/a/b.jpg')
    expect(inside.attachments[0]?.content).toContain(SECRET_URL)
    expect(inside.attachments.map(({ filename }) => filename)).toEqual(['xarf.json'])
  })

  it('leaves sender, reader, subject and thread as they were, in lines that mail can carry', async () => {
    const raw = await secretMail()
    const closed = await (await fit(keys.day)).encrypt(raw)
    expect(await outsideOf(closed)).toEqual(await outsideOf(raw))
    const lines = Buffer.from(closed).toString('latin1').split('\r\n')
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(998)
    expect(lines.join('')).not.toMatch(/[\r\n]/)
    expect(lines.join('\n')).not.toMatch(/^X-XARF/m)
  })

  it('says what the key says of itself', async () => {
    expect((await fit(keys.day)).facts).toEqual({
      fingerprint: (await readKey({ armoredKey: keys.day })).getFingerprint(),
      validFrom: NOW,
      validTo: later(24),
    })
    expect((await fit(keys.forEver)).facts.validTo).toBeNull()
  })

  it.each<[keyof typeof keys, number, KeyProblem]>([
    ['day', 25, 'recipient-key-expired'],
    ['day', -1, 'recipient-key-not-yet-valid'],
    ['signing', 1, 'recipient-key-unfit'],
    ['revoked', 1, 'recipient-key-revoked'],
    ['private', 1, 'recipient-key-unfit'],
  ])('refuses a key (%s, %i hours on): %s', async (name, hours, problem) => {
    expect(await recipientKey('openpgp', keys[name], later(hours))).toEqual({
      status: 'unfit',
      problem,
    })
  })

  it.each([
    '',
    'hello',
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----',
    'a'.repeat(70_000),
  ])('refuses what is no key: %j', async (material) =>
    expect(await recipientKey('openpgp', material, NOW)).toEqual({
      status: 'unfit',
      problem: 'recipient-key-unreadable',
    }),
  )
})
