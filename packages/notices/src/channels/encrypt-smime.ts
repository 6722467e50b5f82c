import { createHash, X509Certificate } from 'node:crypto'
import { Certificate, ContentInfo, EnvelopedData } from 'pkijs'
import { base64Lines, enclose, splitMail } from './enclosed-mail.ts'
import type { KeyProblem, RecipientKey } from './recipient-key.ts'

const MIN_RSA_BITS = 2048
const CURVES: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1']
const KEY_ENCIPHERMENT = 0x20
const KEY_AGREEMENT = 0x08
const KEY_USAGE = '2.5.29.15'
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4'
const ENVELOPED_DATA = '1.2.840.113549.1.7.3'

/**
 * Reads an X.509 certificate and tells whether mail may be encrypted to its key.
 *
 * The mail it encrypts is S/MIME (RFC 8551): enveloped data, AES-256 in CBC mode, the key of which is
 * wrapped by RSA-OAEP with SHA-256 or agreed upon by ECDH. Nobody vouches for the certificate but
 * the person who added it: no chain is followed and no revocation list asked.
 *
 * @param material  one certificate as PEM
 */
export async function smimeKey(material: string, now: Date): Promise<RecipientKey> {
  const read = readCertificate(material)
  if (read === null) return { status: 'unfit', problem: 'recipient-key-unreadable' }
  const { outer, certificate } = read
  const problem = problemOf(outer, certificate, now)
  if (problem) return { status: 'unfit', problem }
  return {
    status: 'fit',
    facts: {
      fingerprint: createHash('sha256').update(outer.raw).digest('hex'),
      validFrom: certificate.notBefore.value,
      validTo: certificate.notAfter.value,
    },
    encrypt: (raw) => encryptMail(raw, certificate),
  }
}

function readCertificate(material: string) {
  try {
    const outer = new X509Certificate(material)
    return { outer, certificate: Certificate.fromBER(outer.raw) }
  } catch {
    return null
  }
}

function problemOf(outer: X509Certificate, certificate: Certificate, now: Date): KeyProblem | null {
  if (now < certificate.notBefore.value) return 'recipient-key-not-yet-valid'
  if (now > certificate.notAfter.value) return 'recipient-key-expired'
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = outer.publicKey
  const isRsa = type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS
  const isCurve = type === 'ec' && CURVES.includes(details?.namedCurve ?? '')
  if (!isRsa && !isCurve) return 'recipient-key-unfit'
  const purposes = outer.keyUsage
  if (purposes && purposes.length > 0 && !purposes.includes(EMAIL_PROTECTION)) {
    return 'recipient-key-unfit'
  }
  return mayEncrypt(certificate, isRsa ? KEY_ENCIPHERMENT : KEY_AGREEMENT)
    ? null
    : 'recipient-key-unfit'
}

/** A certificate that does not say what its key is for may be used for anything. */
function mayEncrypt(certificate: Certificate, bit: number): boolean {
  const usage = certificate.extensions?.find(({ extnID }) => extnID === KEY_USAGE)?.parsedValue
  if (!usage) return true
  const [first = 0] = new Uint8Array(usage.valueBlock.valueHexView)
  return (first & bit) !== 0
}

async function encryptMail(raw: Uint8Array, certificate: Certificate): Promise<Uint8Array> {
  const { envelope, entity } = splitMail(raw)
  const enveloped = new EnvelopedData()
  enveloped.addRecipientByCertificate(certificate, {
    oaepHashAlgorithm: 'SHA-256',
    kdfAlgorithm: 'SHA-256',
    kekEncryptionLength: 256,
  })
  await enveloped.encrypt({ name: 'AES-CBC', length: 256 }, new Uint8Array(entity).buffer)
  const content = new ContentInfo({ contentType: ENVELOPED_DATA, content: enveloped.toSchema() })
  const head = [
    'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7m"',
  ]
  return enclose(envelope, head, base64Lines(new Uint8Array(content.toSchema().toBER(false))))
}
