import type { Tag } from '../tokens/tags.ts'
import type { Finding } from './finding.ts'
import { enclosed } from './head-images.ts'
import { isImageUrl } from './image-url.ts'

const MARKUP = new Set([
  'content',
  'content:encoded',
  'description',
  'itunes:summary',
  'media:description',
  'summary',
])
const IMAGE_ADDRESSES = new Set([
  'icon',
  'image:loc',
  'image:url',
  'logo',
  'media:thumbnail',
  'video:thumbnail_loc',
])
const MEDIA_ADDRESSES = new Set(['video:content_loc', 'video:player_loc'])

/** Lists what an opening tag of a feed or a sitemap says by its attributes. */
export function feedTagFindings({ name, attributes }: Tag): Finding[] {
  const of = (key: string) => attributes.get(key) ?? ''
  switch (name) {
    case 'enclosure':
    case 'media:content':
      return enclosed(of('url'), of('type') || of('medium'))
    case 'media:thumbnail':
      return [{ kind: 'url', value: of('url'), from: 'feed' }]
    case 'itunes:image':
    case 'googleplay:image':
      return [{ kind: 'url', value: of('href'), from: 'feed' }]
    default:
      return []
  }
}

/**
 * Lists what the text of an element says.
 *
 * @param parent  name of the element around it: an `url` counts within `image` alone
 */
export function feedTextFindings(name: string, parent: string, text: string): Finding[] {
  if (MARKUP.has(name)) return [{ kind: 'markup', value: text }]
  if (IMAGE_ADDRESSES.has(name) || (name === 'url' && parent === 'image')) {
    return [{ kind: 'url', value: text, from: 'feed' }]
  }
  if (MEDIA_ADDRESSES.has(name)) return [{ kind: 'media', value: text }]
  return isImageUrl(text) ? [{ kind: 'url', value: text, from: 'feed' }] : []
}
