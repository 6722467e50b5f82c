import { createHmac } from 'node:crypto'
import { ROLES } from '@nightlight/contract'
import { canonicalBytes } from '@nightlight/runtime'

/** Bytes of the salt of a commitment. */
export const SALT_BYTES = 32

/** An event as the log has it for ever: codes, ids, the role, and a commitment to all else. */
export type LoggedEvent = {
  id: string
  /** UTC, microseconds: `2026-01-31T12:00:00.000000Z`. */
  at: string
  action: string
  objectType: string
  objectId: string
  /** A role of the matrix, or `system` for what no person and no key did. */
  role: string
  /** HMAC-SHA-256 under the salt of the event, of the canonical form of `{actor, detail}`; 64 hex digits. */
  commitment: string
}

/** What a leaf commits to and what can be erased: who it was, and the detail. */
export type ClearFields = { actor: string; detail: Record<string, unknown> }

/** What of a row is the event that the log has. */
export const loggedPart = (row: LoggedEvent): LoggedEvent => ({
  id: row.id,
  at: row.at,
  action: row.action,
  objectType: row.objectType,
  objectId: row.objectId,
  role: row.role,
  commitment: row.commitment,
})

/** The bytes that a leaf hashes: RFC 8785, UTF-8. */
export const entryOf = (row: LoggedEvent): Buffer => canonicalBytes(loggedPart(row))

const MEMBERS = ['id', 'at', 'action', 'objectType', 'objectId', 'role', 'commitment'] as const

/** @returns null where these bytes are no entry that this program writes */
export function readEntry(entry: Uint8Array): LoggedEvent | null {
  try {
    const event = JSON.parse(Buffer.from(entry).toString('utf8')) as LoggedEvent
    const isWhole = MEMBERS.every((name) => typeof event[name] === 'string')
    return isWhole && entryOf(event).equals(entry) ? event : null
  } catch {
    return null
  }
}

export const commitmentOf = (salt: Uint8Array, { actor, detail }: ClearFields): Buffer =>
  createHmac('sha256', salt).update(canonicalBytes({ actor, detail })).digest()

/**
 * The role in which an actor did something; what the log tells of who it was, even after erasure.
 *
 * @param keyRole  of the API key that the actor is, null where it is none
 */
export function roleOf(actor: string, keyRole: string | null): string {
  const named = keyRole ?? actor.split(':')[0] ?? ''
  return (ROLES as readonly string[]).includes(named) ? named : 'system'
}
