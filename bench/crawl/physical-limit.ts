import { fingerprint } from '../../packages/fingerprint/src/index.ts'
import { digest } from '../../packages/fingerprint/src/hash/digests.ts'
import { measureRounds, median } from '../fingerprint/rounds.ts'
import { plainPdqOfFile } from '../fingerprint/plain-picture.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import { drawPictures } from './draw-site.ts'
import type { Measured } from './compare.ts'

const CORES = 2
const SEED = 1

/**
 * CPU time of the pictures alone, in this process: what no way of fetching and keeping can fall below.
 *
 * `plain` is what the baseline does with a picture, `decode` the decoding library in full, without any hash.
 */
export async function measurePicturesAlone(isQuick: boolean): Promise<Measured> {
  const files = await drawPictures(isQuick ? 2 : 4, SEED)
  const ways = {
    ours: (bytes: Buffer) => fingerprint(bytes),
    plain: async (bytes: Buffer) => [digest(bytes), await plainPdqOfFile(bytes)],
    decode: (bytes: Buffer) => sharp(bytes).raw().toBuffer(),
  }
  const spent = await measureRounds(ways, files, isQuick ? 3 : 7)
  const figures = {
    alonePictureCpuMs: median(spent.ours),
    alonePlainCpuMs: median(spent.plain),
    aloneDecodeCpuMs: median(spent.decode),
    limitPicturesPerSecondTwoCores: (CORES * 1000) / median(spent.ours),
    limitPlainPicturesPerSecondTwoCores: (CORES * 1000) / median(spent.plain),
  }
  return { figures, ratios: {} }
}
