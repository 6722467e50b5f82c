import type { Tag } from './tags.ts'

/** Where on a page an image URL stood. */
export type ImageSource =
  | 'img'
  | 'srcset'
  | 'picture'
  | 'css'
  | 'meta'
  | 'link'
  | 'poster'
  | 'input'

export type Finding =
  | { kind: 'url'; value: string; from: ImageSource }
  | { kind: 'srcset'; value: string; from: ImageSource }
  | { kind: 'css' | 'stylesheet' | 'base' | 'refresh' | 'frame'; value: string }

const LAZY_SOURCES = ['data-src', 'data-original', 'data-lazy-src']
const LAZY_SETS = ['data-srcset', 'data-lazy-srcset']
const NEVER_IMAGES = new Set(['audio', 'embed', 'iframe', 'script', 'track', 'video'])
const OLD_BACKGROUNDS = new Set(['body', 'table', 'td', 'th', 'tr'])
const META_IMAGES = new Set([
  'og:image',
  'og:image:secure_url',
  'og:image:url',
  'image',
  'thumbnailurl',
  'twitter:image',
  'twitter:image:src',
])
const IMAGE_PATH =
  /\.(?:apng|avifs?|bmp|dib|gif|hei[cf]s?|hif|jfif|jpe?g?|jxl|pjpe?g|png|tiff?|webp)$/i

/** Every attribute that is read. */
export const IMAGE_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...LAZY_SOURCES,
  ...LAZY_SETS,
  'as',
  'background',
  'content',
  'data',
  'href',
  'http-equiv',
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

/**
 * Lists what one opening tag says about images, in the order in which a browser would prefer it.
 *
 * @param inPicture  whether the tag stands within `<picture>`
 */
export function tagFindings(tag: Tag, inPicture: boolean): Finding[] {
  const of = (name: string) => tag.attributes.get(name) ?? ''
  const found = [...ownFindings(tag.name, of, inPicture)]
  if (!NEVER_IMAGES.has(tag.name) && (tag.name !== 'source' || inPicture)) {
    for (const name of LAZY_SOURCES) found.push({ kind: 'url', value: of(name), from: 'img' })
    for (const name of LAZY_SETS) found.push({ kind: 'srcset', value: of(name), from: 'srcset' })
  }
  if (OLD_BACKGROUNDS.has(tag.name)) {
    found.push({ kind: 'url', value: of('background'), from: 'css' })
  }
  found.push({ kind: 'css', value: of('style') })
  return found.filter(({ value }) => value.trim() !== '')
}

function ownFindings(name: string, of: (name: string) => string, inPicture: boolean): Finding[] {
  switch (name) {
    case 'img':
      return [
        { kind: 'url', value: of('src'), from: 'img' },
        { kind: 'srcset', value: of('srcset'), from: 'srcset' },
      ]
    case 'image':
      return ['src', 'href', 'xlink:href'].map((key) => ({
        kind: 'url',
        value: of(key),
        from: 'img',
      }))
    case 'source':
      return [{ kind: 'srcset', value: of('srcset'), from: inPicture ? 'picture' : 'srcset' }]
    case 'video':
      return [{ kind: 'url', value: of('poster'), from: 'poster' }]
    case 'input':
      return of('type').trim().toLowerCase() === 'image'
        ? [{ kind: 'url', value: of('src'), from: 'input' }]
        : []
    case 'object':
    case 'embed':
      return embedded(of('type'), of(name === 'object' ? 'data' : 'src'))
    case 'a':
    case 'area':
      return isImagePath(of('href')) ? [{ kind: 'url', value: of('href'), from: 'link' }] : []
    case 'link':
      return linkFindings(of)
    case 'meta':
      return metaFindings(of)
    case 'iframe':
    case 'frame':
      return ['src', 'data-src'].map((key) => ({ kind: 'frame', value: of(key) }))
    case 'base':
      return [{ kind: 'base', value: of('href') }]
    default:
      return []
  }
}

function embedded(type: string, value: string): Finding[] {
  const isImage = /^\s*image\//i.test(type) || isImagePath(value)
  return isImage ? [{ kind: 'url', value, from: 'img' }] : []
}

function linkFindings(of: (name: string) => string): Finding[] {
  const relations = of('rel').toLowerCase().split(/\s/)
  const found: Finding[] = []
  if (relations.includes('stylesheet')) found.push({ kind: 'stylesheet', value: of('href') })
  if (relations.includes('image_src')) found.push({ kind: 'url', value: of('href'), from: 'link' })
  if (relations.includes('preload') && of('as').trim().toLowerCase() === 'image') {
    found.push({ kind: 'url', value: of('href'), from: 'link' })
    found.push({ kind: 'srcset', value: of('imagesrcset'), from: 'srcset' })
  }
  return found
}

function metaFindings(of: (name: string) => string): Finding[] {
  if (of('http-equiv').trim().toLowerCase() === 'refresh') {
    return [{ kind: 'refresh', value: of('content') }]
  }
  const names = [of('property'), of('name'), of('itemprop')]
  const isImage = names.some((name) => META_IMAGES.has(name.trim().toLowerCase()))
  return isImage ? [{ kind: 'url', value: of('content'), from: 'meta' }] : []
}

function isImagePath(href: string): boolean {
  const end = href.search(/[?#]/)
  return IMAGE_PATH.test((end === -1 ? href : href.slice(0, end)).trim().slice(-16))
}
