import type { Finding } from './finding.ts'
import { isImageUrl, isMediaPath } from './image-url.ts'

type Of = (name: string) => string

const META_IMAGES = new Set([
  'og:image',
  'og:image:secure_url',
  'og:image:url',
  'image',
  'msapplication-tileimage',
  'thumbnail',
  'thumbnailurl',
  'twitter:image',
  'twitter:image:src',
])
const META_MEDIA = new Set([
  'og:audio',
  'og:audio:secure_url',
  'og:audio:url',
  'og:video',
  'og:video:secure_url',
  'og:video:url',
  'twitter:player:stream',
])
const ICONS = ['icon', 'apple-touch-icon', 'apple-touch-icon-precomposed', 'fluid-icon']
const IMAGE_RELATIONS = ['image_src', 'apple-touch-startup-image', 'preview', 'thumbnail']
/** Formats of icons that are drawings or that no decoder here reads. */
const UNREAD_ICONS = /\.(?:ico|svgz?)(?:[?#]|$)/i

/** Lists what a `<link>`, or an entry of a Link header, says. */
export function linkFindings(of: Of): Finding[] {
  const relations = new Set(of('rel').toLowerCase().split(/\s+/))
  const has = (names: readonly string[]) => names.some((name) => relations.has(name))
  const href = of('href')
  const as = of('as').trim().toLowerCase()
  const isPreload = has(['preload', 'prefetch'])
  const found: Finding[] = []
  if (relations.has('stylesheet') || (isPreload && as === 'style')) {
    found.push({ kind: 'stylesheet', value: href })
  }
  if (has(IMAGE_RELATIONS) || (isPreload && (as === 'image' || (as === '' && isImageUrl(href))))) {
    found.push({ kind: 'url', value: href, from: 'link' })
  }
  if (isPreload) found.push({ kind: 'srcset', value: of('imagesrcset'), from: 'srcset' })
  if (has(ICONS) && !UNREAD_ICONS.test(href)) found.push({ kind: 'url', value: href, from: 'icon' })
  if (relations.has('enclosure')) found.push(...enclosed(href, of('type')))
  if (has(['next', 'prev'])) found.push({ kind: 'page', value: href, reason: 'next' })
  if (has(['amphtml', 'canonical']) || (relations.has('alternate') && of('hreflang') === '')) {
    found.push({ kind: 'page', value: href, reason: 'alternate' })
  }
  return found
}

/** What a feed encloses, by its type, or by its address when it has none. */
export function enclosed(value: string, type: string): Finding[] {
  const kind = type.trim().toLowerCase()
  if (/^image(?:\/|$)/.test(kind)) return [{ kind: 'url', value, from: 'feed' }]
  if (/^(?:audio|video)(?:\/|$)/.test(kind) || isMediaPath(value)) return [{ kind: 'media', value }]
  return isImageUrl(value) ? [{ kind: 'url', value, from: 'feed' }] : []
}

/** Lists what a `<meta>` says. */
export function metaFindings(of: Of): Finding[] {
  const value = of('content')
  if (of('http-equiv').trim().toLowerCase() === 'refresh') return [{ kind: 'refresh', value }]
  const names = [of('property'), of('name'), of('itemprop')].map((name) =>
    name.trim().toLowerCase(),
  )
  if (names.some((name) => META_MEDIA.has(name))) return [{ kind: 'media', value }]
  const isImage = names.some((name) => META_IMAGES.has(name)) || isImageUrl(value)
  return isImage ? [{ kind: 'url', value, from: 'meta' }] : []
}
