import { idsOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** What is known of the host of a takedown, and who says so. */
export type HostFacts = {
  takedownId: string
  asn: string | null
  provider: string
  country: string | null
  /** Whose word decided; null when nobody knows. */
  countryBy: string | null
  /** ISO 3166 codes by source. */
  countries: Record<string, string>
  disagree: boolean
  cdn: string | null
  foundAt: Date
}

/** Facts of the hosts of takedowns, of those that were looked up. */
export async function hostFactsOf(
  db: DbOrTransaction,
  takedownIds: readonly string[],
): Promise<Map<string, HostFacts>> {
  const { rows } = await sql<HostFacts>`${PLANNED_ONCE}
    select f.takedown_id as "takedownId", f.asn::text, p.name as provider, f.country, f.country_by as "countryBy",
      f.countries, f.disagree, f.cdn, f.found_at as "foundAt"
    from host_finding f join provider p on p.id = f.provider_id
    where f.takedown_id in (select unnest(${idsOf(takedownIds)}))`.execute(db)
  return new Map(rows.map((row) => [row.takedownId, row]))
}
