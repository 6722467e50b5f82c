import type { Depth, Fingerprint } from './outcome.ts'

/** What fingerprints of the first pipeline version do not have. */
type Later = 'depth' | 'variants' | 'sampledFrames'

/** The first pipeline version hashed a reduced copy of larger pictures. */
const FIRST_FULL_PIXELS = 2e6

/**
 * Reads a fingerprint that was kept as JSON, by this pipeline version or an earlier one.
 *
 * One without variants or sampled frames has none, whatever its picture has. One without depth is
 * `reduced` above two megapixels, as it was made, and `full` else.
 *
 * @param json  as `JSON.stringify` wrote it; not checked, since only this system writes it
 */
export function readStoredFingerprint(json: string): Fingerprint {
  const stored = JSON.parse(json) as Omit<Fingerprint, Later> & Partial<Pick<Fingerprint, Later>>
  return { ...stored, ...laterFields(stored) }
}

function laterFields(
  stored: Omit<Fingerprint, Later> & Partial<Pick<Fingerprint, Later>>,
): Pick<Fingerprint, Later> {
  const { depth = firstDepth(stored), variants = [], sampledFrames = [] } = stored
  return { depth, variants, sampledFrames }
}

function firstDepth({ width, height }: Pick<Fingerprint, 'width' | 'height'>): Depth {
  return width * height > FIRST_FULL_PIXELS ? 'reduced' : 'full'
}
