import { createDecoder, fingerprint } from '../../packages/fingerprint/src/index.ts'
import { drawPhotograph } from './photographs.ts'
import { measureRounds, median, pairedRatio } from './rounds.ts'

/**
 * Speed through one decoder process as a share of the speed in this process, by wall time, on
 * baseline JPEG of one megapixel.
 */
export async function measureThroughDecoder(isQuick: boolean) {
  const files: Buffer[] = []
  for (let seed = 1; seed <= (isQuick ? 3 : 8); seed++) {
    files.push(await (await drawPhotograph(seed, 1152, 864)).jpeg({ quality: 87 }).toBuffer())
  }
  await using decoder = createDecoder()
  const needsFull = () => false
  const ways = {
    quick: (bytes: Buffer) => fingerprint(bytes, { needsFull }),
    quickDecoder: (bytes: Buffer) => decoder.fingerprint(bytes, { needsFull }),
    full: (bytes: Buffer) => fingerprint(bytes),
    fullDecoder: (bytes: Buffer) => decoder.fingerprint(bytes),
  }
  const spent = await measureRounds(ways, files, isQuick ? 3 : 15, {
    clock: () => performance.now(),
  })
  return {
    figures: {
      inProcessQuickPerSecond: 1000 / median(spent.quick),
      decoderQuickPerSecond: 1000 / median(spent.quickDecoder),
      inProcessFullPerSecond: 1000 / median(spent.full),
      decoderFullPerSecond: 1000 / median(spent.fullDecoder),
    },
    ratios: {
      decoderShare: pairedRatio(spent.full, spent.fullDecoder),
      decoderShareQuick: pairedRatio(spent.quick, spent.quickDecoder),
    },
  }
}
