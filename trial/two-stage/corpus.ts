import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import type { Drawing } from './draw.ts'

const SHORTEST_SIDE = 520
/** Larger pictures are reduced, to keep the trial short. */
const LONGEST_SIDE = 1600

/** The pictures below a directory, at most `n`, without those below the size that is read quickly. */
export async function* openCorpus(directory: string, n: number): AsyncGenerator<Drawing> {
  const files = globSync('**/*.{jpg,jpeg,png,webp}', { cwd: directory }).sort()
  let opened = 0
  for (const file of files) {
    if (opened === n) return
    const picture = sharp(readFileSync(join(directory, file)))
    const { width, height } = await picture.metadata()
    if (Math.min(width, height) < SHORTEST_SIDE) continue
    const { data, info } = await picture
      .flatten()
      .toColourspace('srgb')
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) continue
    opened++
    yield { pixels: data, width: info.width, height: info.height }
  }
}
