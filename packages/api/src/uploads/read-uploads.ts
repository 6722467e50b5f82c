import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import { endSubmission, receiveSubmission, submissionOf } from '@nightlight/matcher'
import {
  runAlone,
  safeError,
  startSweep,
  type Db,
  type FieldCrypto,
  type Log,
} from '@nightlight/runtime'
import type { Slots } from '../lists/upload-slots.ts'
import { readUploadQuery } from '../lists/upload-query.ts'
import { digestedBody } from '../machines/content-digest.ts'
import type { Spool } from './spool.ts'
import {
  readingLock,
  setState,
  uploadToRead,
  uploadsToRead,
  uploadsWithParts,
  type StoredUpload,
} from './upload-store.ts'

type Deps = {
  db: Db
  crypto: FieldCrypto
  now: () => Date
  log: Log
  spool: Spool
  uploadSlots: Slots
}

/** Reads files that came in parts and are whole into their submissions. */
export type UploadReader = {
  /** Says that one is whole. */
  wake(): void
  [Symbol.asyncDispose](): Promise<void>
}

const SWEEP_MS = 15_000
/** Before one that could not be read for a reason that passes is read again. */
const AGAIN_MS = 60_000

/**
 * Starts to read whatever is whole, also what a process before this one had begun: it goes on where that was. Clears away
 * parts of what is not there any more.
 */
export function startUploadReader(deps: Deps): UploadReader {
  const { db, spool, uploadSlots, log } = deps
  const stop = new AbortController()
  const reading = new Map<string, Promise<void>>()
  const begin = (id: string): boolean => {
    if (reading.has(id)) return true
    const slot = uploadSlots.take()
    if (!slot) return false
    const read = async (): Promise<void> => {
      using _ = slot
      await readUpload(deps, id, stop.signal)
    }
    const readOrRest = async (): Promise<void> => {
      try {
        await read()
      } catch (error) {
        if (stop.signal.aborted) return
        log.error({ upload: id, error: safeError(error) }, 'not read')
        await rest(stop.signal)
      } finally {
        reading.delete(id)
      }
    }
    reading.set(id, readOrRest())
    return true
  }
  const look = async (): Promise<void> => {
    if (stop.signal.aborted) return
    await spool.keepOnly((ids) => uploadsWithParts(db, ids))
    for (const id of await uploadsToRead(db, spool.id)) if (!begin(id)) return
  }
  const sweep = startSweep(deps, 'uploads', SWEEP_MS, look)
  let waking: Promise<void> = Promise.resolve()
  return {
    wake() {
      waking = look().catch((error: unknown) => log.error({ error: safeError(error) }, 'uploads'))
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await sweep[Symbol.asyncDispose]()
      await waking
      await Promise.allSettled(reading.values())
    },
  }
}

const rest = (signal: AbortSignal): Promise<void> =>
  sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined)

/** Reads one file; a process that is killed meanwhile leaves it to the next one. */
async function readUpload(deps: Deps, id: string, stop: AbortSignal): Promise<void> {
  await runAlone(deps.db, readingLock(id), async () => {
    const upload = await uploadToRead(deps, id)
    if (!upload) return
    try {
      await receive(deps, upload, stop)
      // in this order: without its parts it is found to be read
      await deps.spool.remove(id)
      await setState(deps.db, id, { state: 'done' }, deps.now())
    } catch (error) {
      if (!(error instanceof DomainError) || PASSING.includes(error.code)) throw error
      await endWithout(deps, upload, error)
      await deps.spool.remove(id)
      await setState(deps.db, id, { state: 'failed', failure: error.code }, deps.now())
    }
  })
}

const PASSING = ['upload-cut', 'submission-being-received', 'field-not-readable']

async function receive(deps: Deps, upload: StoredUpload, stop: AbortSignal): Promise<void> {
  const { key, fileSha256, submissionId, said } = upload
  if (key === null || fileSha256 === null || submissionId === null) throw new TypeError('no upload')
  const submission = await submissionOf(deps.db, submissionId)
  // read to its end by a process that had no time to say so
  if (submission.state !== 'receiving' && submission.file_sha256?.equals(fileSha256)) return
  const parts = untilStopped(deps.spool.read({ ...upload, key }), stop)
  const held = digestedBody(parts, [{ hash: createHash('sha256'), expected: fileSha256 }])
  // a day that has come meanwhile is for whoever activates it
  const { expiresAt: _, ...reading } = said
  const { source } = readUploadQuery(reading, deps.now())
  await receiveSubmission(deps, submissionId, { source: { ...source, bytes: held.bytes } })
  await held.finish()
}

async function* untilStopped(
  parts: AsyncGenerator<Uint8Array>,
  stop: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    if (stop.aborted)
      throw new DomainError('conflict', 'upload-cut', 'Reading an upload: the process ends')
    yield part
  }
}

/** What is wrong with the file itself has ended its submission already; what is wrong with what came of it has not. */
async function endWithout(
  { db }: Deps,
  { submissionId, by }: StoredUpload,
  { code }: DomainError,
): Promise<void> {
  const { state } = await submissionOf(db, submissionId!)
  if (state !== 'receiving' && state !== 'staged') return
  if (!['digest-wrong', 'upload-part-lost'].includes(code)) return
  await endSubmission(db, submissionId!, { reason: 'revoked', note: '', failure: code }, by)
}
