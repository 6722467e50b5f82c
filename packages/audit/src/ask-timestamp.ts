import { readFileSync } from 'node:fs'
import { EnvironmentError, type Db } from '@nightlight/runtime'
import type { Certificate } from 'pkijs'
import { newestCheckpoint, noteTimestamp, readHealth } from './checkpoint-store.ts'
import { readNote } from './note.ts'
import { postBytes } from './post-bytes.ts'
import { addTimestamp } from './timestamp-store.ts'
import { openTimestamp, readAuthorities, requestTimestamp, tokenOf } from './timestamp.ts'

/** A timestamping authority, and the certificates that its answers are believed under. */
export type Timestamper = { url: string; authorities: readonly Certificate[] }

export type Timestamped =
  | { status: 'stamped'; size: number; at: Date }
  | { status: 'nothing-new' }
  | {
      status: 'refused'
      problem: 'timestamp-unreachable' | 'timestamp-refused' | 'timestamp-invalid'
    }

/**
 * @returns null when none is configured
 * @throws {EnvironmentError} one of the two variables alone, or a file that cannot be read
 * @throws {DomainError} `audit-authority-unreadable`
 */
export function timestamperOf(env: {
  AUDIT_TSA_URL?: string
  AUDIT_TSA_CA?: string
}): Timestamper | null {
  const { AUDIT_TSA_URL: url, AUDIT_TSA_CA: file } = env
  if (url === undefined && file === undefined) return null
  if (url === undefined) throw new EnvironmentError(['AUDIT_TSA_URL is missing'])
  if (file === undefined) throw new EnvironmentError(['AUDIT_TSA_CA is missing'])
  try {
    return { url, authorities: readAuthorities(readFileSync(file, 'utf8')) }
  } catch {
    throw new EnvironmentError(['AUDIT_TSA_CA must name a PEM file of certificates'])
  }
}

/**
 * Has the text of the newest checkpoint stamped with the time, and keeps the token when it verifies.
 *
 * @see RFC 3161 section 3.4
 */
export async function askTimestamp(
  { db }: { db: Db },
  { url, authorities }: Timestamper,
  signal?: AbortSignal,
): Promise<Timestamped> {
  const newest = await newestCheckpoint(db)
  const { timestampedSize } = await readHealth(db)
  const text = newest && readNote(newest.note)?.text
  if (!newest || !text || newest.size === timestampedSize) return { status: 'nothing-new' }
  const { size } = newest
  const request = requestTimestamp(text)
  const body = new Uint8Array(request.body)
  const answer = await postBytes(url, 'application/timestamp-query', body, signal)
  const token = answer?.status === 200 ? tokenOf(answer.body, request) : null
  const at = token && (await openTimestamp(token, text, authorities))
  if (!token || !at) {
    const problem = token
      ? 'timestamp-invalid'
      : answer
        ? 'timestamp-refused'
        : 'timestamp-unreachable'
    await noteTimestamp(db, null, problem)
    return { status: 'refused', problem }
  }
  await addTimestamp(db, { size, token, at })
  await noteTimestamp(db, size, null)
  return { status: 'stamped', size, at }
}
