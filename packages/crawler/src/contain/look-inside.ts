import type { FingerprintOutcome } from '@nightlight/fingerprint'
import { DEFAULT_FETCH_LIMITS } from '../fetch/limits.ts'
import type { ContainedPicture } from '../visit-location.ts'
import { readContained, type ReadContainedOptions } from './read-contained.ts'

/** What was found in a body that may be opened. `pictures` are kept already. */
export type Opened =
  | { status: 'archive'; code: string; pictures: ContainedPicture[] }
  | { status: 'video'; read: FingerprintOutcome }
  /** It is read as a page; an archive or a video at the same time where there are pictures. */
  | { status: 'page'; code: string | null; pictures: ContainedPicture[] }

type Options = Omit<ReadContainedOptions, 'sink'> & {
  /** Keeps what was read. @returns null when there is nothing to be kept */
  keep: (read: FingerprintOutcome, size: number) => Promise<ContainedPicture | null>
  /** Browsers show it as a page, by its header or its first tag. */
  isDocument: boolean
  /** It is no removal check. */
  isCrawl: boolean
}

/** What shows pictures, or stands around what does; in a packed file it hardly comes about by chance. */
const MARKUP =
  /<(?:!doctype|html|head|body|img|image|picture|source|video|svg|script|style|link|meta|base|i?frame|object|embed|input|area|table|div|span)[\s/>]/i

/** Whether it has tags in any place, one byte a letter or two. */
const hasMarkup = (body: Uint8Array): boolean =>
  MARKUP.test(
    Buffer.from(body.buffer, body.byteOffset, body.byteLength)
      .toString('latin1')
      .replaceAll('\0', ''),
  )

/**
 * Looks inside an archive or a video; null when the body is none, or must not be opened.
 *
 * What a server calls a page is shown as one whatever it begins with, and may still be a good archive to whoever saves
 * it: where it has tags, both are looked at. So nothing is hidden behind a header, nor behind some bytes before a page. A check
 * that could not read all of an archive has that to say, and no page.
 *
 * @throws as `readContained` does
 */
export async function lookInside(body: Uint8Array, options: Options): Promise<Opened | null> {
  const { keep, isCrawl } = options
  const pictures: ContainedPicture[] = []
  const sink = async (read: FingerprintOutcome, size: number): Promise<void> => {
    const kept = await keep(read, size)
    if (kept) pictures.push(kept)
  }
  const found = await readContained(body, { ...options, sink })
  if (found.status === 'plain') return null
  const isShort = body.byteLength <= DEFAULT_FETCH_LIMITS.pageBytes
  const isDocument = options.isDocument && isShort && hasMarkup(body)
  if (found.status === 'video') {
    const { read } = found
    if (!isDocument || (!isCrawl && read.status === 'fingerprinted')) return found
    if (read.status === 'fingerprinted') await sink(read, body.byteLength)
    return { status: 'page', code: null, pictures }
  }
  const { code, members } = found.outcome
  const isNone = members === 0 && (code === 'archive' || code === 'archive-damaged')
  const isPage = isDocument && (isCrawl || isNone || code === 'archive')
  return { status: isPage ? 'page' : 'archive', code, pictures }
}
