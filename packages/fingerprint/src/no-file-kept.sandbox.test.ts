import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sharp } from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDecoderAt, type Surroundings } from './decoder.ts'
import { chooseSandbox, findProgram, type FindProgram } from './decoder/sandbox.ts'
import { drawPattern, drawPicture } from './drawn-picture.ts'
import type { FingerprintOutcome } from './outcome.ts'
import { MIME_TYPES } from './picture/picture-kind.ts'
import {
  findTracer,
  readCalls,
  samplesOf,
  violations,
  watchCommand,
} from './testing-system-calls.ts'

const ENCODERS: Record<string, (picture: Sharp) => Sharp> = {
  JPEG: (picture) => picture.jpeg({ quality: 92 }),
  'progressive JPEG': (picture) => picture.jpeg({ progressive: true }),
  PNG: (picture) => picture.png(),
  'stored PNG': (picture) => picture.png({ compressionLevel: 0 }),
  GIF: (picture) => picture.gif(),
  WebP: (picture) => picture.webp(),
  'lossless WebP': (picture) => picture.webp({ lossless: true }),
  AVIF: (picture) => picture.avif({ effort: 0 }),
  TIFF: (picture) => picture.tiff({ compression: 'none' }),
}
const unboxed: Surroundings = { choose: () => ({ name: 'process', command: [], promises: [] }) }

const findFetched: FindProgram = (name) =>
  name === 'bwrap' ? process.env['BWRAP_PATH'] : findProgram(name)

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nightlight-calls-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('a decoder under the eyes of strace', () => {
  it('writes no picture anywhere, whatever the format, good and damaged', async () => {
    const { files, secrets } = await drawFiles()
    const outcomes = await decodeWatched('decoder-process', files)
    const kinds = outcomes.flatMap((one) =>
      one.status === 'fingerprinted' ? [one.fingerprint.mime] : [],
    )
    expect([...new Set(kinds)].toSorted()).toEqual(MIME_TYPES.toSorted())
    const [calls = [], ...others] = readCalls(join(dir, 'calls'))
    expect(others).toEqual([])
    expect(violations(calls, secrets)).toEqual([])
  })

  it('is caught when it keeps a picture, outside any sandbox', async () => {
    const picture = await keepOrder()
    await decodeWatched('misbehaving', [picture], unboxed)
    const found = readCalls(join(dir, 'calls')).flatMap((calls) =>
      violations(calls, samplesOf(picture)),
    )
    expect(found).toContain('openat: opened a file for writing')
    expect(found.filter((fault) => fault.endsWith('wrote picture bytes')).length).toBe(2)
  })

  it.each<[string, Surroundings]>([
    ['the sandbox of this machine', {}],
    ['bubblewrap', { choose: (needs) => chooseSandbox(needs, findFetched) }],
  ])('cannot keep a picture in %s, even when it tries', async (_, surroundings) => {
    const picture = await keepOrder()
    await decodeWatched('misbehaving', [picture], surroundings)
    const [calls = []] = readCalls(join(dir, 'calls'))
    expect(violations(calls, samplesOf(picture))).toEqual([])
    expect(calls.some(({ args, result }) => args.includes('kept') && result.startsWith('-1'))).toBe(
      true,
    )
  })
})

async function decodeWatched(
  program: string,
  files: readonly Uint8Array[],
  surroundings: Surroundings = {},
): Promise<FingerprintOutcome[]> {
  const folder = program === 'misbehaving' ? '../fixtures/programs' : '.'
  const entry = new URL(`${folder}/${program}.ts`, import.meta.url)
  const wrapper = watchCommand(findTracer(), join(dir, 'calls'))
  const options = { timeoutMs: 60_000 }
  await using decoder = createDecoderAt(entry, () => undefined, options, {
    ...surroundings,
    wrapper,
  })
  const outcomes: FingerprintOutcome[] = []
  for (const file of files) outcomes.push(await decoder.fingerprint(file))
  return outcomes
}

/** Each format whole, cut in half and with bytes changed; secrets of the bytes and of the pixels. */
async function drawFiles(): Promise<{ files: Buffer[]; secrets: string[] }> {
  const { default: sharp } = await import('sharp')
  const heic = readFileSync(new URL('../fixtures/images/drawn-320x240.heic', import.meta.url))
  const pixels = drawPattern(1, 320, 240, 45)
  const originals = [heic, bmpOf(pixels, 320)]
  const secrets = samplesOf(pixels)
  for (const [at, encode] of Object.values(ENCODERS).entries()) {
    const file = await encode(await drawPicture(at, 700 + at, 560)).toBuffer()
    originals.push(file)
    secrets.push(...samplesOf(await sharp(file).raw().toBuffer()))
  }
  secrets.push(...originals.flatMap((file) => samplesOf(file)))
  const files = originals.flatMap((file, at) => [
    file,
    file.subarray(0, file.length / 2),
    damage(file, at),
  ])
  return { files, secrets }
}

/** A bitmap of 24 bits a pixel, whose rows are a multiple of four bytes. */
function bmpOf(pixels: Uint8Array, width: number): Buffer {
  const header = Buffer.alloc(54)
  header.write('BM')
  header.writeUInt32LE(header.length + pixels.length, 2)
  header.writeUInt32LE(header.length, 10)
  header.writeUInt32LE(40, 14)
  header.writeInt32LE(width, 18)
  header.writeInt32LE(pixels.length / width / 3, 22)
  header.writeUInt16LE(1, 26)
  header.writeUInt16LE(24, 28)
  return Buffer.concat([header, pixels])
}

function damage(file: Buffer, seed: number): Buffer {
  const damaged = Buffer.from(file)
  let state = seed + 1
  for (let i = 0; i < 20; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    damaged[200 + (state % (file.length - 200))] = state >>> 24
  }
  return damaged
}

/** A PNG by its signature, with the order to keep it in `dir`. */
async function keepOrder(): Promise<Buffer> {
  const pixels = await (await drawPicture(5, 64, 64)).raw().toBuffer()
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    Buffer.from(`keep ${dir} `),
    pixels,
  ])
}
