import type { Fingerprint } from '@nightlight/fingerprint'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Validators } from '../fetch/outcome.ts'
import type { KnownPicture } from '../visit-location.ts'
import type { Survey } from './survey.ts'

/** What a check looks for, and at which addresses. */
export type Sought = {
  known: readonly string[]
  media: readonly { id: string; fingerprint: Fingerprint }[]
}

type Store = { db: DbOrTransaction; crypto: FieldCrypto }

const placeOf = (locationId: string, egress: string) => ({
  table: 'picture_version',
  column: 'validators_ct',
  row: `${locationId} ${egress}`,
})

/**
 * Pictures that need not be sent again to a vantage point that saw them at their address when it last
 * looked: only what is sought there itself, by everybody who seeks something there.
 *
 * @returns by location
 */
export async function knownVersions(
  { db, crypto }: Store,
  egress: string,
  looks: readonly Sought[],
): Promise<Map<string, KnownPicture>> {
  const rows = await db
    .selectFrom('picture_version')
    .select(['location_id', 'media_id', 'validators_ct'])
    .where('egress', '=', egress)
    .where('location_id', '=', sql<string>`any (${placesOf(looks)}::uuid[])`)
    .execute()
  const versions = new Map<string, KnownPicture>()
  for (const { location_id, media_id: mediaId, validators_ct } of rows) {
    const fingerprint = soughtAt(looks, location_id, mediaId)
    if (!fingerprint) continue
    const text = crypto.openText(placeOf(location_id, egress), validators_ct)
    const validators = JSON.parse(text) as Validators
    versions.set(location_id, { mediaId, fingerprint, validators })
  }
  return versions
}

/** Keeps what servers call the pictures that this look saw, and forgets those that it did not see again. */
export async function keepVersions(
  { db, crypto }: Store,
  egress: string,
  looks: readonly Sought[],
  survey: Survey,
): Promise<void> {
  const lost: string[] = []
  for (const locationId of placesOf(looks)) {
    const visited = survey.visits.get(locationId)
    if (!visited || (visited.outcome === 'picture' && visited.isUnchanged)) continue
    const validators = visited.outcome === 'picture' ? visited.validators : undefined
    if (visited.outcome !== 'picture' || !validators) {
      lost.push(locationId)
      continue
    }
    if (!soughtAt(looks, locationId, visited.mediaId)) {
      lost.push(locationId)
      continue
    }
    const kept = {
      media_id: visited.mediaId,
      validators_ct: crypto.seal(placeOf(locationId, egress), JSON.stringify(validators)),
      seen_at: sql<Date>`clock_timestamp()`,
    }
    await db
      .insertInto('picture_version')
      .values({ location_id: locationId, egress, ...kept })
      .onConflict((conflict) => conflict.columns(['location_id', 'egress']).doUpdateSet(kept))
      .execute()
  }
  if (lost.length === 0) return
  await db
    .deleteFrom('picture_version')
    .where('egress', '=', egress)
    .where('location_id', 'in', lost)
    .execute()
}

/** Whether each look has seen what it seeks, so that nothing could be called gone. */
export const sawAll = (looks: readonly Sought[], { pictures }: Pick<Survey, 'pictures'>): boolean =>
  looks.every(({ media }) => pictures.some(({ mediaId }) => media.some(({ id }) => id === mediaId)))

const placesOf = (looks: readonly Sought[]): string[] => [
  ...new Set(looks.flatMap(({ known }) => known)),
]

/** The fingerprint of a media that everybody seeks who seeks something at an address; null otherwise. */
function soughtAt(
  looks: readonly Sought[],
  locationId: string,
  mediaId: string,
): Fingerprint | null {
  const found = looks
    .filter(({ known }) => known.includes(locationId))
    .map(({ media }) => media.find(({ id }) => id === mediaId)?.fingerprint ?? null)
  return found.includes(null) ? null : (found[0] ?? null)
}
