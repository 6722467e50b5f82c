import type { Scope } from '../mentions.ts'
import type { Tag } from '../tokens/tags.ts'
import { hasArchiveInQuery, isArchivePath, isImagePath, isMediaPath } from './image-url.ts'

/** In the languages in which paths are written. */
const DOWNLOAD_PATH =
  /(?:^|[/?&=_.-])(?:downloads?|telecharger|herunterladen)(?:[/?&=_.-]|$|(?=\.\w+))/i
const LONGEST_NAME = 200
/** `(12.5 MB)` and the like behind a name. */
const SIZE = /\s*[([]?\d[\d.,\s]*(?:[kmg]i?b|[kmg]o|bytes)[)\]]?\s*$/i

type Open = { href: string; scope: Scope; text: string }

/**
 * Follows the links of a document, to find those that suggest a file although their path does not end like one: by a
 * `download` attribute, a word in the address, or a name of an archive in the address or in what the link says.
 */
export function createDownloadLinks(say: (href: string, scope: Scope) => void) {
  let open: Open | null = null

  function end(): void {
    if (open === null) return
    const { href, scope, text } = open
    open = null
    if (isArchivePath(text.replace(SIZE, '').trim())) say(href, scope)
  }

  return {
    end,
    openTag(tag: Tag, scope: Scope): void {
      if (tag.name !== 'a' && tag.name !== 'area') return
      end()
      const href = (tag.attributes.get('href') ?? '').trim()
      if (href === '' || /^(?:#|javascript:)/i.test(href) || isTold(href)) return
      if (tag.attributes.has('download') || isDownload(href)) say(href, scope)
      else if (tag.name === 'a') open = { href, scope, text: '' }
    },
    text(part: string): void {
      if (open) open.text = (open.text + part).slice(-LONGEST_NAME)
    },
  }
}

/** What is found by its path already. */
const isTold = (href: string): boolean =>
  isArchivePath(href) || isImagePath(href) || isMediaPath(href)

const isDownload = (href: string): boolean =>
  DOWNLOAD_PATH.test(href.replace(/#.*/s, '').replace(/^https?:\/\/[^/]*/i, '')) ||
  hasArchiveInQuery(href)
