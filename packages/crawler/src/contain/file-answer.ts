import { isArchivePath, isImagePath, isMediaPath } from '../extract/rules/image-url.ts'
import type { AnswerHead } from '../fetch/outcome.ts'
import type { ContainSwitches } from './read-contained.ts'

const ARCHIVE_TYPE =
  /^application\/(?:(?:x-)?(?:7z-compressed|bzip2?|compressed|gzip|gtar|rar(?:-compressed)?|tar|xz|zip(?:-compressed)?)|vnd\.(?:rar|comicbook(?:\+zip|-rar))|x-cb[7rtz])$/
/** What servers say of a file of which they do not know the kind. */
const ANY_TYPE =
  /^(?:application|binary)\/(?:octet-stream|(?:x-)?download|(?:x-)?force-download|unknown)$/

/** Whether an answer to a link that only suggested a file is one that may be looked at, by its headers. */
export function isFileAnswer(
  { contentType, fileName }: AnswerHead,
  { archives, videos }: ContainSwitches,
): boolean {
  const type = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()
  const name = fileName ?? ''
  if (isImagePath(name) || (archives && isArchivePath(name)) || (videos && isMediaPath(name))) {
    return true
  }
  if (type.startsWith('image/')) return true
  if (type.startsWith('video/')) return videos
  return (
    archives && (ARCHIVE_TYPE.test(type) || ((type === '' || ANY_TYPE.test(type)) && name === ''))
  )
}
