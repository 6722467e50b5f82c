import PostalMime, { addressParser, decodeWords } from 'postal-mime'
import { fromFlowed } from '../documents/flowed.ts'
import { withoutTags } from './without-tags.ts'

/** Largest mail that is read, bytes. */
export const MAX_MAIL_BYTES = 256 * 1024
const MAX_HEADERS = 300
const MAX_PARTS = 32
const MAX_DEPTH = 4
const MAX_TEXT = 64 * 1024

/** Names in lower case; the values of each in their order, unfolded. */
export type Headers = ReadonlyMap<string, readonly string[]>

/** What of a mail is looked at. Attachments, pictures among them, are passed over and never decoded. */
export type InboundMail = {
  headers: Headers
  subject: string
  /** Bare, lower case, empty when there is none. */
  from: string
  /** Media type of the whole, for example `multipart/report`. */
  type: string
  /** The first text part, with what it quotes; empty when there is none. */
  text: string
  /** Delivery reports in the form of RFC 3464. */
  reports: string[]
  /** Header of the mail that came back, where it is enclosed. */
  returned: Headers | null
  dropped: number
}

/**
 * Reads a mail of a stranger: headers, one text, delivery reports; nothing else is decoded.
 *
 * Limits: 300 headers, 32 parts, 4 levels, 64 KiB of text; what is above them is left out. Never throws
 * for what it reads.
 *
 * @param raw at most `MAX_MAIL_BYTES`
 */
export async function readMail(raw: Uint8Array): Promise<InboundMail> {
  const whole = readEntity(
    Buffer.from(raw)
      .toString('latin1')
      .replace(/\r\n?|\n/g, '\n'),
  )
  const found: Found = {
    plain: null,
    html: null,
    reports: [],
    returned: null,
    parts: 0,
    dropped: 0,
  }
  walk(whole, found, 0)
  const reports = await Promise.all(found.reports.map((part) => decode(part)))
  const text = found.plain ? await decode(found.plain) : withoutTags(await decode(found.html))
  return {
    headers: whole.headers,
    subject: decodeWords(one(whole.headers, 'subject')).slice(0, 500),
    from: mailboxIn(one(whole.headers, 'from')),
    type: whole.type,
    text: text.slice(0, MAX_TEXT),
    reports,
    returned: found.returned,
    dropped: found.dropped,
  }
}

/** The first value of a header, empty when there is none. */
export const one = (headers: Headers, name: string): string => headers.get(name)?.[0] ?? ''

type Entity = {
  headers: Headers
  type: string
  parameters: ReadonlyMap<string, string>
  body: string
}
type Found = {
  plain: Entity | null
  html: Entity | null
  reports: Entity[]
  returned: Headers | null
  parts: number
  dropped: number
}

function walk(entity: Entity, found: Found, depth: number): void {
  if (++found.parts > MAX_PARTS || depth > MAX_DEPTH) return
  const { type, body } = entity
  if (type.startsWith('multipart/')) {
    for (const part of partsOf(entity)) walk(readEntity(part), found, depth + 1)
    return
  }
  if (/^message\/(global-)?delivery-status$/.test(type)) {
    found.reports.push(entity)
    return
  }
  if (/^(message\/(rfc822|global)|text\/rfc822-headers|message\/global-headers)$/.test(type)) {
    found.returned ??= readEntity(body).headers
    return
  }
  const isAttached = /^\s*attachment/i.test(one(entity.headers, 'content-disposition'))
  if (type === 'text/plain' && !isAttached && !found.plain) found.plain = entity
  else if (type === 'text/html' && !isAttached && !found.html) found.html = entity
  else found.dropped++
}

function partsOf({ parameters, body }: Entity): string[] {
  const boundary = parameters.get('boundary') ?? ''
  if (boundary === '') return []
  const lines = `\n${body}`.split(`\n--${boundary}`)
  const parts = []
  for (const piece of lines.slice(1)) {
    if (piece.startsWith('--')) break
    parts.push(piece.slice(piece.indexOf('\n') + 1))
  }
  return parts
}

function readEntity(text: string): Entity {
  const isHeadless = text.startsWith('\n')
  const end = isHeadless ? 0 : text.indexOf('\n\n')
  const headers = readHeaders(isHeadless ? '' : text.slice(0, end < 0 ? text.length : end))
  const body = isHeadless ? text.slice(1) : end < 0 ? '' : text.slice(end + 2)
  const [type = '', ...rest] = one(headers, 'content-type').split(';')
  const parameters = new Map(
    rest.flatMap((part): [string, string][] => {
      const at = part.indexOf('=')
      if (at < 0) return []
      const value = part.slice(at + 1).trim()
      return [[part.slice(0, at).trim().toLowerCase(), value.replace(/^"(.*)"$/s, '$1')]]
    }),
  )
  return { headers, type: type.trim().toLowerCase() || 'text/plain', parameters, body }
}

/** Headers of a mail, or the fields of one block of a delivery report. */
export function readHeaders(text: string): Headers {
  const headers = new Map<string, string[]>()
  const lines = text
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
    .slice(0, MAX_HEADERS)
  for (const line of lines) {
    const at = line.indexOf(':')
    if (at < 1) continue
    const name = line.slice(0, at).trim().toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), line.slice(at + 1).trim()])
  }
  return headers
}

const CHARSET = /^[a-z0-9._:-]{1,40}$/i
const ENCODING = /^(7bit|8bit|binary|base64|quoted-printable)$/i

/** The text of one part; a character set that nobody knows is read as what it can be. */
async function decode(part: Entity | null): Promise<string> {
  if (!part) return ''
  const charset = part.parameters.get('charset') ?? 'utf-8'
  const encoding = one(part.headers, 'content-transfer-encoding').trim()
  const head = [
    `content-type: text/plain; charset=${CHARSET.test(charset) ? charset : 'utf-8'}`,
    `content-transfer-encoding: ${ENCODING.test(encoding) ? encoding : '8bit'}`,
  ].join('\r\n')
  try {
    const raw = Buffer.from(`${head}\r\n\r\n${part.body.slice(0, 4 * MAX_TEXT)}`, 'latin1')
    const { text = '' } = await PostalMime.parse(raw)
    const plain = text.replaceAll('\r\n', '\n')
    const isFlowed = /^flowed$/i.test(part.parameters.get('format') ?? '')
    if (part.type !== 'text/plain' || !isFlowed) return plain
    return fromFlowed(plain, /^yes$/i.test(part.parameters.get('delsp') ?? ''))
  } catch {
    return ''
  }
}

const mailboxIn = (value: string): string => {
  const [first] = addressParser(value.slice(0, 1000))
  return (first && 'address' in first ? (first.address ?? '') : '').toLowerCase()
}
