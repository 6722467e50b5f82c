import { DomainError } from '@nightlight/contract'

/** As much of a body as is looked at; a form tells itself sooner. */
const LOOKED_AT = 64 * 1024
const [LINE_FEED, CARRIAGE_RETURN] = [10, 13]

/**
 * The bytes of a file, unless they are a form around it or what a form has left of it.
 *
 * The media type alone does not tell: `curl --data-binary` sends a whole file as form-urlencoded. But
 * `curl -d` takes every line end and zero byte out of a file, and a field of a form has none.
 *
 * @throws {DomainError} invalid `upload-is-form`
 */
export async function* withoutForm(
  bytes: AsyncGenerator<Uint8Array>,
  contentType: string | undefined,
): AsyncGenerator<Uint8Array> {
  const kind = formKind(contentType)
  try {
    if (kind !== null) yield* headOfFile(bytes, kind)
    yield* bytes
  } finally {
    await bytes.return(undefined)
  }
}

/** Its first bytes, once they show that it is a file; none of an empty one. @throws {DomainError} */
async function* headOfFile(
  bytes: AsyncGenerator<Uint8Array>,
  kind: FormKind,
): AsyncGenerator<Uint8Array> {
  let head = Buffer.alloc(0)
  while (!isFile(kind, head)) {
    const next = head.length < LOOKED_AT ? await bytes.next() : undefined
    if (next === undefined || next.done === true) {
      if (head.length === 0) return
      throw uploadIsForm()
    }
    head = Buffer.concat([head, next.value])
  }
  yield head
}

type FormKind = 'multipart' | 'urlencoded'

function formKind(contentType = ''): FormKind | null {
  const type = contentType.trim().toLowerCase()
  if (type.startsWith('multipart/')) return 'multipart'
  return type.startsWith('application/x-www-form-urlencoded') ? 'urlencoded' : null
}

const isFile = (kind: FormKind, head: Buffer): boolean =>
  kind === 'multipart'
    ? head.length > 1 && !head.toString('latin1', 0, 2).startsWith('--')
    : head.includes(LINE_FEED) || head.includes(CARRIAGE_RETURN) || head.includes(0)

const uploadIsForm = (): DomainError =>
  new DomainError(
    'invalid',
    'upload-is-form',
    'Receiving a file: it came in a form; send the file itself as the body',
  )
