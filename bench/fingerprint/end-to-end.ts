import { fingerprint } from '../../packages/fingerprint/src/index.ts'
import { digest } from '../../packages/fingerprint/src/hash/digests.ts'
import { pdqBothFlavours } from '../../packages/fingerprint/src/hash/pdq.ts'
import { pdqFullPass } from '../../packages/fingerprint/src/hash/pdq-full-pass.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import type { Figure } from '../../scripts/measurement.ts'
import { drawPhotograph, type Photograph } from './photographs.ts'
import { lumaAt512, PLAIN_SIDE, plainPdqOfFile } from './plain-picture.ts'
import { addRounds, measureRounds, median, pairedRatio } from './rounds.ts'

const ROUNDS = 7
const WARM_UP_PICTURES = 200

type Case = {
  /** In the keys of figures and ratios. */
  name: string
  width: number
  height: number
  encode: (photograph: Photograph) => Photograph
  /** Different pictures of the kind. */
  files: number
}

const ONE = { width: 1152, height: 864 }
const FOUR = { width: 2304, height: 1728 }
const TWELVE = { width: 4000, height: 3000 }
const jpeg = (progressive: boolean) => (photograph: Photograph) =>
  photograph.jpeg({ quality: 87, progressive })

const CASES: readonly Case[] = [
  { name: 'jpeg1', ...ONE, encode: jpeg(false), files: 16 },
  { name: 'jpeg4', ...FOUR, encode: jpeg(false), files: 4 },
  { name: 'jpeg12', ...TWELVE, encode: jpeg(false), files: 3 },
  { name: 'progressive1', ...ONE, encode: jpeg(true), files: 8 },
  { name: 'progressive12', ...TWELVE, encode: jpeg(true), files: 3 },
  { name: 'png1', ...ONE, encode: (photograph) => photograph.png(), files: 4 },
  { name: 'webp1', ...ONE, encode: (photograph) => photograph.webp({ quality: 85 }), files: 4 },
  {
    name: 'avif1',
    ...ONE,
    encode: (photograph) => photograph.avif({ quality: 60, effort: 2 }),
    files: 4,
  },
]

/** Ways from bytes to hashes; all but `quick` and `full` leave the digests to be added. */
const WAYS = {
  quick: (bytes: Buffer) => fingerprint(bytes, { needsFull: () => false }),
  full: (bytes: Buffer) => fingerprint(bytes),
  plain: (bytes: Buffer) => plainPdqOfFile(bytes),
  fullPass: async (bytes: Buffer) => pdqFullPass(await lumaAt512(bytes), PLAIN_SIDE, PLAIN_SIDE),
  wasm: async (bytes: Buffer) => {
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
    return pdqBothFlavours({ ...info, data }, info)
  },
  digests: (bytes: Buffer) => digest(bytes),
}

/** What is measured of one kind and size of file. */
export type EndToEnd = { figures: Record<string, Figure>; ratios: Record<string, number> }

/**
 * CPU time from the bytes of a file to all its hashes, on pictures like photographs.
 *
 * Our two paths against (a) a reduction to 512x512 and PDQ in plain JavaScript and (b) a full decode
 * and PDQ in WebAssembly, each with the same three digests.
 */
export async function measureEndToEnd(isQuick: boolean): Promise<EndToEnd> {
  await warmUp()
  const all: EndToEnd = { figures: {}, ratios: {} }
  let digested = { bytes: 0, ms: 0 }
  for (const one of CASES) {
    const files = await encodeFiles(one, isQuick ? 2 : one.files)
    const spent = await measureRounds(WAYS, files, isQuick ? 3 : ROUNDS)
    const bytes = median(files.map(({ length }) => length))
    digested = { bytes: digested.bytes + bytes, ms: digested.ms + median(spent.digests) }
    report(all, one, bytes, spent)
    all.figures[`${one.name}Depths`] = await depthsOf(files)
  }
  all.figures['digestsMegabytesPerSecond'] = digested.bytes / 1000 / digested.ms
  return all
}

/** A decoder process spends its life on pictures: the first ones, in which code is compiled, are few. */
async function warmUp(): Promise<void> {
  const [bytes] = await encodeFiles(CASES[0]!, 1)
  if (bytes === undefined) return
  for (let i = 0; i < WARM_UP_PICTURES; i++) await WAYS.quick(bytes)
}

/** What the first stage came to: `quick` where it was enough, as for most large JPEG. */
async function depthsOf(files: readonly Buffer[]): Promise<string> {
  const depths = new Set<string>()
  for (const bytes of files) {
    const outcome = await WAYS.quick(bytes)
    depths.add(outcome.status === 'refused' ? outcome.code : outcome.fingerprint.depth)
  }
  return [...depths].join(', ')
}

async function encodeFiles({ width, height, encode }: Case, count: number): Promise<Buffer[]> {
  const files: Buffer[] = []
  for (let seed = 1; seed <= count; seed++) {
    files.push(await encode(await drawPhotograph(seed, width, height)).toBuffer())
  }
  return files
}

type Spent = Record<keyof typeof WAYS, number[]>

function report({ figures, ratios }: EndToEnd, one: Case, bytes: number, spent: Spent): void {
  const { name } = one
  const { quick, full, digests } = spent
  const plain = addRounds(spent.plain, digests)
  figures[`${name}Bytes`] = bytes
  figures[`${name}Ms`] = median(quick)
  figures[`${name}FullMs`] = median(full)
  figures[`${name}PlainMs`] = median(plain)
  figures[`${name}WasmMs`] = median(addRounds(spent.wasm, digests))
  figures[`${name}DigestsMs`] = median(digests)
  figures[`${name}PerSecond`] = 1000 / median(quick)
  ratios[`${name}ToPlain`] = pairedRatio(plain, quick)
  ratios[`${name}ToPlainWithoutDigests`] = pairedRatio(spent.plain, quick)
  ratios[`${name}ToFullPass`] = pairedRatio(addRounds(spent.fullPass, digests), quick)
  ratios[`${name}ToWasm`] = pairedRatio(addRounds(spent.wasm, digests), quick)
  ratios[`${name}FullToPlain`] = pairedRatio(plain, full)
}
