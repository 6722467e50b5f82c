import { MAX_URL_LENGTH } from '../../fetch/url-rules.ts'

const IMAGE_PATH =
  /.\.(?:apng|avifs?|bmp|dib|gif|hei[cf]s?|hif|jfif|jpe?g?|jxl|pjpe?g|png|tiff?|webp)$/i
const MEDIA_PATH =
  /.\.(?:3gp|aac|avi|flac|flv|m3u8|m4[av]|mkv|mov|mp[34]|mpe?g|mpd|og[agv]|opus|wav|web[am]|wmv)$/i
const IMAGE_FORMAT =
  /[?&](?:ext|f|fm|format)=(?:apng|avif|gif|heic|jpe?g|jxl|pjpg|png|webp)(?:[&#]|$)/i
const ARCHIVE_PATH = /.\.(?:7z|cb[7rtz]|rar|t[bgx]z2?|tar(?:\.(?:bz2|gz|xz))?|zip)$/i
/** White space, quotes, brackets, braces, control characters: no address that a machine wrote has them. */
const NOT_IN_URLS = /[\p{Cc}\s"'`<>{}|\\^]/u
const PATH_ENDING = 16

/** Whether a path ends as files of pictures do; SVG is no picture here. */
export const isImagePath = (href: string): boolean => IMAGE_PATH.test(pathEnding(href))

/** Whether a path ends as files of films and sound do. */
export const isMediaPath = (href: string): boolean => MEDIA_PATH.test(pathEnding(href))

/** Whether a path ends as archives do that can be opened here. */
export const isArchivePath = (href: string): boolean => ARCHIVE_PATH.test(pathEnding(href))

/** Whether a value in the query of an address is named as archives are. */
export const hasArchiveInQuery = (href: string): boolean =>
  /\?([^#]*)/
    .exec(href)?.[1]
    ?.split('&')
    .some((part) => ARCHIVE_PATH.test(part.trim().slice(-PATH_ENDING))) ?? false

/** Whether a text is nothing but an address and the address clearly that of a picture. */
export function isImageUrl(text: string): boolean {
  if (/^\s*data:\s*image\//i.test(text.slice(0, 64))) return true
  if (!isUrlText(text)) return false
  const url = text.trim()
  return isImagePath(url) ? /[\p{L}\p{N}_-]\.\w+$/u.test(pathEnding(url)) : IMAGE_FORMAT.test(url)
}

/** Whether a text can be an address where something else already says that it leads to a picture. */
export const looksLikeUrl = (text: string): boolean =>
  isImageUrl(text) || (isUrlText(text) && /^\s*(?:https?:\/\/|\/\/|\.{0,2}\/)[^/]/i.test(text))

function isUrlText(text: string): boolean {
  if (text.length > MAX_URL_LENGTH + PATH_ENDING) return false
  const url = text.trim()
  if (url.length < 2 || NOT_IN_URLS.test(url)) return false
  return !/^[a-z][a-z\d+.-]*:/i.test(url) || /^https?:/i.test(url)
}

function pathEnding(href: string): string {
  const end = href.search(/[?#]/)
  return (end === -1 ? href : href.slice(0, end)).trim().slice(-PATH_ENDING)
}
