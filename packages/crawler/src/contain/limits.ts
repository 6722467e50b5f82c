import { DEFAULT_FETCH_LIMITS } from '../fetch/limits.ts'

/** Bounds of what is read from one archive. Sizes in bytes, times in milliseconds. */
export type ArchiveLimits = {
  /** The archive itself. */
  maxBytes: number
  /** All that is unpacked. */
  maxDecodedBytes: number
  maxMembers: number
  /** One member; as for a picture that is fetched by itself. */
  maxMemberBytes: number
  /** Unpacked bytes, promised or real, for each byte of the archive, once `ratioGraceBytes` are unpacked. */
  maxRatio: number
  ratioGraceBytes: number
  /** For unpacking, without what is done with each picture. */
  timeoutMs: number
}

/** Longest video that is opened, bytes. */
export const DEFAULT_VIDEO_BYTES = 200e6

const { imageBytes, maxRatio, ratioGraceBytes } = DEFAULT_FETCH_LIMITS

export const DEFAULT_ARCHIVE_LIMITS: Readonly<ArchiveLimits> = {
  maxBytes: 100e6,
  maxDecodedBytes: 200e6,
  maxMembers: 500,
  maxMemberBytes: imageBytes,
  maxRatio,
  ratioGraceBytes,
  timeoutMs: 20_000,
}
