/** Legal class of a list entry; only `csam` may drive a notice. */
export const LEGAL_CLASSES = ['csam', 'harmful'] as const
export type LegalClass = (typeof LEGAL_CLASSES)[number]

export const HASH_ALGORITHMS = ['md5', 'sha1', 'sha256', 'pdq', 'blockhash'] as const
export type HashAlgorithm = (typeof HASH_ALGORITHMS)[number]

/** Hex digits of a value of each algorithm. */
export const HASH_DIGITS: Readonly<Record<HashAlgorithm, number>> = {
  md5: 32,
  sha1: 40,
  sha256: 64,
  pdq: 64,
  blockhash: 64,
}

/** How sure a match is: see design section 6. */
export const TIERS = ['exact', 'near', 'probable'] as const
export type Tier = (typeof TIERS)[number]

/** What a removal check saw. `unknown` never closes anything. */
export const VERDICTS = ['present', 'gone', 'unknown'] as const
export type Verdict = (typeof VERDICTS)[number]

export const LANGUAGES = ['en', 'fr', 'nl', 'de'] as const
export type Language = (typeof LANGUAGES)[number]
