import type { Fingerprint, KnownHashes, PictureHashes } from '@nightlight/fingerprint'

/** One way of seeing a picture: as it is, a variant, or a later frame of an animation. */
export type PictureView = {
  /** PDQ in eight orientations; of a later frame upright only. */
  full: readonly Uint8Array[]
  /** The same after sampling; of the picture as it is only. */
  sampled: readonly Uint8Array[]
  /** Null where there is none, as of a later frame. */
  blocks: Uint8Array | null
  quality: number
  isLaterFrame: boolean
}

/** Every way of seeing a picture that has perceptual hashes; none of bytes that were not decoded. */
export function viewsOf(fingerprint: Fingerprint): PictureView[] {
  if (fingerprint.pdq === '') return []
  const { pdqSampled, variants, sampledFrames } = fingerprint
  return [
    { ...wholeView(fingerprint), sampled: pdqSampled.map(bytesOf) },
    ...variants.map(wholeView),
    ...sampledFrames.map(({ pdq, pdqQuality }) => ({
      full: [bytesOf(pdq)],
      sampled: [],
      blocks: null,
      quality: pdqQuality,
      isLaterFrame: true,
    })),
  ]
}

const wholeView = ({ pdqOrientations, blockhash, pdqQuality }: PictureHashes): PictureView => ({
  full: pdqOrientations.map(bytesOf),
  sampled: [],
  blocks: blockhash === '' ? null : bytesOf(blockhash),
  quality: pdqQuality,
  isLaterFrame: false,
})

/** What the two-stage rule asks about these pictures, seen in every way. */
export const knownHashesOf = (fingerprints: readonly Fingerprint[]): KnownHashes[] =>
  fingerprints.flatMap(viewsOf).map(({ full, sampled, blocks }) => ({
    pdq: [...full.slice(0, 1), ...sampled.slice(0, 1)].map(hexOf),
    blockhash: blocks && hexOf(blocks),
  }))

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
