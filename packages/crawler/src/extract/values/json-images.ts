import { isImageUrl, isMediaPath, looksLikeUrl } from '../rules/image-url.ts'
import { readJsonStrings, type JsonPlace } from './json-strings.ts'

/** What a JSON text names, as written, in order, repeats included. */
export type JsonFinds = {
  images: string[]
  media: string[]
  /** Strings that hold markup with pictures. */
  markup: string[]
  truncated: boolean
}

const IMAGE_KEYS = new Set([
  'cover',
  'coverimage',
  'displaysrc',
  'displayurl',
  'fullimage',
  'image',
  'images',
  'imageurl',
  'imageurls',
  'imagesrc',
  'img',
  'imgsrc',
  'imgurl',
  'largeimage',
  'logo',
  'mediaurl',
  'mediaurlhttps',
  'ogimage',
  'originalimage',
  'photo',
  'photos',
  'photourl',
  'picture',
  'pictures',
  'poster',
  'posterurl',
  'previewimage',
  'previewurl',
  'primaryimageofpage',
  'screenshot',
  'thumb',
  'thumbnail',
  'thumbnails',
  'thumbnailurl',
  'thumburl',
])
/** Members of an object that is a picture. */
const URL_KEYS = new Set(['contenturl', 'href', 'large', 'original', 'src', 'uri', 'url'])
const IMAGE_TYPES = /(?:^|[:/#])(?:ImageObject|ImageObjectSnapshot|Photograph)$/
const MARKUP = /<(?:amp-img|img|picture|source|video)\b|srcset=|url\(/i

/**
 * Lists the pictures that JSON names: strings that clearly are addresses of pictures, members such as
 * `image` or `thumbnailUrl`, and the addresses within such a member or within an `ImageObject`
 * (schema.org), however deeply nested.
 *
 * Never fails, malformed JSON and code around it included; reads every character a bounded number of
 * times; stops after `max` finds.
 */
export function jsonImages(json: string, max: number): JsonFinds {
  const finds: JsonFinds = { images: [], media: [], markup: [], truncated: false }
  const count = () => finds.images.length + finds.media.length + finds.markup.length
  readJsonStrings(json, {
    isImageKey: (key) => IMAGE_KEYS.has(foldKey(key)),
    string(value, place) {
      if (count() >= max) {
        finds.truncated = true
        return false
      }
      addString(value, place, finds)
      return true
    },
  })
  return finds
}

function addString(value: string, place: JsonPlace, finds: JsonFinds): void {
  if (place.key === '@type' && IMAGE_TYPES.test(value)) {
    place.frame.isImage = true
    finds.images.push(...place.frame.urls)
    place.frame.urls = []
  } else if (isImageUrl(value)) {
    finds.images.push(value)
  } else if (MARKUP.test(value)) {
    finds.markup.push(value)
  } else if (looksLikeUrl(value)) {
    if (isMediaPath(value)) finds.media.push(value)
    else if (isOfImage(place)) finds.images.push(value)
    // The type of the object may follow its address.
    else if (isUrlKey(place) && place.frame.urls.length < MAX_WAITING) place.frame.urls.push(value)
  }
}

const MAX_WAITING = 4

const isOfImage = (place: JsonPlace): boolean =>
  place.isImageValue || (place.frame.isImage && isUrlKey(place))

const isUrlKey = ({ key }: JsonPlace): boolean => key !== null && URL_KEYS.has(foldKey(key))

const foldKey = (key: string): string => key.replace(/[_-]/g, '').toLowerCase()
