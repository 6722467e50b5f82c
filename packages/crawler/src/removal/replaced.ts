import type { SeenPicture, Survey } from '../survey-page.ts'
import type { Earlier } from './earlier-store.ts'
import type { Likeness } from './likeness.ts'
import type { Probe } from './probe.ts'
import type { Said } from './verdict.ts'

type Context = {
  survey: Survey
  earlier: Earlier
  probe: Probe | undefined
  /** It ends before its own end: what is missing may be the content. */
  isCutOff: boolean
}

/**
 * What a picture says that is not the content and stands at its address.
 *
 * Another picture means that the content has gone from there, unless the same one has taken the place of
 * other pictures of the page too: that is how hosts answer who may not see any of them. A picture that
 * cannot be compared (flat graphics with a few words) counts only when the host shows the same bytes for
 * what never existed and still shows another picture of before.
 */
export function replaced(seen: Likeness, picture: SeenPicture, context: Context): Said {
  const isMissing =
    context.probe?.outcome === 'bytes' && context.probe.sha256 === picture.fingerprint.sha256
  const evidence = [seen.code, ...(isMissing ? ['as-missing'] : [])]
  if (tookOtherPlaces(picture, context)) {
    return { outcome: 'unknown', code: 'placeholder', evidence: [...evidence, 'shown-elsewhere'] }
  }
  if (context.isCutOff) {
    return { outcome: 'unknown', code: 'not-comparable', evidence: [...evidence, 'cut-off'] }
  }
  if (seen.outcome === 'gone') {
    return { outcome: 'gone', code: isMissing ? 'placeholder' : seen.code, evidence }
  }
  if (!isMissing) return { outcome: 'unknown', code: seen.code, evidence }
  return stillShowsAnother(picture, context)
    ? { outcome: 'gone', code: 'placeholder', evidence: [...evidence, 'others-still-shown'] }
    : { outcome: 'unknown', code: 'placeholder', evidence }
}

/** It stands now where another picture of the page stood before the case was opened. */
const tookOtherPlaces = ({ mediaId, via }: SeenPicture, { survey, earlier }: Context): boolean =>
  survey.pictures.some(
    (other) =>
      other.mediaId === mediaId &&
      other.via !== via &&
      earlier.innocent.some(
        (before) =>
          before.atOpening && before.locationId === other.locationId && before.mediaId !== mediaId,
      ) &&
      !earlier.innocent.some(
        (before) =>
          before.atOpening && before.locationId === other.locationId && before.mediaId === mediaId,
      ),
  )

/** Another picture of the same domain is where it was before the case was opened. */
const stillShowsAnother = (
  { locationId, mediaId }: SeenPicture,
  { survey, earlier }: Context,
): boolean =>
  survey.pictures.some(
    (other) =>
      other.mediaId !== mediaId &&
      earlier.domains.get(other.locationId) === earlier.domains.get(locationId) &&
      earlier.innocent.some(
        (before) =>
          before.atOpening &&
          before.locationId === other.locationId &&
          before.mediaId === other.mediaId,
      ),
  )
