import type { Language } from '@nightlight/contract'
import { newId, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { STOPPING } from './attention-store.ts'

export type Provider = {
  id: string
  kind: 'host' | 'police'
  name: string
  country: string | null
  language: Language
}

/** Finds or makes a provider by its stable handle and keeps its name and country current. */
export async function upsertProvider(
  db: DbOrTransaction,
  provider: Omit<Provider, 'id'> & { handle: string },
  now: Date,
): Promise<string> {
  const row = await db
    .insertInto('provider')
    .values({ id: newId(), ...provider, updated_at: now })
    .onConflict((conflict) =>
      conflict.column('handle').doUpdateSet({
        name: provider.name,
        country: provider.country,
        updated_at: now,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/**
 * Keeps a mailbox of a provider; one that refused a mail gets another chance when its source names
 * it again after more than `refusalMs`.
 */
export async function upsertContact(
  db: DbOrTransaction,
  contact: { providerId: string; mailbox: string; source: string; fetchedAt: Date },
  refusalMs: number,
): Promise<void> {
  const forgivenBefore = new Date(contact.fetchedAt.getTime() - refusalMs)
  await db
    .insertInto('provider_contact')
    .values({
      id: newId(),
      provider_id: contact.providerId,
      mailbox: contact.mailbox,
      source: contact.source,
      fetched_at: contact.fetchedAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['provider_id', 'mailbox']).doUpdateSet({
        fetched_at: contact.fetchedAt,
        refused_at: sql`case when provider_contact.refused_at >= ${forgivenBefore}
          then provider_contact.refused_at end`,
      }),
    )
    .execute()
}

/** The freshest mailbox of a provider that has not refused a mail. */
export const usableContact = (
  db: DbOrTransaction,
  providerId: string,
): Promise<{ id: string; mailbox: string } | undefined> =>
  db
    .selectFrom('provider_contact')
    .select(['id', 'mailbox'])
    .where('provider_id', '=', providerId)
    .where('refused_at', 'is', null)
    .orderBy('fetched_at', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Notes that a mailbox refused a mail for good. */
export async function refuseContact(db: DbOrTransaction, id: string, at: Date): Promise<void> {
  await db.updateTable('provider_contact').set({ refused_at: at }).where('id', '=', id).execute()
}

/** Reads a provider and locks its row: notices to one provider are composed one after the other. */
export async function lockProvider(db: DbOrTransaction, id: string): Promise<Provider | null> {
  const row = await db
    .selectFrom('provider')
    .select(['id', 'kind', 'name', 'country', 'language'])
    .where('id', '=', id)
    // Not the stronger lock: a takedown that points to the provider must stay free to be written.
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row ? { ...row, language: row.language as Language } : null
}

const LANGUAGE_OF: Readonly<Record<string, Language>> = {
  FR: 'fr',
  LU: 'fr',
  MC: 'fr',
  NL: 'nl',
  DE: 'de',
  AT: 'de',
  LI: 'de',
}

/** Language of the notices to a provider in a country; English where several are spoken or none of ours. */
export const languageOfCountry = (country: string | null): Language =>
  (country && LANGUAGE_OF[country]) || 'en'

/** Providers with something to be told. */
export async function providersDue(
  db: DbOrTransaction,
  now: Date,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('takedown')
    .select('provider_id')
    .distinct()
    .where('notify_at', '<=', now)
    .where('provider_id', 'is not', null)
    .where((eb) => eb.or([eb('attention', 'is', null), eb('attention', 'not in', STOPPING)]))
    .limit(limit)
    .execute()
  return rows.flatMap((row) => row.provider_id ?? [])
}
