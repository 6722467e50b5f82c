const CRLF = '\r\n'

/** Headers that describe the body: they go inside, where they are encrypted with it. */
const OF_BODY = /^(?:content-[a-z-]+|x-xarf)$/i

export type SplitMail = {
  /** Headers that stay outside, as they were, each with its continuation lines and its CRLF. */
  envelope: string
  /** The body with the headers that describe it: a MIME entity of its own. */
  entity: Uint8Array
}

/**
 * Parts a built mail into what its carriers read and what its reader alone may.
 *
 * @param raw  RFC 5322 with CRLF line ends, as `buildMail` gives it
 * @throws {RangeError} a mail without an end of its headers
 */
export function splitMail(raw: Uint8Array): SplitMail {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const end = bytes.indexOf(`${CRLF}${CRLF}`)
  if (end < 0) throw new RangeError('split a mail: its headers have no end')
  const fields = bytes
    .toString('latin1', 0, end + CRLF.length)
    .match(/[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*/g)
  const outside: string[] = []
  const inside: string[] = []
  for (const field of fields ?? []) {
    const name = field.slice(0, field.indexOf(':'))
    ;(OF_BODY.test(name) ? inside : outside).push(field)
  }
  const body = bytes.subarray(end + 2 * CRLF.length)
  return {
    envelope: outside.join(''),
    entity: Buffer.concat([Buffer.from(`${inside.join('')}${CRLF}`, 'latin1'), body]),
  }
}

/** The mail again, with another body under the headers that stayed outside. */
export const enclose = (envelope: string, head: readonly string[], body: string): Uint8Array =>
  Buffer.from(`${envelope}${head.join(CRLF)}${CRLF}${CRLF}${body}`, 'latin1')

/** Base64 in lines that mail can carry. */
export const base64Lines = (bytes: Uint8Array): string =>
  `${(
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join(CRLF)}${CRLF}`
