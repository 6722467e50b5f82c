import sharp, { type Sharp } from 'sharp'
import { createCanvas, grain, rectangle, type Canvas } from './drawing/canvas.ts'
import { createRandom } from './drawing/random.ts'
import { SCENES, type Scene } from './drawing/scenes.ts'

export type DemoPicture = {
  /** Unique, lower case, fit for a file name. */
  name: string
  title: string
  mime: 'image/jpeg' | 'image/png'
  width: number
  height: number
  bytes: Uint8Array
}

const WIDTH = 960
const HEIGHT = 720
const GRAIN = 7

/**
 * Draws twelve harmless pictures: hills, boats, tiles and the like.
 *
 * The same seed gives the same bytes. They are busy enough for PDQ (quality 80 and more) and far from
 * each other (more than 80 bits in every orientation).
 *
 * @param seed whole number, 0 or more
 */
export async function drawPictures(seed: number): Promise<DemoPicture[]> {
  const pictures: DemoPicture[] = []
  for (const [index, scene] of SCENES.entries()) {
    pictures.push(await draw(scene, seed * SCENES.length + index))
  }
  return pictures
}

/** A small plain icon, far too simple to match anything. PNG. */
export async function drawIcon(): Promise<Uint8Array> {
  const canvas = createCanvas(32, 32, [40, 90, 160], [40, 90, 160])
  rectangle(canvas, [8, 8], 16, 16, [250, 244, 226])
  return encoder(canvas).png().toBuffer()
}

/** The same picture at half the size, JPEG. */
export async function resized(bytes: Uint8Array): Promise<Uint8Array> {
  return scaled(bytes, 0.5, 85)
}

/** The same picture at seven tenths of the size, compressed hard: JPEG of quality 35. */
export async function recompressed(bytes: Uint8Array): Promise<Uint8Array> {
  return scaled(bytes, 0.7, 35)
}

/** The same picture with left and right exchanged, JPEG. */
export async function mirrored(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes).flop().jpeg({ quality: 88 }).toBuffer()
}

async function draw(scene: Scene, seed: number): Promise<DemoPicture> {
  const random = createRandom(seed)
  const canvas = scene.paint(random, WIDTH, HEIGHT)
  if (scene.format === 'jpeg') grain(canvas, random, GRAIN)
  const encoded = encoder(canvas)
  return {
    name: scene.name,
    title: scene.title,
    mime: `image/${scene.format}`,
    width: WIDTH,
    height: HEIGHT,
    bytes: await (
      scene.format === 'jpeg' ? encoded.jpeg({ quality: 88 }) : encoded.png()
    ).toBuffer(),
  }
}

function encoder({ pixels, width, height }: Canvas): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

async function scaled(bytes: Uint8Array, share: number, quality: number): Promise<Uint8Array> {
  const { width } = await sharp(bytes).metadata()
  return sharp(bytes)
    .resize(Math.round(width * share))
    .jpeg({ quality })
    .toBuffer()
}
