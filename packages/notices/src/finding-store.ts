import { writeAudit, nameOfProvider, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Countries, CountrySource, HostingCountry } from './hosting/country.ts'

/** Whom else than the host of a takedown somebody can turn to. */
export type OtherRole = 'registrar' | 'registry' | 'upstream'

export type Finding = {
  address: string
  asn: number | null
  providerId: string
  hosting: Omit<HostingCountry, 'rivals'>
  /** Id of the delivery network that the content came through. */
  cdn: string | null
}

/** Keeps what was found of the host of a takedown, in place of what was found before. */
export async function storeFinding(
  db: DbOrTransaction,
  takedownId: string,
  { address, asn, providerId, hosting, cdn }: Finding,
  at: Date,
): Promise<void> {
  const facts = {
    address,
    asn,
    provider_id: providerId,
    country: hosting.country,
    country_by: hosting.by,
    countries: JSON.stringify(hosting.countries),
    disagree: hosting.disagree,
    cdn,
    found_at: at,
  }
  await db
    .insertInto('host_finding')
    .values({ takedown_id: takedownId, ...facts })
    .onConflict((conflict) => conflict.column('takedown_id').doUpdateSet(facts))
    .execute()
}

export async function storeOtherRecipient(
  db: DbOrTransaction,
  takedownId: string,
  { role, providerId }: { role: OtherRole; providerId: string },
  at: Date,
): Promise<void> {
  const facts = { provider_id: providerId, found_at: at }
  await db
    .insertInto('host_recipient')
    .values({ takedown_id: takedownId, role, ...facts })
    .onConflict((conflict) => conflict.columns(['takedown_id', 'role']).doUpdateSet(facts))
    .execute()
}

/** The providers that stand for others than the host of a takedown, by what they are to it. */
export async function otherRecipients(
  db: DbOrTransaction,
  takedownId: string,
): Promise<{ role: OtherRole; providerId: string }[]> {
  const rows = await db
    .selectFrom('host_recipient')
    .select(['role', 'provider_id'])
    .where('takedown_id', '=', takedownId)
    .execute()
  return rows.map(({ role, provider_id: providerId }) => ({ role, providerId }))
}

export type Correction = { address: string | null; country: string | null; at: Date }

export async function readCorrection(
  db: DbOrTransaction,
  takedownId: string,
): Promise<Correction | null> {
  const { rows } = await sql<Correction>`
    select host(address) as address, country, at from host_correction
    where takedown_id = ${takedownId}`.execute(db)
  return rows[0] ?? null
}

/** When something was corrected that the takedown was not brought to yet; null when nothing was. */
export async function openCorrection(
  db: DbOrTransaction,
  takedownId: string,
): Promise<Date | null> {
  const row = await db
    .selectFrom('host_correction')
    .select('at')
    .where('takedown_id', '=', takedownId)
    .where('applied_at', 'is', null)
    .executeTakeFirst()
  return row?.at ?? null
}

/** Notes that a takedown is where its correction of a moment says; a newer one stays open. */
export async function closeCorrection(
  db: DbOrTransaction,
  takedownId: string,
  correctedAt: Date,
  at: Date,
): Promise<void> {
  await db
    .updateTable('host_correction')
    .set({ applied_at: at })
    .where('takedown_id', '=', takedownId)
    .where('at', '=', correctedAt)
    .execute()
}

/** Keeps a correction beside one of the other kind, and has the takedown looked at. */
export async function storeCorrection(
  db: DbOrTransaction,
  takedownId: string,
  correction: { address: string } | { country: string },
  { actor, at }: { actor: string; at: Date },
): Promise<void> {
  const facts = { ...correction, actor, at, applied_at: null }
  await db
    .insertInto('host_correction')
    .values({ takedown_id: takedownId, ...facts })
    .onConflict((conflict) => conflict.column('takedown_id').doUpdateSet(facts))
    .execute()
  await db.updateTable('takedown').set({ due_at: at }).where('id', '=', takedownId).execute()
  await writeAudit(db, {
    actor,
    action: 'address' in correction ? 'origin-disclosed' : 'hosting-country-set',
    objectType: 'takedown',
    objectId: takedownId,
    ...('country' in correction ? { detail: { country: correction.country } } : {}),
  })
}

/** What was found of the host of a takedown when it was last looked for. */
export type HostFinding = {
  address: string
  asn: number | null
  provider: { id: string; name: string; country: string | null }
  /** The one that the route is chosen by, and what said so. */
  country: string | null
  countryBy: CountrySource | null
  countries: Countries
  disagree: boolean
  cdn: string | null
  foundAt: Date
  /** When a person or an answer corrected it. */
  correctedAt: Date | null
}

/** Reads what was found of the host of a takedown; null before the first look. */
export async function readHostFinding(
  db: DbOrTransaction,
  takedownId: string,
): Promise<HostFinding | null> {
  const { rows } = await sql<{
    address: string
    asn: string | null
    id: string
    name: string
    provider_country: string | null
    country: string | null
    country_by: CountrySource | null
    countries: Countries
    disagree: boolean
    cdn: string | null
    found_at: Date
    corrected_at: Date | null
  }>`
    select host(f.address) as address, f.asn, p.id, ${nameOfProvider('p')} as name, p.country as provider_country,
           f.country, f.country_by, f.countries, f.disagree, f.cdn, f.found_at,
           c.at as corrected_at
    from host_finding f
    join provider p on p.id = f.provider_id
    left join host_correction c on c.takedown_id = f.takedown_id
    where f.takedown_id = ${takedownId}`.execute(db)
  const row = rows[0]
  if (!row) return null
  return {
    address: row.address,
    asn: row.asn === null ? null : Number(row.asn),
    provider: { id: row.id, name: row.name, country: row.provider_country },
    country: row.country,
    countryBy: row.country_by,
    countries: row.countries,
    disagree: row.disagree,
    cdn: row.cdn,
    foundAt: row.found_at,
    correctedAt: row.corrected_at,
  }
}
