/** PDQ distance in bits up to which two pictures are one; the default limit of a list. */
export const MATCH_DISTANCE = 31

/** Query quality below which a perceptual hash says nothing; digests only. */
export const MIN_PDQ_QUALITY = 50

/** Joint rule: both hashes of one entry agree, more loosely. For review only. */
export const PROBABLE_PDQ = 64
export const PROBABLE_BLOCKHASH = 24

/** Blockhash by itself, for review only. */
export const BLOCKHASH_ALONE = 4
