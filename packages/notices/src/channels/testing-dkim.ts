import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'

/** Public keys by `<selector>._domainkey.<domain>`, as the DNS would have them. */
export type DkimRecords = Readonly<Record<string, KeyObject>>

/** A verdict for each signature of a mail, from the top. */
export type DkimVerdict = { selector: string; algorithm: string; signed: string[]; passes: boolean }

/**
 * Verifies DKIM signatures, written from RFC 6376 section 6 and RFC 8463 apart from the signer:
 * relaxed/relaxed alone.
 */
export function verifyDkim(raw: Uint8Array, records: DkimRecords): DkimVerdict[] {
  const text = Buffer.from(raw).toString('latin1')
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  const fields = `${head}\r\n`.split(/\r\n(?![ \t])/).filter((field) => field !== '')
  return fields
    .filter((field) => /^dkim-signature:/i.test(field))
    .map((field) => verdictOf(field, fields, body, records))
}

function verdictOf(own: string, fields: string[], body: string, records: DkimRecords): DkimVerdict {
  const tags = new Map<string, string>()
  for (const tag of own.slice(own.indexOf(':') + 1).split(';')) {
    const [name = '', ...value] = tag.split('=')
    if (name.trim()) tags.set(name.trim(), value.join('=').replace(/\s+/g, ''))
  }
  const get = (name: string): string => tags.get(name) ?? ''
  const signed = get('h').toLowerCase().split(':')
  // Each name takes the next field from the bottom; one more than there are adds nothing.
  const left = fields.filter((field) => field !== own)
  const lines: string[] = []
  for (const name of signed) {
    const at = left.findLastIndex((field) => field.split(':', 1)[0]!.trim().toLowerCase() === name)
    if (at >= 0) lines.push(`${canonical(left.splice(at, 1)[0]!)}\r\n`)
  }
  const unsigned = own.replace(/([;\s]b=)[^;]*/, '$1')
  const data = Buffer.from(lines.join('') + canonical(unsigned), 'latin1')
  const key = records[`${get('s')}._domainkey.${get('d')}`]
  const signature = Buffer.from(get('b'), 'base64')
  const isRsa = get('a') === 'rsa-sha256'
  const isGood =
    key !== undefined &&
    (isRsa
      ? verify('sha256', data, key, signature)
      : verify(null, createHash('sha256').update(data).digest(), key, signature))
  const isBody = createHash('sha256').update(bodyOf(body), 'latin1').digest('base64') === get('bh')
  const isPlain = get('v') === '1' && get('c') === 'relaxed/relaxed' && signed.includes('from')
  const passes = isGood && isBody && isPlain
  return { selector: get('s'), algorithm: get('a'), signed, passes }
}

const canonical = (field: string): string => {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
  return `${field.slice(0, colon).toLowerCase().trimEnd()}:${value.replace(/^ | $/g, '')}`
}

function bodyOf(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
  while (lines.at(-1) === '') lines.pop()
  return lines.map((line) => `${line}\r\n`).join('')
}

/** A raw Ed25519 public key as a record has it, base64. */
export const ed25519Record = (base64: string): KeyObject =>
  createPublicKey({
    key: Buffer.concat([
      Buffer.from('302a300506032b6570032100', 'hex'),
      Buffer.from(base64, 'base64'),
    ]),
    format: 'der',
    type: 'spki',
  })
