import { libarchiveWasm, type LibarchiveWasm } from 'libarchive-wasm'
import { MEMBER_START_BYTES, memberKind, type TakeMember } from './member.ts'
import type { Gap, Tally } from './tally.ts'

const CHUNK_BYTES = 256 * 1024
/** A regular file, and what does not say. */
const FILES = new Set([0o100000, 0])
const SILENT = { print: () => undefined, printErr: () => undefined }

/**
 * Hands on every picture and video of an archive that libarchive reads, one at a time.
 *
 * Its WebAssembly sees the archive and nothing else; names are not taken out of it.
 *
 * @throws {OverBudget} at a limit; what `take` throws
 */
export async function readWithLibarchive(
  file: Buffer,
  tally: Tally,
  take: TakeMember,
): Promise<void> {
  const lib = await libarchiveWasm(SILENT)
  const { module } = lib
  const pointer = module._malloc(file.length)
  module.HEAP8.set(file, pointer)
  const chunk = module._malloc(CHUNK_BYTES)
  const archive = lib.read_new()
  const isOpen = attempt(tally, () => {
    lib.read_support_filter_all(archive)
    lib.read_support_format_all(archive)
    lib.read_open_memory(archive, pointer, file.length)
    return true
  })
  if (isOpen !== true) return
  for (let index = 0; ; index++) {
    const entry = lib.read_next_entry(archive)
    // A 7z or RAR that was cut off has no members, and nothing is said about it.
    if (entry === 0 && index === 0) tally.gap('damaged')
    if (entry === 0) break
    if (!FILES.has(lib.entry_filetype(entry))) continue
    tally.member()
    if (lib.entry_is_encrypted(entry) !== 0) {
      tally.gap('encrypted')
      continue
    }
    // Low half of it only, above 4 GiB: a hint, which the bytes themselves are held against.
    const size = lib.entry_size(entry) >>> 0
    tally.promised(size)
    const bytes = readMember({ lib, archive, chunk, size }, tally)
    if (bytes === undefined) continue
    tally.medium()
    await take({ index, bytes })
  }
  if (lib.read_has_encrypted_entries(archive) > 0) tally.gap('encrypted')
  const said = lib.error_string(archive)
  if (said) tally.gap(gapOf(said))
}

type Reading = { lib: LibarchiveWasm; archive: number; chunk: number; size: number }

/** Undefined when it is none that is wanted. */
function readMember({ lib, archive, chunk, size }: Reading, tally: Tally): Buffer | undefined {
  const pieces: Buffer[] = []
  const seen = { bytes: 0 }
  const next = (): number => {
    // What there is of a member that breaks off counts, as it does for a picture.
    const count = attempt(tally, () => lib.read_data(archive, chunk, CHUNK_BYTES)) ?? 0
    pieces.push(Buffer.from(lib.module.HEAP8.slice(chunk, chunk + count).buffer))
    seen.bytes += count
    tally.decoded(count)
    return count
  }
  let count = next()
  while (count > 0 && seen.bytes < MEMBER_START_BYTES) count = next()
  const kind = memberKind(Buffer.concat(pieces).subarray(0, MEMBER_START_BYTES))
  if (kind === 'archive') tally.nested()
  const isLarge = kind === 'medium' && size > tally.limits.maxMemberBytes
  if (isLarge) tally.gap('over-budget')
  if (kind !== 'medium' || isLarge) {
    // Where members are packed together, it costs as much to pass one over as to read it.
    tally.decoded(Math.max(0, size - seen.bytes))
    return undefined
  }
  while (count > 0) {
    count = next()
    if (seen.bytes > tally.limits.maxMemberBytes) return tally.gap('over-budget')
  }
  if (seen.bytes < size) tally.gap('damaged')
  return Buffer.concat(pieces, seen.bytes)
}

/** What libarchive says about it in words is all that it says. */
function gapOf(said: string): Gap {
  if (/encrypt|passphrase|decrypt/i.test(said)) return 'encrypted'
  if (/support|unavailable|unrecognized|unknown/i.test(said)) return 'unsupported'
  return 'damaged'
}

function attempt<T>(tally: Tally, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    // Only libarchive throws plain errors.
    if (!(error instanceof Error) || error.name !== 'Error') throw error
    return tally.gap(gapOf(error.message))
  }
}
