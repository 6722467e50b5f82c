import type { Tag } from '../tokens/tags.ts'
import { attributeFindings, isKnownAttribute } from './attribute-images.ts'
import type { Finding } from './finding.ts'
import { linkFindings, metaFindings } from './head-images.ts'
import { isArchivePath, isImagePath, isImageUrl, isMediaPath, looksLikeUrl } from './image-url.ts'

const LAZY_SOURCES = ['data-src', 'data-original', 'data-lazy-src']
const LAZY_SETS = ['data-srcset', 'data-lazy-srcset']
const FRAME_SOURCES = ['src', 'data-src', 'data-lazy-src', 'data-litespeed-src']
const NEVER_IMAGES = new Set(['audio', 'embed', 'iframe', 'script', 'track', 'video'])
const MEDIA = new Set(['amp-audio', 'amp-video', 'audio', 'bgsound', 'video'])
const OLD_BACKGROUNDS = new Set(['body', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr'])
const ITEM_IMAGES =
  /(?:^|\s)(?:schema:)?(?:contentUrl|image|logo|photo|primaryImageOfPage|screenshot|thumbnail|thumbnailUrl)(?:\s|$)/i
const PHOTO_CLASSES = /(?:^|\s)u-(?:featured|logo|photo)(?:\s|$)/

/** Whether a page is read for an attribute: any that may hold an address, whatever its name. */
export const isWantedAttribute = (name: string): boolean =>
  KNOWN.has(name) || isKnownAttribute(name)

const KNOWN = new Set([
  ...LAZY_SOURCES,
  ...LAZY_SETS,
  'as',
  'background',
  'class',
  'content',
  'data',
  'download',
  'href',
  'http-equiv',
  'hreflang',
  'imagesrcset',
  'itemprop',
  'name',
  'poster',
  'property',
  'rel',
  'src',
  'srcdoc',
  'srcset',
  'style',
  'type',
  'xlink:href',
])

type Of = (name: string) => string

/**
 * Lists what one opening tag says about pictures and further documents, in the order in which a
 * browser would prefer it. Addresses that only look like one come last.
 *
 * @param inPicture  whether the tag stands within `<picture>`
 */
export function tagFindings(tag: Tag, inPicture: boolean): Finding[] {
  const of: Of = (name) => tag.attributes.get(name) ?? ''
  const found = [...ownFindings(tag.name, of, inPicture), ...itemFindings(of)]
  if (!NEVER_IMAGES.has(tag.name) && (tag.name !== 'source' || inPicture)) {
    for (const name of LAZY_SOURCES) found.push({ kind: 'url', value: of(name), from: 'img' })
    for (const name of LAZY_SETS) found.push({ kind: 'srcset', value: of(name), from: 'srcset' })
  }
  if (OLD_BACKGROUNDS.has(tag.name)) {
    found.push({ kind: 'url', value: of('background'), from: 'css' })
  }
  found.push({ kind: 'css', value: of('style') })
  for (const [name, value] of tag.attributes) {
    if (KNOWN.has(name)) continue
    const findings = attributeFindings(name, value)
    found.push(...(NEVER_IMAGES.has(tag.name) ? findings.filter(isCertain) : findings))
  }
  return found.filter(({ kind, value }) => kind === 'base' || value.trim() !== '')
}

/** The lazy address of a frame or a film is no picture's unless it looks like one. */
const isCertain = (finding: Finding): boolean => finding.kind !== 'url' || isImageUrl(finding.value)

function ownFindings(name: string, of: Of, inPicture: boolean): Finding[] {
  if (MEDIA.has(name)) return [...mediaFindings(of), ...posterFindings(of)]
  switch (name) {
    case 'img':
    case 'amp-img':
    case 'amp-anim':
      return [
        { kind: 'url', value: of('src'), from: 'img' },
        { kind: 'srcset', value: of('srcset'), from: 'srcset' },
      ]
    case 'image':
    case 'feimage':
      return references(['src', 'href', 'xlink:href'], of)
    case 'use':
      return references(['href', 'xlink:href'], of).filter(({ value }) => !/^\s*#/.test(value))
    case 'source':
      return [
        { kind: 'srcset', value: of('srcset'), from: inPicture ? 'picture' : 'srcset' },
        ...(inPicture ? [] : mediaFindings(of)),
      ]
    case 'input':
      return of('type').trim().toLowerCase() === 'image'
        ? [{ kind: 'url', value: of('src'), from: 'input' }]
        : []
    case 'object':
    case 'embed':
      return embedded(of('type'), of(name === 'object' ? 'data' : 'src'))
    case 'a':
    case 'area':
      return anchorFindings(of('href'))
    case 'link':
      return linkFindings(of)
    case 'meta':
      return metaFindings(of)
    case 'iframe':
    case 'frame':
    case 'amp-iframe':
      return FRAME_SOURCES.map((key) => ({ kind: 'frame', value: of(key) }))
    case 'base':
      return [{ kind: 'base', value: of('href') }]
    default:
      return name.includes('-') ? customFindings(of) : []
  }
}

const references = (names: readonly string[], of: Of): Finding[] =>
  names.map((key) => ({ kind: 'url', value: of(key), from: 'img' }))

const mediaFindings = (of: Of): Finding[] =>
  ['src', 'data-src'].map((key) => ({ kind: 'media', value: of(key) }))

const posterFindings = (of: Of): Finding[] => [{ kind: 'url', value: of('poster'), from: 'poster' }]

function anchorFindings(href: string): Finding[] {
  if (/^\s*javascript:/i.test(href)) return [{ kind: 'script', value: href }]
  if (isMediaPath(href)) return [{ kind: 'media', value: href }]
  if (isArchivePath(href)) return [{ kind: 'archive', value: href }]
  return isImagePath(href) ? [{ kind: 'url', value: href, from: 'link' }] : []
}

/** A browser asks what it gets; so an object without a type counts as a picture until it is fetched. */
function embedded(type: string, value: string): Finding[] {
  const kind = type.trim().toLowerCase()
  if (kind.startsWith('image/')) return [{ kind: 'url', value, from: 'img' }]
  const isPage = /^(?:text\/html|application\/xhtml\+xml)/.test(kind) || PAGE_PATH.test(value)
  if (isPage) return [{ kind: 'frame', value }]
  if (isMediaPath(value)) return [{ kind: 'media', value }]
  return kind === '' || isImagePath(value) ? [{ kind: 'url', value, from: 'img' }] : []
}

const PAGE_PATH = /\.(?:x?html?|php|aspx?|jsp)(?:[?#]|$)/i

/** Microdata, RDFa and microformats name a picture on any element. */
function itemFindings(of: Of): Finding[] {
  const isItem =
    ITEM_IMAGES.test(of('itemprop')) ||
    ITEM_IMAGES.test(of('property')) ||
    PHOTO_CLASSES.test(of('class'))
  if (!isItem) return []
  const values = ['src', 'href', 'content', 'data'].map(of).filter(looksLikeUrl)
  return values.map((value) =>
    isMediaPath(value) ? { kind: 'media', value } : { kind: 'url', value, from: 'meta' },
  )
}

/** Elements that scripts define: what they do with an address only its form tells. */
function customFindings(of: Of): Finding[] {
  const urls = ['src', 'href', 'poster'].map(of).filter(isImageUrl)
  return [
    ...urls.map((value): Finding => ({ kind: 'url', value, from: 'data' })),
    { kind: 'srcset', value: of('srcset'), from: 'srcset' },
  ]
}
