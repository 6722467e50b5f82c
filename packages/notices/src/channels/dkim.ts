import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { DomainError } from '@nightlight/contract'

export type DkimKey = {
  /** Under `<selector>._domainkey.<domain>` the public key stands in the DNS. */
  selector: string
  domain: string
  key: KeyObject
}

const LEAST_RSA_BITS = 2048
const SELECTOR =
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i

/**
 * Reads a signing key.
 *
 * @param pem  PKCS#8 or PKCS#1, RSA of 2048 bits at least, or Ed25519
 * @throws {DomainError} `dkim-key-unusable`, without a word of the key
 */
export function readDkimKey(pem: string, selector: string, domain: string): DkimKey {
  const unusable = (why: string) =>
    new DomainError('invalid', 'dkim-key-unusable', `Reading a DKIM key: ${why}`)
  if (!SELECTOR.test(selector)) throw unusable('the selector is no DNS name')
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw unusable('no private key in PEM without a password')
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  const fits =
    key.asymmetricKeyType === 'ed25519' ||
    (key.asymmetricKeyType === 'rsa' && bits >= LEAST_RSA_BITS)
  if (!fits) throw unusable(`RSA of ${LEAST_RSA_BITS} bits or Ed25519 is needed`)
  return { selector, domain, key }
}

/** Fields that a reader sees or a machine of the reader sorts by; those that are there are signed. */
const SIGNED = [
  'From',
  'Reply-To',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Content-Language',
  'Auto-Submitted',
  'X-XARF',
  'X-Notice-Id',
  'X-Notice-Copy',
]
/** Signed once more than they occur, so that nobody can add another one above ours. */
const ONLY_ONCE = ['From', 'Reply-To', 'To', 'Subject', 'Date', 'Message-ID', 'Content-Type']

/**
 * Signs a mail, one field in front of it for each key; not a byte of the mail itself changes.
 *
 * Without a time in it, so that the same mail has the same signature and a copy stays a copy.
 *
 * @param raw  RFC 5322 with CRLF line ends, its headers ASCII
 * @throws {RangeError} a mail without an end of its headers
 * @see RFC 6376 (relaxed/relaxed), RFC 8463 (Ed25519)
 */
export function signDkim(raw: Uint8Array, keys: readonly DkimKey[]): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) throw new RangeError('sign a mail: its headers have no end')
  const fields = fieldsOf(bytes.toString('latin1', 0, end + 2))
  const bodyHash = createHash('sha256')
    .update(relaxedBody(bytes.subarray(end + 4)))
    .digest('base64')
  const signatures = keys.map((key) => signatureField(fields, bodyHash, key))
  return Buffer.concat([Buffer.from(signatures.join(''), 'latin1'), bytes])
}

type Field = { name: string; line: string }

function fieldsOf(header: string): Field[] {
  const lines = header.match(/[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*/g) ?? []
  return lines.map((line) => ({ name: line.slice(0, line.indexOf(':')).toLowerCase(), line }))
}

function signatureField(fields: readonly Field[], bodyHash: string, dkim: DkimKey): string {
  const { selector, domain, key } = dkim
  const isRsa = key.asymmetricKeyType === 'rsa'
  const { names, lines } = chosen(fields)
  const tags = [
    `v=1; a=${isRsa ? 'rsa' : 'ed25519'}-sha256; c=relaxed/relaxed;`,
    ` d=${domain}; s=${selector};`,
    ` h=${names.join(':').replace(/(.{50,70}?:)/g, '$1\r\n  ')};`,
    ` bh=${bodyHash};`,
    ' b=',
  ].join('\r\n')
  const own = `DKIM-Signature: ${tags}`
  const signed = `${lines.map(relaxedField).join('')}${relaxedField(`${own}\r\n`).slice(0, -2)}`
  const data = Buffer.from(signed, 'latin1')
  // Ed25519 signs the digest, as RFC 8463 has it.
  const signature = isRsa
    ? sign('sha256', data, key)
    : sign(null, createHash('sha256').update(data).digest(), key)
  return `${own}${signature.toString('base64').replace(/.{70}(?=.)/g, '$&\r\n  ')}\r\n`
}

/** Which fields are signed: of several with one name the lowest first. */
function chosen(fields: readonly Field[]): { names: string[]; lines: string[] } {
  const names: string[] = []
  const lines: string[] = []
  for (const name of SIGNED) {
    const own = fields.filter((field) => field.name === name.toLowerCase()).toReversed()
    lines.push(...own.map(({ line }) => line))
    names.push(...own.map(() => name), ...(ONLY_ONCE.includes(name) ? [name] : []))
  }
  return { names, lines }
}

/** Section 3.4.2: lower-case name, unfolded, runs of white space one space, none at the ends. */
function relaxedField(line: string): string {
  const colon = line.indexOf(':')
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}\r\n`
}

/** Section 3.4.4: runs of white space one space, none at line ends, no empty lines at the end. */
function relaxedBody(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=\r\n)/g, '')
    .replace(/ $/, '')
    .replace(/(?:\r\n)+$/, '')
  return Buffer.from(text === '' ? '' : `${text}\r\n`, 'latin1')
}
