/** Kinds of archives that are opened. The last three are streams in which a tar is looked for. */
export type ArchiveKind = 'zip' | '7z' | 'rar' | 'tar' | 'gzip' | 'bzip2' | 'xz'

const MAGIC: readonly (readonly [ArchiveKind, string])[] = [
  ['zip', '504b0304'],
  // An empty one, and one that was to be cut into several.
  ['zip', '504b0506'],
  ['zip', '504b0708'],
  ['7z', '377abcaf271c'],
  ['rar', '526172211a07'],
  ['gzip', '1f8b08'],
  ['bzip2', '425a68'],
  ['xz', 'fd377a585a00'],
]
const TAR_MARK = 257

/**
 * Tells the kind of an archive from its leading bytes, never from a name or a header.
 *
 * @returns undefined when it is none of the kinds, or a picture with an archive behind it
 */
export function archiveKind(bytes: Uint8Array): ArchiveKind | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512))
  const magic = head.toString('hex', 0, 8)
  const known = MAGIC.find(([, prefix]) => magic.startsWith(prefix))
  if (known !== undefined) return known[0]
  return head.toString('latin1', TAR_MARK, TAR_MARK + 5) === 'ustar' ? 'tar' : undefined
}
