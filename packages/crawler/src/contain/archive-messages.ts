import { ARCHIVE_CODES, type ArchiveOutcome } from './outcome.ts'
import type { ArchiveLimits } from './limits.ts'
import type { Member } from './member.ts'

/** What the process that reads an archive says: members, then how it ended. */
export type ArchiveMessage =
  | { type: 'member'; member: Member }
  | { type: 'end'; outcome: ArchiveOutcome }

const MEMBER = 1
const END = 2
/** Type and index, before the bytes of a member. */
export const MEMBER_HEADER_BYTES = 5
const END_BYTES = 14

/** What goes before the bytes of a member. */
export function memberHeader(index: number): Buffer {
  const header = Buffer.alloc(MEMBER_HEADER_BYTES)
  header.writeUInt8(MEMBER)
  header.writeUInt32BE(index, 1)
  return header
}

/** The last message. */
export function encodeEnd({ code, members, media, nested }: ArchiveOutcome): Buffer {
  const end = Buffer.alloc(END_BYTES)
  end.writeUInt8(END)
  end.writeUInt8(ARCHIVE_CODES.indexOf(code), 1)
  for (const [at, count] of [members, media, nested].entries()) end.writeUInt32BE(count, 2 + at * 4)
  return end
}

/**
 * Checks a message of the process, which is trusted with nothing.
 *
 * @returns undefined when anything is not as it must be
 */
export function parseArchiveMessage(
  message: Buffer,
  { maxMembers }: Pick<ArchiveLimits, 'maxMembers'>,
): ArchiveMessage | undefined {
  if (message[0] === MEMBER && message.length > MEMBER_HEADER_BYTES) {
    const index = message.readUInt32BE(1)
    return { type: 'member', member: { index, bytes: message.subarray(MEMBER_HEADER_BYTES) } }
  }
  if (message[0] !== END || message.length !== END_BYTES) return undefined
  const code = ARCHIVE_CODES[message.readUInt8(1)]
  const [members, media, nested] = [2, 6, 10].map((at) => message.readUInt32BE(at))
  const isPossible = members! <= maxMembers && media! + nested! <= members!
  if (code === undefined || !isPossible) return undefined
  return { type: 'end', outcome: { code, members: members!, media: media!, nested: nested! } }
}
