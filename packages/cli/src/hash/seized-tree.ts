import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type sharp from 'sharp'
import type { Sharp } from 'sharp'

/** The library, which only tests may load. */
type Draw = typeof sharp

/** A harmless picture of coloured blocks, another for each seed; for tests. */
export function drawBlocks(draw: Draw, seed: number, width = 160, height = 120): Sharp {
  const pixels = Buffer.alloc(width * height * 3)
  for (let at = 0; at < pixels.length; at++) {
    const x = Math.floor(at / 3) % width
    const y = Math.floor(at / 3 / width)
    pixels[at] = scatter(Math.floor(x / 13) + 31 * Math.floor(y / 11) + 997 * (at % 3), seed)
  }
  return draw(pixels, { raw: { width, height, channels: 3 } })
}

function scatter(place: number, seed: number): number {
  let v = Math.imul(place + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0xc2b2ae35)
  v = Math.imul(v ^ (v >>> 15), 0x2c1b3c6d)
  return (v ^ (v >>> 12)) & 0xff
}

/** Names of the tree that a record must have, one character a byte; see `makeSeizedTree`. */
export const PICTURES = ['a.jpg', 'a.png', 'a.webp', 'a.gif', 'a.avif', 'a.tiff'] as const
export const OTHERS = [
  '-x',
  '=HYPERLINK("x").txt',
  'flat.png.txt',
  'line\nend, "quoted".txt',
  'not-utf8-\xff\xc3.bin',
  "'quote",
] as const
export const LINKS = ['cycle', 'pipe'] as const

/** Makes a folder as it may be found on a seized disk: every format, damage and odd names. */
export async function makeSeizedTree(draw: Draw, dir: string): Promise<void> {
  await mkdir(join(dir, 'DCIM', 'deep er'), { recursive: true })
  const picture = (seed: number): Sharp => drawBlocks(draw, seed, 640, 480)
  const flat = draw({ create: { width: 80, height: 80, channels: 3, background: '#777' } })
  const drawn: [string, Sharp][] = [
    ['a.jpg', picture(1).jpeg()],
    ['a.png', picture(2).png()],
    ['a.webp', picture(3).webp()],
    ['a.gif', picture(4).gif()],
    ['a.avif', picture(5).avif({ effort: 0 })],
    ['a.tiff', picture(6).tiff()],
    ['DCIM/deep er/IMG.JPG', picture(7).jpeg()],
    ['DCIM/no-ending', picture(8).jpeg()],
    ['flat.png', flat.png()],
  ]
  for (const [name, one] of drawn) await writeFile(join(dir, name), await one.toBuffer())
  const damaged = (await picture(9).png().toBuffer()).fill(0x55, 60, 400)
  await writeFile(join(dir, 'damaged.png'), damaged)
  await writeFile(join(dir, 'empty.jpg'), '')
  for (const name of OTHERS) {
    await writeFile(Buffer.from(`${dir}/${name}`, 'latin1'), `other ${name}`)
  }
  await symlink('..', join(dir, 'cycle'))
  execFileSync('mkfifo', [join(dir, 'pipe')])
}
