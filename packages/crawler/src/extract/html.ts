import { isImageStart } from '../fetch/image-start.ts'
import { decodeText } from './decode-text.ts'

const SNIFF_BYTES = 512

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

/**
 * Tells whether a body is to be read as a page.
 *
 * By header when it says HTML, otherwise by the first tag; a picture by magic bytes is never a page.
 *
 * @see https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type
 */
export function looksLikeHtml(body: Uint8Array, contentType: string | null): boolean {
  if (isImageStart(body)) return false
  if (/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '')) return true
  const head = decodeText(body.subarray(0, SNIFF_BYTES), contentType).trimStart().toLowerCase()
  return head.startsWith('<!--') || FIRST_TAGS.some((tag) => startsWithTag(head, tag))
}

function startsWithTag(head: string, tag: string): boolean {
  return head.startsWith(tag) && /^[\s>/]?$/.test(head.slice(tag.length, tag.length + 1))
}
