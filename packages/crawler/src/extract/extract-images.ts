import { decodeText } from './decode-text.ts'
import { documentKind } from './html.ts'
import { createBases, createMentions, webUrl, type Resolved, type Scope } from './mentions.ts'
import { createPageReader, type PageReader } from './page-reader.ts'
import type { FoundImage } from './rules/finding.ts'
import { headerFindings, type PageHeaders } from './rules/header-images.ts'
import { createPageLinks, type FoundLink } from './rules/page-links.ts'

export type { FoundImage, ImageSource } from './rules/finding.ts'
export type { FoundLink, LinkReason } from './rules/page-links.ts'
export type { PageHeaders } from './rules/header-images.ts'

const MAX_TEXT_BYTES = 8 * 2 ** 20

export type Extraction = {
  /** In document order, each canonical URL once, http and https only, not yet checked for a fetch. */
  images: FoundImage[]
  /** Pictures within `data:` URLs, each once, at most 100 of 512 KiB and 4 MiB together. */
  inline: Uint8Array[]
  /** Style sheets to read, linked and imported. */
  stylesheets: URL[]
  /** Those of `stylesheets` that `@import` names. */
  imports: URL[]
  /** Documents shown within the page; what stands in `srcdoc` counts as the page's own. */
  frames: URL[]
  /** Films and sound, the first 1,000. */
  media: URL[]
  /** Archives that links lead to, the first 1,000. */
  archives: URL[]
  /** Other links that suggest a file to be saved, the first 50; many lead to pages. */
  downloads: URL[]
  /** Further pages of the same site, for a visit that may go deeper, the first 1,000. */
  links: FoundLink[]
  /** Pages of other sites behind thumbnails, the first 100. */
  elsewhere: URL[]
  /** Where `<meta http-equiv=refresh>` or the Refresh header leads. */
  refresh: URL | null
  /** At most 200 characters, without addresses and control characters; null where there is none. */
  title: string | null
  /** Mentions that are no http or https URL or are longer than 2,048 characters. */
  refusedUrls: number
  /** A cap left something out. */
  truncated: boolean
}

/**
 * Lists every image that a page shows or links to; `docs/extraction.md` names the ways one by one.
 *
 * Reads HTML, XHTML, SVG, RSS, Atom and sitemaps. Linear in the length of the page; never fails,
 * whatever the markup. Caps: 8 MiB, 50,000 tags, 64 attributes per tag, 1 MiB per attribute, 2,048
 * characters per URL, 5,000 distinct URLs.
 *
 * @param contentType  header value, for the kind and the character set
 * @param pageUrl      the URL that answered, after redirects
 * @param headers      of the answer, where the caller has them
 */
export function extractImages(
  body: Uint8Array,
  contentType: string | null,
  pageUrl: URL,
  headers: PageHeaders = {},
): Extraction {
  const text = decodeText(body.subarray(0, MAX_TEXT_BYTES), contentType)
  const kind = documentKind(body, contentType) ?? 'html'
  return extract(pageUrl, body.byteLength > MAX_TEXT_BYTES, (reader, scope) => {
    for (const finding of headerFindings(headers)) reader.say(finding, scope)
    reader.read(text, kind, scope)
  })
}

/**
 * Lists the images of a linked style sheet, resolved against its own URL, with the same caps.
 *
 * @param contentType  header value, for the character set
 * @param sheetUrl     the URL that answered, after redirects
 */
export function extractStylesheetImages(
  body: Uint8Array,
  contentType: string | null,
  sheetUrl: URL,
): Extraction {
  const value = decodeText(body.subarray(0, MAX_TEXT_BYTES), contentType)
  return extract(sheetUrl, body.byteLength > MAX_TEXT_BYTES, (reader, scope) =>
    reader.say({ kind: 'css', value }, scope),
  )
}

function extract(
  documentUrl: URL,
  isCut: boolean,
  read: (reader: PageReader, scope: Scope) => void,
): Extraction {
  const mentions = createMentions()
  const links = createPageLinks()
  const reader = createPageReader(mentions, links)
  read(reader, mentions.newScope())
  const { state } = reader
  const baseOf = createBases(documentUrl)
  const resolved: Resolved = mentions.resolve(baseOf)
  return {
    ...resolved,
    ...links.resolve(documentUrl, baseOf),
    refresh: state.refresh ? webUrl(state.refresh.value, baseOf(state.refresh.scope)) : null,
    title: state.title === '' ? null : state.title,
    truncated: resolved.truncated || state.truncated || isCut,
  }
}
