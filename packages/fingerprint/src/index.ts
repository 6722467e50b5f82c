export { blockhash } from './hash/blockhash.ts'
export { createDecoder, type Decoder, type DecoderLog, type DecoderOptions } from './decoder.ts'
export { digest, type Digests } from './hash/digests.ts'
export { fingerprint } from './fingerprint.ts'
export { hammingDistance, popcount } from './hash/hamming.ts'
export { lumaFromRgb } from './hash/luma.ts'
export {
  PIPELINE_VERSION,
  type Fingerprint,
  type FingerprintOutcome,
  type RefusalCode,
} from './outcome.ts'
export { pdq, pdqOrientations, pdqSampled, type PdqResult, type Size } from './hash/pdq.ts'
