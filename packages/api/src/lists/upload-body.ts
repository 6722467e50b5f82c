import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { DomainError } from '@nightlight/contract'

export type UploadLimits = {
  /** Longest file. */
  maxBytes: number
  /** How long we wait for the next `STEP_BYTES` of it. */
  stallMs: number
}

/** As little as this within `stallMs` is progress: less is a connection that only looks alive. */
export const STEP_BYTES = 64 * 1024
/** Of a file, by which it is known again when it was broken off. */
export const HEAD_BYTES = 2 ** 20

/**
 * The bytes of a file as they arrive. Only the time that we wait for them counts as a stall, not what
 * the reader takes for itself; and a reader that stops early leaves the connection open to be answered.
 *
 * @param stop  ends the reading when this process is to end
 * @throws {DomainError} invalid `file-too-large`; conflict `upload-cut`, `upload-stalled`, after which
 *   the same file may be handed in again
 */
export async function* uploadBytes(
  body: Readable,
  { maxBytes, stallMs }: UploadLimits,
  stop: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const chunks = body.iterator({ destroyOnReturn: false })
  let count = 0
  let [stepAt, waitedMs] = [STEP_BYTES, 0]
  for (;;) {
    const from = performance.now()
    const next = await withinTime(chunks.next(), stallMs - waitedMs, stop)
    if (next.done === true) return
    const chunk = next.value as Uint8Array
    count += chunk.length
    waitedMs += performance.now() - from
    if (count >= stepAt) [stepAt, waitedMs] = [count + STEP_BYTES, 0]
    if (count > maxBytes) throw tooLarge()
    yield chunk
  }
}

export const tooLarge = (): DomainError =>
  new DomainError('invalid', 'file-too-large', 'Receiving a file: it is longer than is taken here')

const cut = (cause?: unknown): DomainError =>
  new DomainError(
    'conflict',
    'upload-cut',
    'Receiving a file: the connection was cut; hand in the same file again',
    { cause },
  )

function withinTime<T>(next: Promise<T>, ms: number, stop: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const stalled = (): void =>
    reject(
      new DomainError(
        'conflict',
        'upload-stalled',
        'Receiving a file: nothing came for too long; hand in the same file again',
      ),
    )
  const stopped = (): void => reject(cut())
  const timer = setTimeout(stalled, Math.max(0, ms))
  // a race would keep every chunk for as long as the signal lives
  stop.addEventListener('abort', stopped)
  if (stop.aborted) stopped()
  next.then(resolve, (error: unknown) => reject(cut(error)))
  return promise.finally(() => {
    clearTimeout(timer)
    stop.removeEventListener('abort', stopped)
  })
}

/**
 * Reads the beginning of a file, and gives all of it back.
 *
 * @returns the digest of its first `HEAD_BYTES`
 * @throws {DomainError} invalid `list-empty`; whatever reading `bytes` throws
 */
export async function headOf(
  bytes: AsyncGenerator<Uint8Array>,
): Promise<{ headSha256: Buffer; bytes: AsyncGenerator<Uint8Array> }> {
  const head: Uint8Array[] = []
  let length = 0
  while (length < HEAD_BYTES) {
    const next = await bytes.next()
    if (next.done === true) break
    head.push(next.value)
    length += next.value.length
  }
  if (length === 0) {
    throw new DomainError('invalid', 'list-empty', 'Reading a list: the file is empty')
  }
  const whole = Buffer.concat(head)
  const headSha256 = createHash('sha256').update(whole.subarray(0, HEAD_BYTES)).digest()
  return { headSha256, bytes: chained(whole, bytes) }
}

async function* chained(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield head
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}
