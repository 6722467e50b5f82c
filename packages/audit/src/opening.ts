import type { FieldCrypto } from '@nightlight/runtime'
import type { PlacedEvent } from './audit-store.ts'
import { commitmentOf, SALT_BYTES, type ClearFields, type LoggedEvent } from './event.ts'
import { saltPlace } from './sequence.ts'

/** What an event commits to: who it was, the detail, and the salt without which nobody can tell that they are these. */
export type Opening = ClearFields & {
  /** 32 bytes, base64. */
  salt: string
}

/** @returns null of an erased event, whatever was written into it since, and where the salt cannot be read */
export function openingOf(
  { id, actor, detail, saltCt, erasedBy }: PlacedEvent,
  crypto: FieldCrypto,
): Opening | null {
  if (erasedBy !== null || saltCt === null) return null
  try {
    return { actor, detail, salt: crypto.open(saltPlace(id), saltCt).toString('base64') }
  } catch {
    return null
  }
}

/**
 * Whether an event commits to this actor and this detail.
 *
 * @param opening  from wherever
 */
export function isOpeningOf(
  { commitment }: Pick<LoggedEvent, 'commitment'>,
  opening: unknown,
): opening is Opening {
  const { actor, detail, salt } = Object(opening) as Partial<Record<keyof Opening, unknown>>
  if (typeof actor !== 'string' || typeof salt !== 'string' || !isMembers(detail)) return false
  const bytes = Buffer.from(salt, 'base64')
  // a shorter one that is filled up with zeros would be the same key
  if (bytes.length !== SALT_BYTES) return false
  try {
    return commitmentOf(bytes, { actor, detail }).toString('hex') === commitment
  } catch {
    // Text that is no Unicode has no canonical form, so nothing ever committed to it.
    return false
  }
}

const isMembers = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
