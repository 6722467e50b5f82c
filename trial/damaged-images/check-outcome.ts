import { createHash } from 'node:crypto'
import type {
  Fingerprint,
  FingerprintOutcome,
  PictureHashes,
  RefusalCode,
} from '../../packages/fingerprint/src/index.ts'
import { DEFAULT_LIMITS } from '../../packages/fingerprint/src/outcome.ts'

const HASH = /^[0-9a-f]{64}$/
const MIME = /^image\/[a-z+.-]{3,16}$/
const MAX_MESSAGE = 160
const CODES: Readonly<Record<RefusalCode, true>> = {
  'not-an-image': true,
  unsupported: true,
  'svg-refused': true,
  'too-many-pixels': true,
  damaged: true,
  'out-of-memory': true,
  'too-large': true,
  timeout: true,
  'decoder-crashed': true,
}

/**
 * Holds the outcome of one file against what the types and the file itself promise.
 *
 * @returns what is wrong, one entry each; empty for a good record
 */
export function faultsOf(bytes: Uint8Array, outcome: FingerprintOutcome): string[] {
  if (outcome.status === 'refused') {
    const { code, message, digests } = outcome
    return [
      ...fault(code in CODES, `refusal code ${code}`),
      ...fault(message.length > 0 && message.length <= MAX_MESSAGE, 'message'),
      ...(digests === null ? ['no digests'] : digestFaults(bytes, digests)),
    ]
  }
  const { fingerprint } = outcome
  return [...digestFaults(bytes, fingerprint), ...fingerprintFaults(fingerprint)]
}

const fault = (isRight: boolean, what: string): string[] => (isRight ? [] : [what])

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most

const areHashes = (hashes: readonly string[]): boolean =>
  hashes.length === 8 && hashes.every((hash) => HASH.test(hash))

type Digests = Pick<Fingerprint, 'md5' | 'sha1' | 'sha256' | 'size'>

function digestFaults(bytes: Uint8Array, digests: Digests): string[] {
  const isRight = (['md5', 'sha1', 'sha256'] as const).every(
    (name) => createHash(name).update(bytes).digest('hex') === digests[name],
  )
  return [...fault(isRight, 'digests'), ...fault(digests.size === bytes.length, 'size')]
}

function fingerprintFaults(fingerprint: Fingerprint): string[] {
  const { width, height, frames, mime, depth, variants, sampledFrames } = fingerprint
  const { maxPixels, maxFrames } = DEFAULT_LIMITS
  const areSides = isWhole(width, 1, maxPixels) && isWhole(height, 1, maxPixels)
  const areFrames = sampledFrames.every(
    ({ frame, pdq, pdqQuality }) =>
      isWhole(frame, 1, frames - 1) && HASH.test(pdq) && isWhole(pdqQuality, 0, 100),
  )
  return [
    ...fault(areSides && width * height <= maxPixels, `sides ${width} by ${height}`),
    ...fault(isWhole(frames, 1, 2 ** 31), `frames ${frames}`),
    ...fault(MIME.test(mime), 'mime'),
    ...fault(['full', 'reduced', 'quick'].includes(depth), 'depth'),
    ...hashFaults('picture', fingerprint),
    ...fault(areHashes(fingerprint.pdqSampled), 'sampled hashes'),
    ...fault(
      new Set(variants.map(({ kind }) => kind)).size === variants.length,
      'two of a variant',
    ),
    ...variants.flatMap((variant) => [
      ...hashFaults(variant.kind, variant),
      ...fault(isInside(variant, fingerprint), `area of ${variant.kind}`),
    ]),
    ...fault(sampledFrames.length < maxFrames && areFrames, 'sampled frames'),
  ]
}

function hashFaults(what: string, hashes: PictureHashes): string[] {
  const { pdq, pdqQuality, pdqOrientations, blockhash } = hashes
  return [
    ...fault(HASH.test(pdq) && pdqOrientations[0] === pdq, `pdq of ${what}`),
    ...fault(isWhole(pdqQuality, 0, 100), `quality of ${what}`),
    ...fault(areHashes(pdqOrientations), `orientations of ${what}`),
    ...fault(HASH.test(blockhash), `blockhash of ${what}`),
  ]
}

type Area = { left: number; top: number; width: number; height: number }

function isInside(area: Area, { width, height }: Fingerprint): boolean {
  const { left, top } = area
  return (
    isWhole(left, 0, width - 1) &&
    isWhole(top, 0, height - 1) &&
    isWhole(area.width, 1, width - left) &&
    isWhole(area.height, 1, height - top)
  )
}
