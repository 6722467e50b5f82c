import { createRandom } from '../../packages/cli/src/demo/drawing/random.ts'
import { drawPhotograph } from '../fingerprint/photographs.ts'

/** Of ten pictures of a page; quality 80, a quarter of them progressive: 70 to 220 kB, 120 kB in the mean. */
const SIZES = [
  ...Array.from({ length: 4 }, () => ({ width: 800, height: 600 })),
  ...Array.from({ length: 3 }, () => ({ width: 1024, height: 768 })),
  ...Array.from({ length: 2 }, () => ({ width: 1280, height: 960 })),
  { width: 1600, height: 1200 },
]
const QUALITY = 80
const PROGRESSIVE_OF = 4

export const PICTURES_A_PAGE = SIZES.length

/** Different pictures, so many of each place of a page; all others are these with another comment. */
export async function drawPictures(ofEachPlace: number, seed: number): Promise<Buffer[]> {
  const files: Buffer[] = []
  for (let at = 0; at < ofEachPlace * SIZES.length; at++) {
    const { width, height } = SIZES[at % SIZES.length]!
    // 4 and 10 have a common divisor: by place alone, some sizes would never be progressive
    const progressive = (at + Math.floor(at / SIZES.length)) % PROGRESSIVE_OF === 0
    const photograph = await drawPhotograph(seed + at, width, height)
    files.push(await photograph.jpeg({ quality: QUALITY, progressive }).toBuffer())
  }
  return files
}

const MARKER_BYTES = 2
const COMMENT = 0xfe

/** A JPEG as two pieces: its beginning with a comment that holds `number`, and the rest as it was. */
export function numbered(jpeg: Buffer, number: number): [Buffer, Buffer] {
  const comment = Buffer.alloc(MARKER_BYTES * 2 + 8)
  comment.writeUInt8(0xff, 0)
  comment.writeUInt8(COMMENT, 1)
  comment.writeUInt16BE(comment.length - MARKER_BYTES, 2)
  comment.write(number.toString(16).padStart(8, '0'), 4, 'latin1')
  const beginning = Buffer.concat([jpeg.subarray(0, MARKER_BYTES), comment])
  return [beginning, jpeg.subarray(MARKER_BYTES)]
}

/** A page, on one of the addresses of the site; each is a host of its own for a crawler. */
export const pageUrl = ({ port, hosts }: { port: number; hosts: number }, page: number): URL =>
  new URL(`/page/${page}`, `http://127.0.0.${1 + (page % hosts)}:${port}`)

const WORDS = ['harbour', 'window', 'and', 'a', 'the', 'green', 'under', 'of', 'market', 'still']
const PARAGRAPHS = 40
const WORDS_OF_A_PARAGRAPH = 70

/** A page of some 30 kB: its pictures between text and links. */
export function pageHtml(page: number, pictures: readonly string[]): string {
  const random = createRandom(page)
  const words = (count: number): string =>
    Array.from({ length: count }, () => random.pick(WORDS)).join(' ')
  const paragraphs = Array.from({ length: PARAGRAPHS }, (_, at) => {
    const src = pictures[at]
    const picture =
      src === undefined ? '' : `<figure><img class="wide" src="${src}" alt="${words(4)}"></figure>`
    const link = `<a class="more" href="/about/${random.whole(1, 9999)}">${words(3)}</a>`
    return `<section><h2>${words(5)}</h2>${picture}<p>${words(WORDS_OF_A_PARAGRAPH)}</p>${link}</section>`
  })
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${words(6)}</title></head><body>${paragraphs.join('\n')}</body></html>`
}
