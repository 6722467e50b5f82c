import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { deflateSync, crc32 } from 'node:zlib'
import { bmvbhash } from 'blockhash-core'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { drawPicture } from './drawn-picture.ts'
import { fingerprint } from './fingerprint.ts'
import { digest } from './hash/digests.ts'
import { hammingDistance } from './hash/hamming.ts'
import { PIPELINE_VERSION, type Fingerprint } from './outcome.ts'

type Package = { version: string }
type Scene = {
  file: string
  sha256: string
  width: number
  height: number
  pdqCli512: { hash: string; quality: number }
  pdqFull: { hash: string; quality: number }
  blockhash16: string
}

const folder = new URL('../fixtures/images/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder))
const { images } = JSON.parse(read('vectors.json').toString()) as { images: Scene[] }

describe.each(images)('fingerprint of $file', (scene) => {
  it('equals the references in every hash', async () => {
    const found = await expectFingerprint(read(scene.file))
    expect(found).toMatchObject({
      sha256: scene.sha256,
      mime: 'image/jpeg',
      width: scene.width,
      height: scene.height,
      frames: 1,
      pdq: scene.pdqFull.hash,
      pdqQuality: scene.pdqFull.quality,
      blockhash: scene.blockhash16,
      pipelineVersion: PIPELINE_VERSION,
    })
  })

  it('equals the reference tool in the sampled flavour', async () => {
    const { pdqSampled } = await expectFingerprint(read(scene.file))
    expect(pdqSampled[0]).toBe(scene.pdqCli512.hash)
  })

  it('begins the orientations with the hash itself', async () => {
    const { pdq, pdqOrientations } = await expectFingerprint(read(scene.file))
    expect([pdqOrientations[0], pdqOrientations.length]).toEqual([pdq, 8])
  })
})

describe('fingerprint of a changed copy', () => {
  const scene = read('scene-4.jpg')

  it.each([
    ['compressed again', () => sharp(scene).jpeg({ quality: 40 })],
    ['halved', () => sharp(scene).resize({ width: 400 })],
    ['as PNG', () => sharp(scene).png()],
    ['as WebP', () => sharp(scene).webp()],
    ['as AVIF', () => sharp(scene).avif({ effort: 0 })],
    ['as TIFF', () => sharp(scene).tiff()],
    ['as GIF', () => sharp(scene).gif()],
  ])('lies within 31 bits: %s', async (_, change) => {
    const original = await expectFingerprint(scene)
    const copy = await expectFingerprint(await change().toBuffer())
    expect(distance(original.pdq, copy.pdq)).toBeLessThanOrEqual(31)
  })

  it.each([
    ['mirrored', () => sharp(scene).flop()],
    ['turned', () => sharp(scene).rotate(90)],
  ])('lies within a few bits of an orientation: %s', async (_, change) => {
    const original = await expectFingerprint(scene)
    const copy = await expectFingerprint(await change().jpeg({ quality: 95 }).toBuffer())
    const distances = original.pdqOrientations.map((hash) => distance(hash, copy.pdq))
    expect(Math.min(...distances)).toBeLessThanOrEqual(12)
  })

  it('is hashed as stored, whatever its orientation tag', async () => {
    const upright = sharp(scene).jpeg({ quality: 95 })
    const tagged = await upright.clone().withMetadata({ orientation: 6 }).toBuffer()
    const { pdq, width } = await expectFingerprint(tagged)
    const plain = await expectFingerprint(await upright.toBuffer())
    expect({ pdq, width }).toEqual({ pdq: plain.pdq, width: plain.width })
  })

  it('above two megapixels lies within a few bits of its half', async () => {
    const large = await drawPicture(4, 2600, 1900)
    const pixels = await large.raw().toBuffer()
    const half = sharp(pixels, { raw: { width: 2600, height: 1900, channels: 3 } })
    const whole = await expectFingerprint(await large.jpeg({ quality: 90 }).toBuffer())
    const part = await expectFingerprint(await half.resize(1300, 950).png().toBuffer())
    expect(distance(whole.pdq, part.pdq)).toBeLessThanOrEqual(12)
  })
})

describe('fingerprint of a picture with alpha', () => {
  const hidden = async (side: number) => {
    const colours = await drawPicture(2, side, side, 170)
    return {
      colours: await colours.png().toBuffer(),
      clear: await colours.ensureAlpha(0).png().toBuffer(),
    }
  }

  it('hashes the colour under full transparency', async () => {
    const { colours, clear } = await hidden(400)
    expect((await expectFingerprint(clear)).pdq).toBe((await expectFingerprint(colours)).pdq)
  })

  it('hashes the colour under full transparency above two megapixels', async () => {
    const { colours, clear } = await hidden(1500)
    const [seen, unseen] = [await expectFingerprint(colours), await expectFingerprint(clear)]
    expect(distance(seen.pdq, unseen.pdq)).toBeLessThanOrEqual(8)
  })

  it('counts transparent pixels as white in the blockhash, as blockhash-core does', async () => {
    const { clear } = await hidden(400)
    const data = await sharp(clear).raw().toBuffer()
    const { blockhash } = await expectFingerprint(clear)
    expect(blockhash).toBe(bmvbhash({ data, width: 400, height: 400 }, 16))
  })
})

describe('fingerprint of frames', () => {
  const frames = async () => {
    const pixels = await Promise.all(
      [1, 2, 3].map(async (seed) => (await drawPicture(seed, 90, 70)).raw().toBuffer()),
    )
    const raw = { width: 90, height: 210, channels: 3, pageHeight: 70 } as const
    return sharp(Buffer.concat(pixels), { raw }).gif().toBuffer()
  }

  it('counts them and gives the size of one', async () => {
    expect(await expectFingerprint(await frames())).toMatchObject({
      frames: 3,
      width: 90,
      height: 70,
    })
  })

  it('hashes up to the limit given', async () => {
    const outcome = await fingerprint(await frames(), { maxFrames: 2 })
    expect(outcome).toMatchObject({ fingerprint: { frames: 3, sampledFrames: [{ frame: 1 }] } })
  })
})

describe('fingerprint refuses', () => {
  const scene = read('scene-5.jpg')

  it.each([
    ['not-an-image', 'nothing', Buffer.alloc(0)],
    ['not-an-image', 'text', Buffer.from('no picture')],
    ['svg-refused', 'SVG', Buffer.from('<?xml version="1.0"?><svg width="9" height="9"/>')],
    ['damaged', 'a JPEG cut in its header', scene.subarray(0, 200)],
    ['damaged', 'a PNG of its signature', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['too-many-pixels', 'a bomb', pngHeader(60_000, 60_000)],
  ])('%s: %s', async (code, _, bytes) => {
    const digests = digest(bytes)
    expect(await fingerprint(bytes)).toMatchObject({ status: 'refused', code, digests })
  })

  it('more pixels than allowed', async () => {
    const outcome = await fingerprint(scene, { maxPixels: 1000 })
    expect(outcome).toMatchObject({ code: 'too-many-pixels' })
  })
})

describe('fingerprint', () => {
  it('reads a cut picture as far as it goes', async () => {
    const whole = read('scene-2.jpg')
    const cut = await expectFingerprint(whole.subarray(0, Math.floor(whole.length * 0.97)))
    expect(distance(cut.pdq, (await expectFingerprint(whole)).pdq)).toBeLessThanOrEqual(31)
  })

  it('names the installed versions of its decoding libraries', () => {
    const { version } = createRequire(import.meta.url)('libheif-js/package.json') as Package
    const libraries = `+sharp-${sharp.versions.sharp}+libheif-js-${version}`
    expect(PIPELINE_VERSION).toMatch(/^\d+\+/)
    expect(PIPELINE_VERSION.endsWith(libraries)).toBe(true)
  })
})

async function expectFingerprint(bytes: Uint8Array): Promise<Fingerprint> {
  const outcome = await fingerprint(bytes)
  if (outcome.status === 'refused') throw new Error(outcome.message)
  return outcome.fingerprint
}

function distance(a: string, b: string): number {
  return hammingDistance(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}

function pngHeader(width: number, height: number): Buffer {
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 2], 8)
  const parts = [pngChunk('IHDR', size), pngChunk('IDAT', deflateSync(Buffer.alloc(1000)))]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const frame = Buffer.alloc(8 + body.length)
  frame.writeUInt32BE(data.length)
  frame.set(body, 4)
  frame.writeUInt32BE(crc32(body), 4 + body.length)
  return frame
}
