import { isImageStart } from '../fetch/image-start.ts'
import { decodeDataUrl, isPictureType } from './values/data-url.ts'

const MAX_INLINE = 100
const MAX_INLINE_BYTES = 512 * 1024
const MAX_INLINE_TOTAL_BYTES = 4 * 2 ** 20

/**
 * Collects the pictures within `data:` URLs, at most 100 of 512 KiB and 4 MiB together.
 *
 * What claims to be no picture and is one by its first bytes counts too, since browsers show it.
 */
export function createInlinePictures() {
  const pictures: Uint8Array[] = []
  let bytes = 0
  let full = false
  return {
    pictures,
    isFull: () => full,
    add(url: string): void {
      const left = Math.min(MAX_INLINE_BYTES, MAX_INLINE_TOTAL_BYTES - bytes)
      if (pictures.length >= MAX_INLINE || left <= 0) {
        full = true
        return
      }
      const data = decodeDataUrl(url, left)
      if (data === null) {
        full ||= isPictureType(url.slice(0, 64)) && url.length > left
        return
      }
      if (data.bytes.byteLength === 0) return
      if (!isPictureType(data.type) && !isImageStart(data.bytes)) return
      pictures.push(data.bytes)
      bytes += data.bytes.byteLength
    },
  }
}
