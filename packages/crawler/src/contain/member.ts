import { videoKind } from '@nightlight/fingerprint'
import { isImageStart } from '../fetch/image-start.ts'
import { archiveKind } from './archive-kind.ts'

/** A picture or video from an archive; of its name nothing is known. */
export type Member = { index: number; bytes: Buffer }

/** Takes one member; the next one is not unpacked before this has settled. */
export type TakeMember = (member: Member) => Promise<void>

/** Bytes at the beginning of a member that `memberKind` needs to decide. */
export const MEMBER_START_BYTES = 1024

/** What the leading bytes of a member say it is. */
export function memberKind(start: Uint8Array): 'medium' | 'archive' | 'other' {
  if (isImageStart(start) || videoKind(start) !== undefined) return 'medium'
  return archiveKind(start) === undefined ? 'other' : 'archive'
}
