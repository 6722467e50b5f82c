import type { Depth, Digests, FingerprintOutcome, Fingerprint } from '@nightlight/fingerprint'

export type FileError = { code: string; message: string }

/** What `hash` says of a picture beside its digests; hashes are lower-case hex. */
export type PictureRecord = {
  mime: string
  width: number
  height: number
  frames: number
  pdq: string
  pdqQuality: number
  blockhash: string
  depth: Depth
  variants: {
    kind: string
    left: number
    top: number
    width: number
    height: number
    pdq: string
    pdqQuality: number
    blockhash: string
  }[]
  sampledFrames: { frame: number; pdq: string; pdqQuality: number }[]
  pipelineVersion: string
}

/**
 * What became of one file: its digests unless it could not be read, and a picture or an error.
 *
 * `path` has one character a byte.
 */
export type FileRecord = {
  path: string
  digests?: Digests
  picture?: PictureRecord
  error?: FileError
}

/** The record of a file that was read to its end. */
export function recordOf(path: string, outcome: FingerprintOutcome): FileRecord {
  if (outcome.status === 'refused') {
    const { code, message, digests } = outcome
    return { path, ...(digests && { digests }), error: { code, message } }
  }
  const { md5, sha1, sha256, size } = outcome.fingerprint
  return { path, digests: { md5, sha1, sha256, size }, picture: pictureOf(outcome.fingerprint) }
}

function pictureOf(print: Fingerprint): PictureRecord {
  const { mime, width, height, frames, pdq, pdqQuality, blockhash, depth, pipelineVersion } = print
  const variants = print.variants.map((variant) => ({
    kind: variant.kind,
    left: variant.left,
    top: variant.top,
    width: variant.width,
    height: variant.height,
    pdq: variant.pdq,
    pdqQuality: variant.pdqQuality,
    blockhash: variant.blockhash,
  }))
  const hashes = { pdq, pdqQuality, blockhash, depth, variants }
  const sampledFrames = print.sampledFrames.map((frame) => ({
    frame: frame.frame,
    pdq: frame.pdq,
    pdqQuality: frame.pdqQuality,
  }))
  return { mime, width, height, frames, ...hashes, sampledFrames, pipelineVersion }
}
