import { isImageStart } from '../fetch/image-start.ts'
import { decodeText } from './decode-text.ts'

const SNIFF_BYTES = 512
const ROOT_SNIFF_BYTES = 4096

const FIRST_TAGS = [
  '<!doctype html',
  '<html',
  '<head',
  '<script',
  '<iframe',
  '<h1',
  '<div',
  '<font',
  '<table',
  '<a',
  '<style',
  '<title',
  '<b',
  '<body',
  '<br',
  '<p',
  '<img',
  '<meta',
  '<link',
]
const FEED_ROOTS = new Set(['feed', 'rdf:rdf', 'rss', 'sitemapindex', 'urlset'])
const SVG_ROOTS = new Set(['svg', 'svg:svg'])

/** How a body is read. A feed is RSS, Atom or a sitemap. */
export type DocumentKind = 'html' | 'xhtml' | 'svg' | 'feed'

/**
 * Tells how a body is to be read: by header, otherwise by its first tag; null for no document at all.
 *
 * A picture by magic bytes is never a document.
 *
 * @see https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type
 */
export function documentKind(body: Uint8Array, contentType: string | null): DocumentKind | null {
  if (isImageStart(body)) return null
  const type = contentType?.trim().toLowerCase() ?? ''
  if (/^text\/html\b/.test(type)) return 'html'
  if (/^application\/xhtml\+xml\b/.test(type)) return 'xhtml'
  const root = rootOf(decodeText(body.subarray(0, ROOT_SNIFF_BYTES), contentType))
  if (FEED_ROOTS.has(root)) return 'feed'
  if (SVG_ROOTS.has(root)) return 'svg'
  if (root === 'html' && /^(?:application|text)\/xml\b/.test(type)) return 'xhtml'
  const head = decodeText(body.subarray(0, SNIFF_BYTES), contentType).trimStart().toLowerCase()
  const isHtml = head.startsWith('<!--') || FIRST_TAGS.some((tag) => startsWithTag(head, tag))
  return isHtml || root === 'html' ? 'html' : null
}

/** Tells whether a body is to be read as a page; a feed is one, a picture and an SVG are none. */
export function looksLikeHtml(body: Uint8Array, contentType: string | null): boolean {
  const kind = documentKind(body, contentType)
  return kind !== null && kind !== 'svg'
}

function startsWithTag(head: string, tag: string): boolean {
  return head.startsWith(tag) && /^[\s>/]?$/.test(head.slice(tag.length, tag.length + 1))
}

/** Name of the first element, behind declarations and comments; empty when something else stands there. */
function rootOf(head: string): string {
  const prolog = /\s*(?:<\?[^>]*>|<!--.*?-->|<!doctype(?:[^>[]|\[[^\]]*\])*>)/isy
  let end = 0
  while (prolog.exec(head)) end = prolog.lastIndex
  return /^\s*<([\w:-]+)[\s/>]/.exec(head.slice(end))?.[1]?.toLowerCase() ?? ''
}
