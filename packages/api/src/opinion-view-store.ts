import { anyOf, PLANNED_ONCE, type Database, type DbOrTransaction } from '@nightlight/runtime'
import type { Selectable } from 'kysely'

type Row = Selectable<Database['second_opinion']>

export const OPINION_SOURCES = ['shield'] as const
export const OPINION_CLASSES = [
  'csam',
  'harmful-abusive-material',
  'no-known-match',
  'other',
  'refused',
] as const
export const OPINION_MATCHES = ['exact', 'near', 'other'] as const

/** What another organisation said of a picture; for whoever decides, and for nothing that acts by itself. */
export type SecondOpinion = {
  source: Row['kind']
  classification: NonNullable<Row['classification']>
  /** How their picture was found; null when none was. */
  matchType: Row['match_type']
  /** Class of the picture of theirs that resembles most. */
  nearClassification: Row['near_classification']
  askedAt: Date
}

/** The newest of each source, by media; a media of which nothing was answered is not in it. */
export async function opinionsOf(
  db: DbOrTransaction,
  mediaIds: readonly string[],
): Promise<ReadonlyMap<string, SecondOpinion[]>> {
  if (mediaIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('second_opinion')
    .distinctOn(['media_id', 'kind'])
    .select(['media_id', 'kind', 'classification', 'match_type', 'near_classification', 'asked_at'])
    .where('media_id', '=', anyOf([...new Set(mediaIds)]))
    .where('classification', 'is not', null)
    .$narrowType<{ classification: NonNullable<Row['classification']> }>()
    .orderBy('media_id')
    .orderBy('kind')
    .orderBy('asked_at', 'desc')
    .modifyEnd(PLANNED_ONCE)
    .execute()
  const opinions = rows.map((row) => ({
    mediaId: row.media_id,
    opinion: {
      source: row.kind,
      classification: row.classification,
      matchType: row.match_type,
      nearClassification: row.near_classification,
      askedAt: row.asked_at,
    },
  }))
  const grouped = Map.groupBy(opinions, ({ mediaId }) => mediaId)
  return new Map([...grouped].map(([id, some]) => [id, some.map(({ opinion }) => opinion)]))
}
