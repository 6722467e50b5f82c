import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import type { Decoder, Digests, FingerprintOutcome } from '@nightlight/fingerprint'
import { recordOf, type FileError, type FileRecord } from './file-record.ts'
import { bytesOfPath } from './path-text.ts'
import { readError, type Found } from './walk.ts'

export type HashFileDeps = {
  decoder: Pick<Decoder, 'fingerprint'>
  /** Longest file that is decoded; longer ones have digests only. */
  maxBytes: number
  signal: AbortSignal
}

const CHUNK_BYTES = 1024 * 1024
const SIGNAL_MS = 100

/** What became of a file: an outcome, or why it could not be read. */
export type FileOutcome = FingerprintOutcome | { status: 'unread'; error: FileError }

/**
 * Reads one file once and says all that can be said of it; never throws for its content or for a
 * file that cannot be read.
 *
 * @throws the reason of `signal`; {DomainError} `decoder-unavailable`
 */
export async function hashFile(
  found: Found & { kind: 'file' },
  deps: HashFileDeps,
): Promise<FileRecord> {
  const { path } = found
  const outcome = await fingerprintFile(found, deps)
  return outcome.status === 'unread' ? { path, error: outcome.error } : recordOf(path, outcome)
}

/** As `hashFile`, with everything that a fingerprint holds. */
export async function fingerprintFile(
  { path, follow }: Found & { kind: 'file' },
  deps: HashFileDeps,
): Promise<FileOutcome> {
  deps.signal.throwIfAborted()
  let handle: FileHandle
  try {
    handle = await openQuietly(path, follow)
  } catch (error) {
    return { status: 'unread', error: readError(error) }
  }
  try {
    return await fingerprintOpen(handle, deps)
  } finally {
    await handle.close()
  }
}

async function fingerprintOpen(
  handle: FileHandle,
  { decoder, maxBytes, signal }: HashFileDeps,
): Promise<FileOutcome> {
  const content = await contentOf(handle, maxBytes, signal)
  if ('code' in content) return { status: 'unread', error: content }
  if (!(content instanceof Uint8Array)) {
    const message = `accept picture: ${content.size} bytes, limit ${maxBytes}; digests only`
    return { status: 'refused', code: 'too-large', digests: content, message }
  }
  const outcome = await fingerprinted(content, decoder, signal)
  if (outcome.status === 'refused' && outcome.code === 'decoder-crashed') {
    // Ctrl-C reaches the decoder's processes too, and maybe before us.
    await setTimeout(SIGNAL_MS)
    signal.throwIfAborted()
  }
  return outcome
}

async function fingerprinted(
  bytes: Uint8Array,
  decoder: HashFileDeps['decoder'],
  signal: AbortSignal,
): Promise<FingerprintOutcome> {
  try {
    return await decoder.fingerprint(bytes, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw new DomainError(
      'conflict',
      'decoder-unavailable',
      'Hashing: the separate process that opens pictures cannot be started on this machine',
      { cause: error },
    )
  }
}

/** The bytes of a file, or the digests of one that is too long to hold, or why neither. */
async function contentOf(
  handle: FileHandle,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array | Digests | FileError> {
  try {
    const status = await handle.stat()
    if (!status.isFile()) {
      return { code: 'not-a-file', message: 'read file: a device, pipe or socket' }
    }
    const { size } = status
    const content =
      size > maxBytes ? await digestStream(handle, signal) : await readWhole(handle, size)
    const read = content instanceof Uint8Array ? content.length : content.size
    const after = await handle.stat()
    if (read !== size || after.size !== size || after.mtimeMs !== status.mtimeMs) {
      return { code: 'changed', message: 'read file: it changed meanwhile' }
    }
    return content
  } catch (error) {
    signal.throwIfAborted()
    return readError(error)
  }
}

async function readWhole(handle: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(size)
  let length = 0
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, null)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}

async function digestStream(handle: FileHandle, signal: AbortSignal): Promise<Digests> {
  const [md5, sha1, sha256] = [createHash('md5'), createHash('sha1'), createHash('sha256')]
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  let size = 0
  for (;;) {
    signal.throwIfAborted()
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, null)
    if (bytesRead === 0) break
    for (const hash of [md5, sha1, sha256]) hash.update(chunk.subarray(0, bytesRead))
    size += bytesRead
  }
  return { md5: md5.digest('hex'), sha1: sha1.digest('hex'), sha256: sha256.digest('hex'), size }
}

/** Opens without waiting for the other end of a pipe and, where allowed, without a new access time. */
async function openQuietly(path: string, follow: boolean): Promise<FileHandle> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW, O_NOATIME } = constants
  const flags = O_RDONLY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW)
  const bytes = bytesOfPath(path)
  try {
    return await open(bytes, flags | O_NOATIME)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error
    return open(bytes, flags)
  }
}
