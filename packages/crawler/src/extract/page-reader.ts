import { decodeText } from './decode-text.ts'
import type { DocumentKind } from './html.ts'
import type { Mentions, MentionKind, Scope } from './mentions.ts'
import { createDownloadLinks } from './rules/download-links.ts'
import { feedTagFindings, feedTextFindings } from './rules/feed-images.ts'
import type { Finding, ImageSource } from './rules/finding.ts'
import type { createPageLinks } from './rules/page-links.ts'
import { isWantedAttribute, tagFindings } from './rules/tag-images.ts'
import { decodeEntities } from './tokens/entities.ts'
import { scanTags, type Tag, type TagHandlers } from './tokens/tags.ts'
import { readCss } from './values/css.ts'
import { decodeDataUrl, isDataUrl } from './values/data-url.ts'
import { jsonImages } from './values/json-images.ts'
import { createPieces } from './values/pieces.ts'
import { refreshTarget } from './values/refresh.ts'
import { scriptImages } from './values/script-images.ts'
import { srcsetUrls } from './values/srcset.ts'
import { visibleLine } from './visible-text.ts'

const MAX_TAGS = 50_000
const MAX_VALUE_LENGTH = 2 ** 20
const MAX_TITLE = 200
/** Addresses taken from code and JSON of one script. */
const MAX_SCRIPT_URLS = 2_000
/** Documents within documents (`srcdoc`), and these with markup in scripts and attributes. */
const MAX_DOCUMENT_DEPTH = 2
const MAX_DEPTH = 4

/** Where in the page something is read. */
type Place = {
  scope: Scope
  depth: number
  documents: number
  /** Markup that is part of another document: its base and its refresh say nothing. */
  isFragment: boolean
  /** SVG or MathML was begun, where browsers read text elements as markup. */
  isForeign: boolean
  /** Values may hold places to fill in: `{{url}}`. */
  isPattern: boolean
}

export type PageReader = ReturnType<typeof createPageReader>

/** Reads documents of every kind into `mentions` and `links`; each costs time linear in its length. */
export function createPageReader(mentions: Mentions, links: ReturnType<typeof createPageLinks>) {
  const nested = { tags: MAX_TAGS }
  const downloads = createDownloadLinks((href, scope) => mentions.add(href, 'download', scope))
  const state = {
    truncated: false,
    title: null as string | null,
    refresh: null as { value: string; scope: Scope } | null,
  }

  function say(finding: Finding, place: Place): void {
    const { value } = finding
    if (place.isPattern && /\{\{|\$\{|<%|\[\[/.test(value)) return
    switch (finding.kind) {
      case 'url':
        return mention(value, finding.from, place)
      case 'srcset':
        for (const url of srcsetUrls(value)) mention(url, finding.from, place)
        return
      case 'css':
        return sayCss(value, place)
      case 'stylesheet':
      case 'frame':
      case 'media':
      case 'archive':
        return mention(value, finding.kind, place)
      case 'script':
        return sayScript(value, place)
      case 'json':
        return sayJson(value, place)
      case 'markup':
        return readFragment(value, place)
      case 'page':
        return links.add(value, finding.reason, place.scope)
      case 'base':
        if (!place.isFragment) place.scope.base ??= value
        return
      case 'refresh': {
        const target = refreshTarget(value)
        if (!place.isFragment && target !== null)
          state.refresh ??= { value: target, scope: place.scope }
      }
    }
  }

  function mention(value: string, kind: MentionKind, place: Place): void {
    if (value.trim() === '') return
    if (/^\s*javascript:/i.test(value.slice(0, 64))) say({ kind: 'script', value }, place)
    const isNew = mentions.add(value, kind, place.scope)
    if (isNew && isDataUrl(value)) readDataUrl(value, kind, place)
  }

  /** A document within its address is read; a picture is decoded later. */
  function readDataUrl(value: string, kind: MentionKind, place: Place): void {
    const type = /^\s*data:\s*([^,;]*)/i.exec(value.slice(0, 64))?.[1]?.trim().toLowerCase() ?? ''
    const isSvg = type === 'image/svg+xml'
    const isDocument = isSvg || (kind === 'frame' && /html/.test(type))
    if (kind === 'stylesheet' || kind === 'import' || isDocument) {
      const data = decodeDataUrl(value, MAX_VALUE_LENGTH)
      if (data === null) state.truncated = true
      else if (!isDocument) sayCss(decodeText(data.bytes, value.slice(0, 64)), place)
      else readNested(decodeText(data.bytes, null), isSvg ? 'svg' : 'html', place)
    } else if (kind === 'frame' && type.startsWith('image/')) {
      mentions.add(value, 'img', place.scope)
    } else if (kind === 'frame' && type !== '' && type !== 'text/plain') {
      state.truncated = true
    }
  }

  function sayCss(css: string, place: Place): void {
    const finds = readCss(css)
    state.truncated ||= finds.truncated
    for (const url of finds.imports) mention(url, 'import', place)
    for (const url of finds.images) mention(url, 'css', place)
  }

  function sayScript(code: string, place: Place): void {
    const urls = scriptImages(code, MAX_SCRIPT_URLS)
    state.truncated ||= urls.length >= MAX_SCRIPT_URLS
    for (const url of urls) mention(url, 'script', place)
  }

  function sayJson(json: string, place: Place): void {
    const finds = jsonImages(json, MAX_SCRIPT_URLS)
    state.truncated ||= finds.truncated
    for (const url of finds.images) mention(url, 'script', place)
    for (const url of finds.media) mention(url, 'media', place)
    for (const text of finds.markup) {
      if (text.includes('<')) readFragment(text, place)
      else sayCss(text, place)
    }
  }

  function readFragment(markup: string, place: Place): void {
    if (!markup.includes('<')) return
    if (place.depth >= MAX_DEPTH || nested.tags < 0) {
      state.truncated = true
      return
    }
    const inner = { ...place, depth: place.depth + 1, isFragment: true }
    readTags(markup, 'html', inner, nested)
  }

  function readNested(text: string, kind: DocumentKind, place: Place): void {
    if (place.documents >= MAX_DOCUMENT_DEPTH || place.depth >= MAX_DEPTH || nested.tags < 0) {
      state.truncated = true
      return
    }
    const scope = mentions.newScope(place.scope)
    const at = { depth: place.depth + 1, documents: place.documents + 1 }
    readTags(text, kind, { ...topPlace(scope), ...at }, nested)
  }

  function readRaw(tag: Tag, content: string, place: Place): void {
    switch (tag.name) {
      case 'style':
        sayCss(content, place)
        break
      case 'script':
        readScript((tag.attributes.get('type') ?? '').trim().toLowerCase(), content, place)
        break
      case 'noscript':
        return readFragment(content, place)
      case 'title':
        if (place.depth === 0) state.title ??= titleOf(content)
    }
    if (place.isForeign) readFragment(content, place)
  }

  function readScript(type: string, content: string, place: Place): void {
    if (/json/.test(type)) return sayJson(content, place)
    if (/template|handlebars|mustache|tmpl|text\/html/.test(type)) {
      return readFragment(content, { ...place, isPattern: true })
    }
    if (ASSIGNED_JSON.test(content.slice(0, 256))) sayJson(content, place)
    say({ kind: 'script', value: content }, place)
  }

  function readTags(
    text: string,
    kind: DocumentKind,
    place: Place,
    budget: { tags: number },
  ): void {
    const handlers = createHandlers(kind, place, budget)
    const isCut = scanTags(text, handlers, kind !== 'html')
    state.truncated ||= isCut
    downloads.end()
    if (place.depth === 0) links.end()
  }

  function createHandlers(kind: DocumentKind, start: Place, budget: { tags: number }): TagHandlers {
    let place = start
    let pictures = 0
    let templates = 0
    const feed = kind === 'feed' ? createFeedText((finding) => say(finding, place)) : null
    return {
      budget,
      wanted: isWantedAttribute,
      maxValueLength: MAX_VALUE_LENGTH,
      openTag(read) {
        const tag = kind === 'html' || kind === 'feed' ? read : withoutPrefix(read)
        if (tag.name === 'picture') pictures += 1
        if (tag.name === 'template') templates += 1
        if (tag.name === 'svg' || tag.name === 'math') place = { ...place, isForeign: true }
        links.openTag(tag, place.scope)
        downloads.openTag(tag, place.scope)
        feed?.open(tag)
        for (const finding of tagFindings(tag, pictures > 0)) {
          if (templates > 0 && (finding.kind === 'base' || finding.kind === 'refresh')) continue
          if (isShown(finding)) links.picture()
          say(finding, place)
        }
        const inner = tag.name === 'iframe' ? tag.attributes.get('srcdoc') : undefined
        if (inner !== undefined) readNested(inner, 'html', place)
      },
      closeTag(name) {
        if (name === 'picture') pictures = Math.max(0, pictures - 1)
        if (name === 'template') templates = Math.max(0, templates - 1)
        if (name === 'a') links.end()
        if (name === 'a') downloads.end()
        feed?.close(name)
      },
      text(part) {
        links.text(part)
        downloads.text(part)
        feed?.text(part)
      },
      raw: (tag, content) => readRaw(tag, content, kind === 'html' ? place : start),
      comment(content) {
        const condition = /^\[if\b[^\]]*\]>/i.exec(content.slice(0, 256))?.[0]
        if (condition) readFragment(content.slice(condition.length), place)
      },
      isForeign: () => place.isForeign,
      behindCdata: (rest) => readFragment(rest, place),
      instruction(content) {
        const href = /^xml-stylesheet\s[^]*?\bhref\s*=\s*["']([^"']*)/.exec(content.slice(0, 4096))
        if (href?.[1]) say({ kind: 'stylesheet', value: href[1] }, place)
      },
    }
  }

  return {
    state,
    say: (finding: Finding, scope: Scope): void => say(finding, topPlace(scope)),
    read: (text: string, kind: DocumentKind, scope: Scope): void =>
      readTags(text, kind, topPlace(scope), { tags: MAX_TAGS }),
  }
}

const topPlace = (scope: Scope): Place => ({
  scope,
  depth: 0,
  documents: 0,
  isFragment: false,
  isForeign: false,
  isPattern: false,
})

/** `window.state = {…}` and the like. */
const ASSIGNED_JSON = /^\s*(?:(?:const|let|var)\s+)?[\w$.[\]"']+\s*=\s*[[{]/

const NOT_SHOWN: ReadonlySet<ImageSource> = new Set(['link', 'meta', 'script', 'icon'])

/** Whether something within a link shows a picture, so that the link leads from a thumbnail. */
const isShown = (finding: Finding): boolean =>
  finding.kind === 'srcset' ||
  (finding.kind === 'css' && /url\(/i.test(finding.value)) ||
  (finding.kind === 'url' && !NOT_SHOWN.has(finding.from))

const withoutPrefix = (tag: Tag): Tag => ({
  ...tag,
  name: tag.name.slice(tag.name.indexOf(':') + 1),
})

const titleOf = (content: string): string =>
  visibleLine(decodeEntities(content.slice(0, 32 * MAX_TITLE)), MAX_TITLE).text

const MAX_PATH = 500

/** Follows the text of a feed's elements; each piece belongs to the innermost one. */
function createFeedText(say: (finding: Finding) => void) {
  const path: string[] = []
  const pieces = createPieces()
  return {
    open(tag: Tag): void {
      if (path.length < MAX_PATH) path.push(tag.name)
      pieces.take()
      for (const finding of feedTagFindings(tag)) {
        if (finding.value.trim() !== '') say(finding)
      }
    },
    text: (part: string): void => pieces.add(part),
    close(name: string): void {
      const text = pieces.take().trim()
      const at = path.lastIndexOf(name)
      if (text !== '') {
        for (const finding of feedTextFindings(name, path[at - 1] ?? '', text)) say(finding)
      }
      if (at !== -1) path.length = at
    },
  }
}
