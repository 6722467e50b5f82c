import { createDeflate, deflateSync } from 'node:zlib'
import { buffer } from 'node:stream/consumers'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import type { File, Format } from './file.ts'
import { bmpFile } from './formats/bmp.ts'
import { gifFile, gifFrame } from './formats/gif.ts'
import { PNG_SIGNATURE, pngChunk, pngHeader } from './formats/png.ts'
import { greyTags, tiffOfTags } from './formats/tiff.ts'

const MEGABYTE = 2 ** 20
/** Just under the limit of 50 million pixels, and far above it. */
const LARGEST_SIDE = 7070
const FORBIDDEN_SIDE = 20_000

type Recipe = readonly [name: string, format: Format, make: () => Promise<Buffer> | Buffer]

const BOMBS: readonly Recipe[] = [
  ['png of 20,000 by 20,000 zeros', 'png', () => emptyPng(FORBIDDEN_SIDE, 8)],
  ['png of 20,000 by 20,000 bits', 'png', () => emptyPng(FORBIDDEN_SIDE, 1)],
  ['png with a million rows too many', 'png', () => emptyPng(64, 8, 1e6)],
  ['png with 64 MB of text', 'png', () => pngBeside('zTXt')],
  ['png with 64 MB of colour profile', 'png', () => pngBeside('iCCP')],
  ['bmp of run lengths, 49 MP', 'bmp', runLengthBmp],
  ['tiff of one strip, 20,000 by 20,000', 'tiff', deflatedTiff],
  ['png of 50 MP', 'png', () => emptyPng(LARGEST_SIDE, 8)],
  ['png of 50 MP, 16 bits', 'png', () => emptyPng(LARGEST_SIDE, 16)],
  ['gif of 50 MP', 'gif', () => flat().gif({ effort: 1 }).toBuffer()],
  ['gif of 50 MP without its pixels', 'gif', bareGif],
  ['jpeg of 50 MP', 'jpeg', () => flat().jpeg().toBuffer()],
  ['jpeg of 50 MP, progressive', 'jpeg', () => flat().jpeg({ progressive: true }).toBuffer()],
  ['webp of 50 MP', 'webp', () => flat().webp({ lossless: true, effort: 0 }).toBuffer()],
  ['tiff of 50 MP', 'tiff', () => flat().tiff({ compression: 'deflate' }).toBuffer()],
]

/** Small files that are large pictures, or hold large things beside the picture. */
export async function makeBombs(): Promise<File[]> {
  const bombs: File[] = []
  for (const [name, format, make] of BOMBS) bombs.push({ name, format, bytes: await make() })
  return bombs
}

function flat(): ReturnType<typeof sharp> {
  const side = { width: LARGEST_SIDE, height: LARGEST_SIDE }
  return sharp({ create: { ...side, channels: 3, background: '#369' } })
}

function bareGif(): Buffer {
  const side = { width: LARGEST_SIDE, height: LARGEST_SIDE }
  return gifFile(side, [gifFrame(side, Buffer.from([0x44, 0x01]))])
}

/** Empty rows, compressed as a stream. */
async function emptyPng(side: number, depth: number, extraRows = 0): Promise<Buffer> {
  const rowBytes = Math.ceil((side * depth) / 8) + 1
  const pixels = await deflatedZeros(rowBytes * (side + extraRows))
  const header = pngHeader({ width: side, height: side, depth, colour: 0 })
  return Buffer.concat([PNG_SIGNATURE, header, pngChunk('IDAT', pixels), pngChunk('IEND')])
}

async function deflatedZeros(length: number): Promise<Buffer> {
  const deflate = createDeflate({ level: 9 })
  const block = Buffer.alloc(MEGABYTE)
  const packed = buffer(deflate)
  for (let left = length; left > 0; left -= block.length) {
    const isRoom = deflate.write(left < block.length ? block.subarray(0, left) : block)
    if (!isRoom) await new Promise((resolve) => deflate.once('drain', resolve))
  }
  deflate.end()
  return packed
}

async function pngBeside(type: 'zTXt' | 'iCCP'): Promise<Buffer> {
  const packed = await deflatedZeros(64 * MEGABYTE)
  const side = pngChunk(type, Buffer.concat([Buffer.from('name\0\0'), packed]))
  const header = pngHeader({ width: 8, height: 8, depth: 8, colour: 0 })
  const pixels = pngChunk('IDAT', deflateSync(Buffer.alloc(72)))
  return Buffer.concat([PNG_SIGNATURE, header, side, pixels, pngChunk('IEND')])
}

function runLengthBmp(): Buffer {
  const run = Buffer.from([255, 7])
  const row = Buffer.concat([...Array.from({ length: 27 }, () => run), Buffer.from([115, 7, 0, 0])])
  const rows = Array.from({ length: 7000 }, () => row)
  const pixels = Buffer.concat([...rows, Buffer.from([0, 1])])
  return bmpFile({ width: 7000, height: 7000, depth: 8, compression: 1 }, pixels)
}

function deflatedTiff(): Buffer {
  const pixels = deflateSync(Buffer.alloc(MEGABYTE))
  return tiffOfTags(true, greyTags(FORBIDDEN_SIDE, FORBIDDEN_SIDE, 8), pixels)
}
