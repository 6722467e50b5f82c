import { DomainError } from '@nightlight/contract'

/** A form of a browser with one file, which comes last: what follows it is not looked at. */
export type FileForm = {
  fields: Readonly<Record<string, string>>
  /** The bytes of the file as they arrive; null when no file came. */
  file: AsyncGenerator<Uint8Array> | null
}

const LONGEST_FIELD = 16 * 1024
const MOST_FIELDS = 40
const LINE_END = Buffer.from('\r\n')
const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * Reads the fields of a form (RFC 7578) and gives the file in it as a stream, of which nothing is held.
 *
 * @param bytes  the body as it arrives
 * @throws {DomainError} invalid `form-malformed`, also while the file is read
 */
export async function readForm(
  bytes: AsyncGenerator<Uint8Array>,
  contentType: string | undefined,
): Promise<FileForm> {
  const boundary = boundaryOf(contentType)
  const mark = Buffer.from(`\r\n--${boundary}`)
  let held: Buffer = LINE_END
  const more = async (): Promise<void> => {
    const next = await bytes.next()
    if (next.done === true) throw malformed()
    held = Buffer.concat([held, next.value])
  }
  const upTo = async (end: Buffer): Promise<string> => {
    for (;;) {
      const at = held.indexOf(end)
      if (at >= 0) {
        const text = held.toString('utf8', 0, at)
        held = held.subarray(at + end.length)
        return text
      }
      if (held.length > LONGEST_FIELD) throw malformed()
      await more()
    }
  }
  async function* file(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const at = held.indexOf(mark)
        const sure = at >= 0 ? at : held.length - mark.length + 1
        if (sure > 0) {
          yield held.subarray(0, sure)
          held = held.subarray(sure)
        }
        if (at >= 0) return
        await more()
      }
    } finally {
      await bytes.return(undefined)
    }
  }

  const fields: Record<string, string> = Object.create(null)
  await upTo(mark)
  for (let n = 0; n < MOST_FIELDS; n++) {
    while (held.length < 2) await more()
    if (held.toString('latin1', 0, 2) === '--') return { fields, file: null }
    const head = await upTo(HEAD_END)
    const name = /;\s*name="([^"]{1,64})"/i.exec(head)?.[1]
    if (name === undefined) throw malformed()
    if (/;\s*filename\*?=/i.test(head)) return { fields, file: file() }
    fields[name] = await upTo(mark)
  }
  throw malformed()
}

function boundaryOf(contentType = ''): string {
  const found = /^multipart\/form-data\s*;\s*boundary="?([\w'()+,./:=? -]{1,70}?)"?\s*$/i.exec(
    contentType.trim(),
  )?.[1]
  if (found === undefined) throw malformed()
  return found
}

const malformed = (): DomainError =>
  new DomainError(
    'invalid',
    'form-malformed',
    'Reading a form: it is none with a file, or broke off',
  )
