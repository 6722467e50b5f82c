import { canonicalUrl } from '../fetch/reported-url.ts'
import { MAX_URL_LENGTH } from '../fetch/url-rules.ts'
import { MAX_CSS_URLS, cssImageUrls } from './css.ts'
import { decodeDataUrl, isDataUrl, isPictureData } from './data-url.ts'
import { decodeText } from './decode-text.ts'
import { srcsetUrls } from './srcset.ts'
import { IMAGE_ATTRIBUTES, tagFindings, type Finding, type ImageSource } from './tag-images.ts'
import { scanTags } from './tags.ts'

const MAX_TEXT_BYTES = 8 * 2 ** 20
const MAX_TAGS = 50_000
const MAX_URLS = 5_000
const MAX_MENTIONS = 20_000
const MAX_VALUE_LENGTH = 2 ** 20
const MAX_INLINE = 100
const MAX_SRCDOC_DEPTH = 2
const MAX_INLINE_BYTES = 512 * 1024
const MAX_INLINE_TOTAL_BYTES = 4 * 2 ** 20

export type FoundImage = { url: URL; from: ImageSource }

export type Extraction = {
  /** In document order, each canonical URL once, http and https only, not yet checked for a fetch. */
  images: FoundImage[]
  /** Pictures within `data:` URLs, each once, at most 100 of 512 KiB and 4 MiB together. */
  inline: Uint8Array[]
  stylesheets: URL[]
  /** Documents shown within the page; what stands in `srcdoc` counts as the page's own. */
  frames: URL[]
  /** Where `<meta http-equiv=refresh>` leads. */
  refresh: URL | null
  /** Mentions that are no http or https URL or are longer than 2,048 characters. */
  refusedUrls: number
  /** A cap left something out. */
  truncated: boolean
}

/**
 * Lists every image that a page shows or links to.
 *
 * One pass, linear in the length of the page; never fails, whatever the markup. Caps: 8 MiB, 50,000
 * tags, 64 attributes per tag, 2,048 characters per URL, 5,000 distinct URLs.
 *
 * @param contentType  header value, for the character set
 * @param pageUrl      the URL that answered, after redirects
 */
export function extractImages(
  body: Uint8Array,
  contentType: string | null,
  pageUrl: URL,
): Extraction {
  const mentions = createMentions()
  const text = decodeText(body.subarray(0, MAX_TEXT_BYTES), contentType)
  const cut = scanDocument(text, mentions, /^\s*application\/xhtml\+xml/i.test(contentType ?? ''))
  const extraction = mentions.resolve(pageUrl)
  extraction.truncated ||= cut || body.byteLength > MAX_TEXT_BYTES
  return extraction
}

/** @returns true when something was left unread */
function scanDocument(text: string, mentions: Mentions, xml: boolean, depth = 0): boolean {
  let pictures = 0
  let cut = false
  const handlers = {
    wanted: IMAGE_ATTRIBUTES,
    maxValueLength: MAX_VALUE_LENGTH,
    maxTags: MAX_TAGS,
    openTag(tag: Parameters<typeof tagFindings>[0]) {
      if (tag.name === 'picture') pictures += 1
      for (const finding of tagFindings(tag, pictures > 0)) mentions.add(finding)
      const inner = tag.name === 'iframe' ? tag.attributes.get('srcdoc') : undefined
      if (inner === undefined) return
      cut = depth >= MAX_SRCDOC_DEPTH || scanDocument(inner, mentions, false, depth + 1) || cut
    },
    closeTag(name: string) {
      if (name === 'picture') pictures = Math.max(0, pictures - 1)
    },
    style: (css: string) => mentions.add({ kind: 'css', value: css }),
  }
  return scanTags(text, handlers, xml) || cut
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
  const mentions = createMentions()
  mentions.add({
    kind: 'css',
    value: decodeText(body.subarray(0, MAX_TEXT_BYTES), contentType),
  })
  const extraction = mentions.resolve(sheetUrl)
  extraction.truncated ||= body.byteLength > MAX_TEXT_BYTES
  return extraction
}

type Mention = { value: string; from: ImageSource | 'stylesheet' | 'frame' }
type Mentions = ReturnType<typeof createMentions>

/** Collects mentions in document order; the base may follow them, so they are resolved at the end. */
function createMentions() {
  const held: Mention[] = []
  const seen = new Set<string>()
  let base: string | null = null
  let refresh: string | null = null
  let truncated = false

  function mention(value: string, from: Mention['from']): void {
    const key = `${kindOf(from)} ${value}`
    if (seen.has(key)) return
    if (held.length >= MAX_MENTIONS) {
      truncated = true
      return
    }
    seen.add(key)
    held.push({ value, from })
  }

  function addCss(css: string): void {
    const urls = cssImageUrls(css)
    if (urls.length >= MAX_CSS_URLS) truncated = true
    for (const url of urls) mention(url, 'css')
  }

  return {
    add(finding: Finding): void {
      switch (finding.kind) {
        case 'url':
          return mention(finding.value, finding.from)
        case 'srcset':
          return srcsetUrls(finding.value).forEach((url) => mention(url, finding.from))
        case 'css':
          return addCss(finding.value)
        case 'stylesheet':
        case 'frame':
          return mention(finding.value, finding.kind)
        case 'base':
          base ??= finding.value
          return
        case 'refresh':
          refresh ??= finding.value
      }
    },
    resolve(documentUrl: URL): Extraction {
      const against = webUrl(base ?? '', documentUrl) ?? documentUrl
      const extraction = resolveMentions(held, against)
      extraction.refresh = refresh === null ? null : refreshTarget(refresh, against)
      extraction.truncated ||= truncated
      return extraction
    },
  }
}

const kindOf = (from: Mention['from']): 'stylesheet' | 'frame' | 'image' =>
  from === 'stylesheet' || from === 'frame' ? from : 'image'

function resolveMentions(mentions: readonly Mention[], base: URL): Extraction {
  const images = new Map<string, FoundImage>()
  const others = { stylesheet: new Map<string, URL>(), frame: new Map<string, URL>() }
  const inline = createInline()
  let refusedUrls = 0
  let truncated = false
  for (const { value, from } of mentions) {
    if (isDataUrl(value)) {
      if (from === 'frame') truncated = true
      else inline.add(value)
      continue
    }
    const url = webUrl(value, base)
    if (url === null) {
      refusedUrls += 1
      continue
    }
    const key = canonicalUrl(url)
    const isOther = from === 'stylesheet' || from === 'frame'
    if ((isOther ? others[from] : images).has(key)) continue
    if (images.size + others.stylesheet.size + others.frame.size >= MAX_URLS) {
      truncated = true
      break
    }
    if (isOther) others[from].set(key, new URL(key))
    else images.set(key, { url: new URL(key), from })
  }
  return {
    images: [...images.values()],
    inline: inline.pictures,
    stylesheets: [...others.stylesheet.values()],
    frames: [...others.frame.values()],
    refresh: null,
    refusedUrls,
    truncated: truncated || inline.isFull(),
  }
}

function createInline() {
  const pictures: Uint8Array[] = []
  let bytes = 0
  let full = false
  return {
    pictures,
    isFull: () => full,
    add(value: string): void {
      const left = Math.min(MAX_INLINE_BYTES, MAX_INLINE_TOTAL_BYTES - bytes)
      if (pictures.length >= MAX_INLINE || left <= 0) {
        full = true
        return
      }
      const picture = decodeDataUrl(value, left)
      if (picture === null) {
        full ||= isPictureData(value) && value.length > left
        return
      }
      pictures.push(picture)
      bytes += picture.byteLength
    },
  }
}

function webUrl(value: string, base: URL): URL | null {
  const text = value.trim()
  if (text.length > MAX_URL_LENGTH) return null
  const url = URL.parse(text, base.href)
  if (url === null || url.href.length > MAX_URL_LENGTH) return null
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null
}

/** Reads `5; url='next.html'`; the quotes and `url=` may be absent. */
function refreshTarget(content: string, base: URL): URL | null {
  const text = content.slice(0, 2 * MAX_URL_LENGTH)
  const separator = text.search(/[;,]/)
  if (separator === -1) return null
  const target = text
    .slice(separator + 1)
    .trim()
    .replace(/^url\s*=\s*/i, '')
  const quote = /^["']/.exec(target)?.[0]
  return webUrl(quote === undefined ? target : (target.slice(1).split(quote)[0] ?? ''), base)
}
