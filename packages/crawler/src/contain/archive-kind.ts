/** Kinds of archives that are opened. The last three are streams in which a tar is looked for. */
export type ArchiveKind = 'zip' | '7z' | 'rar' | 'tar' | 'gzip' | 'bzip2' | 'xz'

const MAGIC: readonly (readonly [ArchiveKind, RegExp])[] = [
  // The other two: an empty one, and one that was to be cut into several.
  ['zip', /^504b(?:0304|0506|0708)/],
  ['7z', /^377abcaf271c/],
  ['rar', /^526172211a07/],
  ['gzip', /^1f8b08/],
  // The level in a digit, then pi for a block or its root for an end without any: `BZh` alone is a text.
  ['bzip2', /^425a683[1-9](?:314159265359|177245385090)/],
  ['xz', /^fd377a585a00/],
]
const LONGEST_MAGIC = 10
const TAR_BLOCK = 512
const TAR_MARK = 257
const TAR_SUM = { from: 148, to: 156 }
const SPACE = 32

/**
 * Tells the kind of an archive from its leading bytes, never from a name or a header.
 *
 * @returns undefined when it is none of the kinds, or a picture with an archive behind it
 */
export function archiveKind(bytes: Uint8Array): ArchiveKind | undefined {
  const length = Math.min(bytes.byteLength, TAR_BLOCK)
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, length)
  const magic = head.toString('hex', 0, LONGEST_MAGIC)
  return MAGIC.find(([, begins]) => begins.test(magic))?.[0] ?? (isTar(head) ? 'tar' : undefined)
}

/**
 * The mark alone may stand in any text, the sum of the block in none by chance.
 *
 * @see POSIX.1-2017, pax, "ustar Interchange Format"; some programs summed bytes with a sign
 */
function isTar(head: Buffer): boolean {
  if (head.length < TAR_BLOCK) return false
  if (head.toString('latin1', TAR_MARK, TAR_MARK + 5) !== 'ustar') return false
  const digits = /^[\s\0]*([0-7]+)[\s\0]*$/.exec(head.toString('latin1', TAR_SUM.from, TAR_SUM.to))
  const said = Number.parseInt(digits?.[1] ?? '', 8)
  const summed = (valueOf: (byte: number) => number): number =>
    head.reduce(
      (sum, byte, at) => sum + valueOf(at >= TAR_SUM.from && at < TAR_SUM.to ? SPACE : byte),
      0,
    )
  return said === summed((byte) => byte) || said === summed((byte) => (byte << 24) >> 24)
}
