import { Readable } from 'node:stream'
import { DomainError } from '@nightlight/contract'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { uploadBytes } from '../lists/upload-body.ts'
import type { Parts } from './parts.ts'
import { appendPart, PART_BYTES } from './upload.ts'
import { ownUpload } from './upload-store.ts'

/**
 * Reads a part from a request and keeps it. One that is cut off leaves no trace.
 *
 * @returns how many bytes of the file are here now
 * @throws {DomainError} conflict `parts-busy`; invalid `upload-part-size`; as `uploadBytes` and `appendPart`
 */
export async function receivePart(
  deps: AppDeps & { parts: Parts },
  request: FastifyRequest,
  { id, offset }: { id: string; offset: number },
  { stallMs, stop }: { stallMs: number; stop: AbortSignal },
): Promise<number> {
  const by = principalOf(request)
  const inside = { ...deps, spool: deps.parts.spool() }
  // who may not is told before anything is read
  await ownUpload(deps, by, id)
  using slot = deps.parts.slots.take()
  if (!slot) throw new DomainError('conflict', 'parts-busy', 'Taking a part: others come in')
  if (Number(request.headers['content-length'] ?? 0) > PART_BYTES) throw tooMuch()
  const body = request.body instanceof Readable ? request.body : Readable.from([])
  const pieces: Uint8Array[] = []
  for await (const piece of uploadBytes(body, { maxBytes: PART_BYTES, stallMs }, stop)) {
    pieces.push(piece)
  }
  return appendPart(inside, by, { id, offset, bytes: Buffer.concat(pieces) })
}

const tooMuch = (): DomainError =>
  new DomainError('invalid', 'upload-part-size', 'Taking a part: it is too long')
