/**
 * What became of an archive; stable. The pictures that could be read have been handed on whatever it says.
 *
 * `archive`: all of it was looked at. `archive-over-budget`: there is more than the limits allow, or another
 * archive inside, which is not opened. `archive-encrypted`: something in it, or all, needs a password.
 * `archive-unsupported`: something in it, or all, is packed in a way that nothing reads here.
 * `archive-damaged`: something in it cannot be read. `decoder-crashed`: the process that read it was lost.
 */
export const ARCHIVE_CODES = [
  'archive',
  'archive-damaged',
  'archive-unsupported',
  'archive-encrypted',
  'archive-over-budget',
  'decoder-crashed',
] as const

export type ArchiveCode = (typeof ARCHIVE_CODES)[number]

export type ArchiveOutcome = {
  code: ArchiveCode
  /** Files in it, as far as it was read. */
  members: number
  /** Pictures and videos among them that were handed on. */
  media: number
  /** Archives among them. */
  nested: number
}
