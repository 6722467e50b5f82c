export { blockhash } from './hash/blockhash.ts'
export {
  createDecoder,
  type Decoder,
  type DecodeRequest,
  type DecoderLog,
  type DecoderOptions,
} from './decoder.ts'
export { createDigester, digest, type Digester, type Digests } from './hash/digests.ts'
export { encodePng } from './drawn-png.ts'
export { fingerprint, type FingerprintOptions } from './fingerprint.ts'
export type { PictureSource } from './gather.ts'
export { hammingDistance, popcount } from './hash/hamming.ts'
export { lumaFromRgb } from './hash/luma.ts'
export {
  isPartial,
  PARTIAL_VERSION,
  PIPELINE_VERSION,
  VIDEO_VERSION,
  type Depth,
  type Description,
  type Fingerprint,
  type FingerprintOutcome,
  type FrameHash,
  type NeedsFull,
  type PictureHashes,
  type RefusalCode,
  type Variant,
  type VariantKind,
} from './outcome.ts'
export { pdq, pdqOrientations, pdqSampled, type PdqResult, type Size } from './hash/pdq.ts'
export {
  createVideoReader,
  type VideoReader,
  type VideoReaderOptions,
} from './video/video-reader.ts'
export { videoKind } from './video/video-kind.ts'
export { readStoredFingerprint } from './stored-fingerprint.ts'
export {
  BLOCKHASH_ALONE,
  MATCH_DISTANCE,
  MIN_PDQ_QUALITY,
  PROBABLE_BLOCKHASH,
  PROBABLE_PDQ,
} from './thresholds.ts'
export {
  lookupRadius,
  mayResemble,
  QUICK_MARGIN,
  type KnownHashes,
  type Margins,
} from './two-stage.ts'
export { explainSandbox } from './decoder/sandbox.ts'
export { Slots } from './decoder/slots.ts'
