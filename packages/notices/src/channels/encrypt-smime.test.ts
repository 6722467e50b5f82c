import { ContentInfo, EnvelopedData } from 'pkijs'
import { describe, expect, it } from 'vitest'
import { recipientKey, type KeyProblem } from './recipient-key.ts'
import { makeCertificate, type CertificateOptions } from './testing-certificate.ts'
import { outsideOf, readMail, SECRET_URL, secretMail } from './testing-mail.ts'

const day = (text: string): Date => new Date(`${text}T00:00:00Z`)
const NOW = day('2026-05-04')
const make = (over: Partial<CertificateOptions> = {}) =>
  makeCertificate({ validFrom: day('2026-05-01'), validTo: day('2026-06-01'), ...over })

async function closed(pem: string) {
  const key = await recipientKey('smime', pem, NOW)
  if (key.status !== 'fit') throw new Error(key.problem)
  return { facts: key.facts, raw: await key.encrypt(await secretMail()) }
}

describe('smimeKey', () => {
  it.each([2048, 'P-256'] as const)(
    'makes S/MIME that the holder of the key alone can read (%s)',
    async (key) => {
      const { pem, certificate, pkcs8 } = await make({ key })
      const { raw } = await closed(pem)
      const text = Buffer.from(raw).toString('latin1')
      expect(text).not.toContain('secret')
      expect(text).toMatch(/^Content-Type: application\/pkcs7-mime; smime-type=enveloped-data;/m)
      expect(text.match(/^Content-Type:/gm)).toHaveLength(1)
      const der = Buffer.from(text.slice(text.indexOf('\r\n\r\n')), 'base64')
      const { content } = ContentInfo.fromBER(der)
      const enveloped = new EnvelopedData({ schema: content })
      expect(enveloped.encryptedContentInfo.contentEncryptionAlgorithm.algorithmId).toBe(
        '2.16.840.1.101.3.4.1.42',
      )
      const plain = await enveloped.decrypt(0, {
        recipientCertificate: certificate,
        recipientPrivateKey: pkcs8,
      })
      const inside = await readMail(new Uint8Array(plain))
      expect(inside.text).toContain('hxxps://files[.]secret[.]example/a/b.jpg')
      expect(inside.attachments[0]?.content).toContain(SECRET_URL)
    },
  )

  it('leaves sender, reader, subject and thread as they were', async () => {
    const { raw } = await closed((await make()).pem)
    expect(await outsideOf(raw)).toEqual(await outsideOf(await secretMail()))
    expect(Buffer.from(raw).toString('latin1')).not.toMatch(/^X-XARF|[^\r]\n/m)
  })

  it('says what the certificate says of itself', async () => {
    const { facts } = await closed((await make()).pem)
    expect(facts).toMatchObject({ validFrom: day('2026-05-01'), validTo: day('2026-06-01') })
    expect(facts.fingerprint).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([0x20, 0xff])('takes a certificate whose usage (%i) covers it', async (usage) => {
    const { pem } = await make({ usage, purpose: '1.3.6.1.5.5.7.3.4' })
    expect(await recipientKey('smime', pem, NOW)).toMatchObject({ status: 'fit' })
  })

  it.each<[Partial<CertificateOptions>, KeyProblem]>([
    [{ validTo: day('2026-05-03') }, 'recipient-key-expired'],
    [{ validFrom: day('2026-05-05') }, 'recipient-key-not-yet-valid'],
    [{ key: 1024 }, 'recipient-key-unfit'],
    [{ usage: 0x80 }, 'recipient-key-unfit'],
    [{ key: 'P-256', usage: 0x20 }, 'recipient-key-unfit'],
    [{ purpose: '1.3.6.1.5.5.7.3.1' }, 'recipient-key-unfit'],
  ])('refuses a certificate with %j: %s', async (over, problem) => {
    const { pem } = await make(over)
    expect(await recipientKey('smime', pem, NOW)).toEqual({ status: 'unfit', problem })
  })

  it.each(['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'refuses what is no certificate: %j',
    async (material) =>
      expect(await recipientKey('smime', material, NOW)).toEqual({
        status: 'unfit',
        problem: 'recipient-key-unreadable',
      }),
  )
})
