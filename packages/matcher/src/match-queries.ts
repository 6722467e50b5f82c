import { MIN_PDQ_QUALITY, type Fingerprint, type VariantKind } from '@nightlight/fingerprint'

/** Where in a media a hash was found. */
export type Place = {
  /** Counts from 0, which is the picture itself. */
  frame: number
  /** `picture`, or another way of seeing its first frame. */
  variant: 'picture' | VariantKind
}

/** One PDQ to search for. */
export type PdqQuery = {
  hash: Uint8Array
  /** 0–7, of the picture as fetched */
  orientation: number
  flavour: 'full' | 'sampled'
}

/** Everything that is searched for of one place of a media. */
export type View = Place & {
  pdq: readonly PdqQuery[]
  /** Null for a later frame, and for hashes of which only PDQ is known. */
  blockhash: Uint8Array | null
}

/**
 * Lists what a media is searched by: the picture in eight orientations and both flavours, each
 * variant in eight orientations, and each sampled frame as it is.
 *
 * Places of a quality below `MIN_PDQ_QUALITY` are left out. The places themselves are in order of
 * preference. At most 16 + 32 + 8 PDQ and 5 blockhash; a photograph without a border, transparency
 * or profile has 16 and 1.
 */
export function matchQueries(fingerprint: Fingerprint): View[] {
  const { pdqOrientations, pdqSampled, variants, sampledFrames } = fingerprint
  const views: (View & { quality: number })[] = [
    {
      frame: 0,
      variant: 'picture',
      quality: fingerprint.pdqQuality,
      pdq: [...queriesOf(pdqOrientations, 'full'), ...queriesOf(pdqSampled, 'sampled')],
      blockhash: fingerprint.blockhash === '' ? null : bytesOf(fingerprint.blockhash),
    },
    ...variants.map((variant) => ({
      frame: 0,
      variant: variant.kind,
      quality: variant.pdqQuality,
      pdq: queriesOf(variant.pdqOrientations, 'full'),
      blockhash: bytesOf(variant.blockhash),
    })),
    ...sampledFrames.map(({ frame, pdq, pdqQuality }) => ({
      frame,
      variant: 'picture' as const,
      quality: pdqQuality,
      pdq: queriesOf([pdq], 'full'),
      blockhash: null,
    })),
  ]
  return views
    .filter(({ quality }) => quality >= MIN_PDQ_QUALITY)
    .map(({ quality: _quality, ...view }) => view)
}

const queriesOf = (hashes: readonly string[], flavour: PdqQuery['flavour']): PdqQuery[] =>
  hashes.map((hex, orientation) => ({ hash: bytesOf(hex), orientation, flavour }))

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
