import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { AGE_BOUNDS } from '../statistics/measures.ts'
import { IS_TOLD } from './history-store.ts'

export type OpenItems = {
  /** Not told yet: no notice about them has gone to this provider. */
  untold: number
  /** Told ones by time since the first notice (T6); null for older than all bounds. */
  ages: { hours: number | null; count: number }[]
  /** When the one that is open longest was told. */
  oldestToldAt: Date | null
}

/** When the items that are open at some providers were told, null for those that were not: a query. */
export const openAt = (providerIds: unknown) => sql`
  select t.provider_id, (
      select min(n.sent_at) from notice_item i join notice n on n.id = i.notice_id
      where i.takedown_id = t.id and n.provider_id = t.provider_id and ${IS_TOLD}) as told
  from takedown t
  where t.provider_id = any (${providerIds}::uuid[])
    and t.status not in ('removed', 'watching', 'closed')`

/** What is open at a provider, by age. */
export async function openItems(
  db: DbOrTransaction,
  providerId: string,
  now: Date,
): Promise<OpenItems> {
  const { rows } = await sql<{ bucket: number | null; count: number; oldest: Date | null }>`
    select width_bucket(extract(epoch from ${now}::timestamptz - told)::float8 / 3600,
        ${[...AGE_BOUNDS]}::float8[]) as bucket,
      count(*)::int as count, min(told) as oldest
    from (${openAt([providerId])}) open group by 1`.execute(db)
  const countOf = (bucket: number | null) => rows.find((row) => row.bucket === bucket)?.count ?? 0
  const told = rows.flatMap(({ oldest }) => oldest?.getTime() ?? [])
  return {
    untold: countOf(null),
    ages: [...AGE_BOUNDS, null].map((hours, bucket) => ({ hours, count: countOf(bucket) })),
    oldestToldAt: told.length === 0 ? null : new Date(Math.min(...told)),
  }
}
