import { constants, inflateRawSync } from 'node:zlib'
import { MEMBER_START_BYTES, memberKind, type TakeMember } from './member.ts'
import { OverBudget, type Tally } from './tally.ts'
import { readZipDirectory, type ZipEntry } from './zip-directory.ts'

const STORED = 0
const DEFLATED = 8
/** Folders are records too, and cost next to nothing. */
const RECORDS_PER_MEMBER = 20
/** Packed bytes whose beginning says what a member is; deflate makes at most 1,032 of each. */
const PEEK_BYTES = 2048
const MOST_PEEKED = 4 * 2 ** 20
// What there is of a member that was cut off counts, as it does for a picture.
const FLUSH = { finishFlush: constants.Z_SYNC_FLUSH }

/**
 * Hands on every picture and video of a zip, one at a time.
 *
 * Only members that begin like one are unpacked in full. What two entries share, and what is longer than it
 * promised to be, ends the whole: good archives have neither.
 *
 * @throws {OverBudget} at a limit; what `take` throws
 */
export async function readZip(zip: Buffer, tally: Tally, take: TakeMember): Promise<void> {
  const { maxMembers } = tally.limits
  const directory = readZipDirectory(zip, maxMembers * RECORDS_PER_MEMBER)
  if (directory.status === 'damaged') return tally.gap('damaged')
  if (directory.status !== 'read') throw new OverBudget(`read zip: ${directory.status}`)
  const { entries } = directory
  tally.promised(entries.reduce((sum, { size }) => sum + size, 0))
  for (const [index, entry] of entries.entries()) {
    tally.member()
    const bytes = readMember(zip, entry, tally)
    if (bytes === undefined) continue
    tally.medium()
    await take({ index, bytes })
  }
}

/** Undefined when it is none that is wanted, or cannot be read. */
function readMember(zip: Buffer, entry: ZipEntry, tally: Tally): Buffer | undefined {
  const { method, size, packedSize, start } = entry
  if (entry.isEncrypted) return tally.gap('encrypted')
  if (method !== STORED && method !== DEFLATED) return tally.gap('unsupported')
  const packed = zip.subarray(start, start + packedSize)
  const head =
    method === STORED ? packed : inflate(packed.subarray(0, PEEK_BYTES), MOST_PEEKED, tally)
  if (head === undefined) return undefined
  if (head.length > size) throw new OverBudget('read zip: longer than promised')
  const kind = memberKind(head.subarray(0, MEMBER_START_BYTES))
  if (kind === 'archive') return tally.nested()
  if (kind === 'other') return undefined
  if (size > tally.limits.maxMemberBytes) return tally.gap('over-budget')
  const bytes = method === STORED ? packed : inflate(packed, Math.min(size, tally.left), tally)
  if (bytes === undefined) return undefined
  tally.decoded(bytes.length)
  if (bytes.length < size || packed.length < packedSize) tally.gap('damaged')
  return bytes
}

function inflate(packed: Buffer, maxOutputLength: number, tally: Tally): Buffer | undefined {
  if (maxOutputLength < 1) throw new OverBudget('read zip: nothing left')
  try {
    return inflateRawSync(packed, { ...FLUSH, maxOutputLength })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new OverBudget('read zip: longer than promised')
    return tally.gap('damaged')
  }
}
