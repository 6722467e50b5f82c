import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from './api-error.ts'
import type { Client } from './client.ts'
import type { Answer, Input } from './operation-types.ts'

type Begin = 'POST /v1/hash-lists/{id}/uploads'

export type UploadOptions = {
  listId: string
  /** What is said of the file. */
  query?: Input<Begin>['query']
  /** Told after each part. */
  onProgress?: (sent: { offset: number; size: number }) => void
  signal?: AbortSignal
  /** How often in a row a part may fail; 10. */
  tries?: number
}

const MiB = 2 ** 20
const LONGEST_WAIT_MS = 30_000

/**
 * Hands a file in in parts. Called again with the same file, also by another process, it goes on from the last part
 * that came. The file is read once; memory holds one part.
 *
 * @returns the upload, with the id of the submission that it is read into
 * @throws {ApiError} what the service says; one that passes only after `tries` times
 */
export async function uploadFile(
  client: Client,
  path: string,
  { listId, query, onProgress, signal, tries = 10 }: UploadOptions,
): Promise<Answer<'POST /v1/uploads/{id}/finish'>> {
  await using file = await open(path)
  const { size } = await file.stat()
  const head = createHash('sha256').update(await piece(file, 0, MiB))
  const given = signal ? { signal } : {}
  const upload = await client.call('POST /v1/hash-lists/{id}/uploads', {
    params: { id: listId },
    ...(query ? { query } : {}),
    body: { size, headSha256: head.digest('hex') },
    ...given,
  })
  const params = { id: upload.id }
  const digest = createHash('sha256')
  let { offset } = upload
  for (let done = 0; done < size;) {
    const bytes = await piece(file, done, upload.partBytes)
    if (bytes.length === 0) break
    const end = done + bytes.length
    // what is there already is read for the digest, and none of it sent
    for (let failed = 0; offset < end;) {
      try {
        const body = bytes.subarray(offset - done)
        const sent = await client.call('PATCH /v1/uploads/{id}', {
          params,
          query: { offset },
          body,
          ...given,
        })
        ;({ offset } = sent)
        failed = 0
      } catch (error) {
        if (!isPassing(error) || ++failed >= tries) throw error
        await sleep(Math.min(LONGEST_WAIT_MS, 500 * 2 ** failed), undefined, given)
        ;({ offset } = await client.call('GET /v1/uploads/{id}', { params, ...given }))
      }
    }
    digest.update(bytes)
    done = end
    onProgress?.({ offset: Math.max(offset, done), size })
  }
  const body = { sha256: digest.digest('hex') }
  return client.call('POST /v1/uploads/{id}/finish', { params, body, ...given })
}

const PASSING = ['service-unreachable', 'service-timed-out', 'parts-busy', 'upload-busy']

const isPassing = (error: unknown): boolean =>
  error instanceof ApiError &&
  (PASSING.includes(error.code) ||
    error.code === 'upload-offset-differs' ||
    (error.status ?? 0) >= 500)

async function piece(
  file: FileHandle,
  from: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(most)
  let length = 0
  while (length < most) {
    const { bytesRead } = await file.read(bytes, length, most - length, from + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}
