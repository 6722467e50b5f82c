import { bigEndian, littleEndian, type File, type Format } from './file.ts'
import { bmpFile } from './formats/bmp.ts'
import { box, findBox } from './formats/boxes.ts'
import { gifFile, gifFrame } from './formats/gif.ts'
import { jpegFrame, jpegOf, jpegSegment } from './formats/jpeg.ts'
import { apngFile, pngChunks } from './formats/png.ts'
import { greyTags, tiffOfTags } from './formats/tiff.ts'
import { webpChunk, webpChunks, webpFile } from './formats/webp.ts'

type Named = readonly [name: string, bytes: Buffer]

const FRAMES = [1000, 20_000]
/** Sides written into headers; the last is a 32-bit minus one. */
const SIDES = [0, 1, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]

/**
 * Files made by hand against readers: scans without end, loops, absurd counts, extreme sizes, and
 * files that are of two kinds at once.
 */
export function makeTraps(originals: readonly File[]): File[] {
  const find = (name: string): Buffer => {
    const found = originals.find((one) => one.name === name)
    if (found === undefined) throw new RangeError(`make trap: no original ${name}`)
    return found.bytes
  }
  const all: readonly (readonly [Format, readonly Named[]])[] = [
    ['jpeg', jpegTraps(find)],
    ['png', pngTraps(find)],
    ['gif', gifTraps()],
    ['webp', webpTraps(find)],
    ['avif', avifTraps(find)],
    ['tiff', tiffTraps()],
    ['bmp', bmpTraps()],
    ['svg', svgTraps()],
    ['random', polyglots(find)],
  ]
  return all.flatMap(([format, named]) =>
    named.map(([name, bytes]): File => ({ name: `${format}: ${name}`, format, bytes })),
  )
}

type Find = (name: string) => Buffer

function jpegTraps(find: Find): Named[] {
  const progressive = find('jpeg quick, progressive')
  const baseline = find('jpeg quick')
  const scan = jpegSegment(progressive, 0xda)
  const frame = jpegFrame(baseline)
  const scansFrom = (count: number) =>
    Buffer.concat([
      progressive.subarray(0, scan.at - 2),
      ...Array.from({ length: count }, () => progressive.subarray(scan.at - 2, scan.end + 40)),
      Buffer.from([0xff, 0xd9]),
    ])
  const inserted = (at: number, ...parts: Buffer[]) =>
    Buffer.concat([baseline.subarray(0, at), ...parts, baseline.subarray(at)])
  const frameBytes = baseline.subarray(frame.at - 2, frame.end)
  const sized = [1, 7000, 65_500, 65_535].flatMap((side): Named[] => {
    const bytes = Buffer.from(progressive)
    const { at } = jpegFrame(bytes)
    bytes.writeUInt16BE(side, at + 3)
    bytes.writeUInt16BE(side, at + 5)
    return [[`progressive frame of ${side} by ${side}`, bytes]]
  })
  return [
    ...[100, 3000, 50_000].map((count): Named => [`${count} equal scans`, scansFrom(count)]),
    ['one frame inside another', inserted(frame.end, frameBytes)],
    ['60,000 restart intervals', inserted(frame.end, jpegOf(0xdd, bigEndian(2, 1)))],
    ['20,000 comments', inserted(2, ...Array.from({ length: 20_000 }, () => jpegOf(0xfe, SHORT)))],
    ['200 whole files in comments', inserted(2, ...Array.from({ length: 200 }, () => NESTED))],
    ['fill bytes only', Buffer.concat([baseline.subarray(0, 20), Buffer.alloc(1e6, 0xff)])],
    ['no end', Buffer.concat([baseline.subarray(0, -2), Buffer.alloc(1e6)])],
    ['colour profile in 255 parts, one there', inserted(2, jpegOf(0xe2, PROFILE_PART))],
    ['orientation tags in a loop', inserted(2, jpegOf(0xe1, EXIF_LOOP))],
    ...sized,
  ]
}

const SHORT = Buffer.from('short')
const NESTED = jpegOf(0xfe, Buffer.alloc(60_000, Buffer.from('ffd8ffe0', 'hex')))
const PROFILE_PART = Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.from([1, 255, 0])])
const EXIF_LOOP = Buffer.concat([
  Buffer.from('Exif\0\0'),
  tiffOfTags(true, [{ tag: 0x8769, type: 4, count: 1, value: 8 }], Buffer.alloc(0), 8),
])

function pngTraps(find: Find): Named[] {
  const side = { width: 40, height: 30, depth: 8, colour: 2 } as const
  const noise = find('bmp 24 bits')
  const good = find('png colour 2, 8 bits')
  const pixels = pngChunks(good).find(({ type }) => type === 'IDAT')!
  const chunk = good.subarray(pixels.at, pixels.at + pixels.length + 12)
  const repeated = (times: number) =>
    Buffer.concat([good.subarray(0, -12), ...Array.from({ length: times }, () => chunk)])
  return [
    ['announces 2^31-1 frames', apngFile(side, noise, 2, 2 ** 31 - 1)],
    ['announces no frame', apngFile(side, noise, 2, 0)],
    ['1,000 frames', apngFile(side, noise, 1000)],
    ['pixels 5,000 times', repeated(5000)],
    ['no pixels', good.subarray(0, pixels.at)],
    ['two headers', Buffer.concat([good.subarray(0, 33), good.subarray(8)])],
  ]
}

function gifTraps(): Named[] {
  const dot = gifFrame({ width: 1, height: 1 }, Buffer.from([0x44, 0x01]))
  const small = { width: 50, height: 40 }
  const far = gifFrame({ left: 65_535, top: 65_535, width: 65_535, height: 65_535 }, SHORT)
  const dots = (count: number) =>
    gifFile(
      small,
      Array.from({ length: count }, () => dot),
    )
  const sizes = [0, 1, 9, 12, 13, 255].map((size): Named => [
    `code size ${size}`,
    gifFile(small, [gifFrame(small, SHORT, size)]),
  ])
  const large = { width: 7000, height: 7000 }
  return [
    ...FRAMES.map((count): Named => [`${count} frames`, dots(count)]),
    [
      '7,000 frames of 50 MP',
      gifFile(
        large,
        Array.from({ length: 7000 }, () => dot),
      ),
    ],
    ['frame outside the screen', gifFile(small, [far])],
    ['screen of 65,535', gifFile({ width: 65_535, height: 65_535 }, [dot])],
    ['screen of none', gifFile({ width: 0, height: 0 }, [dot])],
    ['no frame', gifFile(small, [])],
    ...sizes,
  ]
}

function webpTraps(find: Find): Named[] {
  const animated = find('webp animated')
  const chunks = webpChunks(animated).map(({ at, length, type }) => ({
    type,
    bytes: animated.subarray(at, at + 8 + length + (length & 1)),
  }))
  const frame = chunks.find(({ type }) => type === 'ANMF')!.bytes
  const heads = chunks.filter(({ type }) => type !== 'ANMF').map(({ bytes }) => bytes)
  const repeated = (count: number) =>
    webpFile([...heads, ...Array.from({ length: count }, () => frame)])
  const canvas = (side: number) =>
    webpFile([
      webpChunk('VP8X', Buffer.concat([littleEndian(4, 2), littleEndian(3, side, side)])),
      ...heads.slice(1),
      frame,
    ])
  return [
    ...[1000, 5000].map((count): Named => [`${count} frames`, repeated(count)]),
    ['canvas of 2^24', canvas(2 ** 24 - 1)],
    ['canvas of one pixel', canvas(0)],
    ['headers only', webpFile(heads)],
    [
      '10,000 empty chunks',
      webpFile(Array.from({ length: 10_000 }, () => webpChunk('XXXX', SHORT))),
    ],
  ]
}

function avifTraps(find: Find): Named[] {
  const good = find('avif')
  const sized = SIDES.flatMap((width) =>
    SIDES.map((height): Named => {
      const bytes = Buffer.from(good)
      const at = findBox(bytes, 'ispe')
      bytes.writeUInt32BE(width, at + 4)
      bytes.writeUInt32BE(height, at + 8)
      return [`size ${width} by ${height}`, bytes]
    }),
  )
  let nested = box('free', SHORT)
  for (let depth = 0; depth < 2000; depth++) nested = box('meta', Buffer.alloc(4), nested)
  const head = box('ftyp', Buffer.from('avif\0\0\0\0avifmif1miaf'))
  return [
    ...sized,
    ['boxes 2,000 deep', Buffer.concat([head, nested])],
    ['100,000 boxes', Buffer.concat([head, ...Array.from({ length: 1e5 }, () => box('free'))])],
    ['called HEIC', renamed(good, 'heic')],
    ['called a sequence', renamed(good, 'avis')],
  ]
}

/** The same boxes under another main brand. */
function renamed(bytes: Buffer, brand: string): Buffer {
  const copy = Buffer.from(bytes)
  copy.write(brand, 8, 'latin1')
  return copy
}

function tiffTraps(): Named[] {
  const pixels = Buffer.alloc(400, 77)
  const tags = greyTags(20, 20)
  const withTag = (tag: number, type: number, count: number, value: number) =>
    tiffOfTags(true, [...tags, { tag, type, count, value }], pixels)
  const compressions = [2, 3, 4, 5, 6, 7, 8, 32_773, 32_946, 34_712, 34_925, 50_000, 50_001, 65_535]
  const sized = SIDES.flatMap((side): Named[] => [
    [`${side} wide`, tiffOfTags(false, greyTags(side, 20), pixels)],
    [`${side} high`, tiffOfTags(false, greyTags(20, side), pixels)],
  ])
  const directories = Array.from({ length: 2000 }, (_, i) => chainedDirectory(i))
  return [
    ...sized,
    ...compressions.map((number): Named => [
      `compression ${number}`,
      tiffOfTags(true, greyTags(20, 20, number), pixels),
    ]),
    ['directory after itself', tiffOfTags(true, tags, pixels, 8)],
    ['directory inside itself', withTag(330, 4, 1, 8)],
    ['2^32-1 directories inside', withTag(330, 4, 2 ** 32 - 1, 8)],
    ['2^32-1 strips', withTag(273, 4, 2 ** 32 - 1, 8)],
    ['2^32-1 bits', withTag(258, 3, 2 ** 32 - 1, 8)],
    ['65,535 samples', withTag(277, 3, 1, 65_535)],
    ['tiles of nothing', withTag(322, 4, 1, 0)],
    ['2,000 directories in a chain', Buffer.concat([TIFF_HEADER, ...directories])],
  ]
}

/** A directory of one tag; each points at the one behind it. */
function chainedDirectory(number: number): Buffer {
  const next = 8 + (number + 1) * CHAINED_BYTES
  const entry = Buffer.concat([littleEndian(2, 256, 4), littleEndian(4, 1, 20)])
  return Buffer.concat([littleEndian(2, 1), entry, littleEndian(4, next)])
}

const CHAINED_BYTES = 18
const TIFF_HEADER = Buffer.concat([littleEndian(2, 0x4949, 42), littleEndian(4, 8)])

function bmpTraps(): Named[] {
  const pixels = Buffer.alloc(2400, 99)
  const sides = [0, -1, 1, -20, 65_535, 2 ** 31 - 1, -(2 ** 31)]
  const sized = sides.map((height): Named => {
    const bytes = bmpFile({ width: 20, height: 20, depth: 24 }, pixels)
    bytes.writeInt32LE(height, 22)
    return [`height ${height}`, bytes]
  })
  const wide = [0, -20, 2 ** 31 - 1].map((width): Named => {
    const bytes = bmpFile({ width: 20, height: 20, depth: 24 }, pixels)
    bytes.writeInt32LE(width, 18)
    return [`width ${width}`, bytes]
  })
  const skips = Buffer.alloc(4000, Buffer.from([0, 2, 255, 255]))
  return [
    ...sized,
    ...wide,
    ['runs beyond the rows', bmpFile({ width: 20, height: 20, depth: 8, compression: 1 }, pixels)],
    ['skips beyond the end', bmpFile({ width: 20, height: 20, depth: 8, compression: 1 }, skips)],
    ['runs of 4 bits', bmpFile({ width: 20, height: 20, depth: 4, compression: 2 }, pixels)],
  ]
}

function svgTraps(): Named[] {
  const laughs = Array.from({ length: 9 }, (_, i) => {
    const inner = i === 0 ? 'ha' : `&l${i - 1};`.repeat(10)
    return `<!ENTITY l${i} "${inner}">`
  }).join('')
  const root = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
  const text = (body: string): Buffer => Buffer.from(body)
  return [
    [
      'laughs',
      text(`<?xml version="1.0"?><!DOCTYPE svg [${laughs}]>${root}<text>&l8;</text></svg>`),
    ],
    ['a file', text(`${root}<image href="file:///etc/hostname" width="9" height="9"/></svg>`)],
    [
      'an entity of a file',
      text(`<!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/hostname">]>${root}`),
    ],
    ['100,000 deep', text(root + '<g>'.repeat(1e5))],
    ['UTF-16', Buffer.from(`\ufeff${root}</svg>`, 'utf16le')],
  ]
}

function polyglots(find: Find): Named[] {
  const jpeg = find('jpeg baseline')
  const archive = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex')
  const script = Buffer.from('/*<script>alert(1)</script>*/=1;')
  const behind = (bytes: Buffer, ...parts: Buffer[]) => Buffer.concat([bytes, ...parts])
  return [
    ['JPEG and archive', behind(jpeg, archive)],
    ['GIF and script', behind(Buffer.from('GIF89a'), script, find('gif').subarray(6))],
    ['PNG and page', behind(find('png colour 6, 8 bits'), Buffer.from('<html><svg>'))],
    ['PDF and JPEG', behind(Buffer.from('%PDF-1.4\n'), jpeg)],
    ['JPEG and AVIF', behind(jpeg, find('avif'))],
    ['BMP and TIFF', behind(find('bmp 24 bits'), find('tiff lzw'))],
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from([0xff])],
  ]
}
