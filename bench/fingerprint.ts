import { createDecoder, fingerprint, lumaFromRgb, pdq } from '../packages/fingerprint/src/index.ts'
import { drawPattern, drawPicture } from '../packages/fingerprint/src/drawn-picture.ts'
import { pdqFullPass } from '../packages/fingerprint/src/hash/pdq-full-pass.ts'

// What bounds the pipeline is JPEG entropy decoding: every bit of a baseline file has to be read, at
// some 110 MB of file per second and core in libjpeg-turbo, about 1 ms a megapixel. No hash can be
// quicker than that; the goals below are about what is added to it.

/** The result of one benchmark; `ratios` are held against `goals` of the same names. */
export type BenchResult<Name extends string> = {
  name: Name
  figures: Record<string, number>
  ratios: Record<string, number>
  goals: Record<string, number>
  held: boolean
}

const GOALS = {
  // PDQ of 512x512 luma against full float32 passes over every pixel.
  pdqSpeedUp: 6,
  // PDQ of one megapixel of luma against the same.
  pdqSpeedUpOneMegapixel: 10,
  // Pictures a second through the decoder process against decoding in this process.
  decoderProcessShare: 0.8,
}

/**
 * Measures PDQ against its full-pass form, and whole fingerprints in this process and in a decoder
 * process, on seeded drawn pictures.
 *
 * Ways are interleaved in rounds; figures and ratios are medians of the rounds.
 *
 * @param options  `quick`: fewer rounds, for a check that it works
 */
export async function run(options: { quick: boolean }): Promise<BenchResult<'fingerprint'>> {
  const rounds = options.quick ? 5 : 25
  const small = measurePdq(512, 512, rounds)
  const large = measurePdq(1152, 868, rounds)
  const whole = await measurePipeline(options.quick ? 3 : 15, options.quick ? 4 : 8)
  const ratios = {
    pdqSpeedUp: small.ratio,
    pdqSpeedUpOneMegapixel: large.ratio,
    decoderProcessShare: whole.share,
  }
  const figures = {
    pdqMs: small.sparseMs,
    pdqFullPassMs: small.fullPassMs,
    pdqOneMegapixelMs: large.sparseMs,
    pdqFullPassOneMegapixelMs: large.fullPassMs,
    ...whole.figures,
  }
  const held =
    ratios.pdqSpeedUp >= GOALS.pdqSpeedUp &&
    ratios.pdqSpeedUpOneMegapixel >= GOALS.pdqSpeedUpOneMegapixel &&
    ratios.decoderProcessShare >= GOALS.decoderProcessShare
  return { name: 'fingerprint', figures, ratios, goals: GOALS, held }
}

function measurePdq(width: number, height: number, rounds: number) {
  const pixels = drawPattern(1, width, height, 71)
  const luma = lumaFromRgb(pixels)
  const sparse: number[] = []
  const fullPass: number[] = []
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const sparseMs = elapsed(() => pdq(luma, width, height))
    const fullPassMs = elapsed(() => pdqFullPass(luma, width, height))
    if (round < 0) continue
    sparse.push(sparseMs)
    fullPass.push(fullPassMs)
  }
  return {
    sparseMs: median(sparse),
    fullPassMs: median(fullPass),
    ratio: median(fullPass.map((ms, i) => ms / sparse[i]!)),
  }
}

const WARM_UP_ROUNDS = 5

async function measurePipeline(rounds: number, picturesARound: number) {
  await using decoder = createDecoder()
  const seeds = Array.from({ length: picturesARound }, (_, i) => i + 1)
  const pictures = await Promise.all(seeds.map(drawJpeg))
  const inProcess: number[] = []
  const inDecoder: number[] = []
  for (let round = -1; round < rounds; round++) {
    const inProcessMs = await elapsedAll(pictures, (bytes) => fingerprint(bytes))
    const inDecoderMs = await elapsedAll(pictures, (bytes) => decoder.fingerprint(bytes))
    if (round < 0) continue
    inProcess.push(inProcessMs)
    inDecoder.push(inDecoderMs)
  }
  const perSecond = (ms: number) => (1000 * picturesARound) / ms
  return {
    share: median(inProcess.map((ms, i) => ms / inDecoder[i]!)),
    figures: {
      jpegBytes: Math.round(median(pictures.map(({ length }) => length))),
      picturesPerSecondInProcess: perSecond(median(inProcess)),
      picturesPerSecondInDecoder: perSecond(median(inDecoder)),
    },
  }
}

/** One megapixel, baseline, quality 85, with enough detail to weigh as a photograph does. */
async function drawJpeg(seed: number): Promise<Buffer> {
  const picture = await drawPicture(seed, 1152, 868, 60)
  return picture.blur(1).jpeg({ quality: 85 }).toBuffer()
}

async function elapsedAll<T>(pictures: readonly Buffer[], work: (bytes: Buffer) => Promise<T>) {
  const startedAt = performance.now()
  for (const bytes of pictures) await work(bytes)
  return performance.now() - startedAt
}

function elapsed(work: () => unknown): number {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
