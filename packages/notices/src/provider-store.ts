import type { Language } from '@nightlight/contract'
import { newId, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { STOPPING } from './attention-store.ts'
import {
  chooseContact,
  CONTACT_SOURCES,
  type ChoiceFacts,
  type ContactCandidate,
  type ContactSource,
} from './recipients/contact.ts'
import { isBeingDisputed } from './replies/dispute-store.ts'
import { revokeReplyLinks } from './replies/reply-link-store.ts'

export type Provider = {
  id: string
  kind: 'host' | 'police' | 'registrar' | 'registry' | 'upstream'
  name: string
  country: string | null
  language: Language
}

/**
 * Finds or makes a provider by its stable handle and keeps its name, country and, unless a person chose
 * one, language current.
 *
 * One that is as it was is not written, and so not locked: who composes locks the provider before its
 * takedowns, who asks may have a takedown locked.
 */
export async function upsertProvider(
  db: DbOrTransaction,
  provider: Omit<Provider, 'id'> & { handle: string },
  now: Date,
): Promise<string> {
  const known = await db
    .selectFrom('provider')
    .select('id')
    .where('handle', '=', provider.handle)
    .where('name', '=', provider.name)
    .where('country', 'is not distinct from', provider.country)
    .executeTakeFirst()
  if (known) return known.id
  const row = await db
    .insertInto('provider')
    .values({ id: newId(), ...provider, updated_at: now })
    .onConflict((conflict) =>
      conflict.column('handle').doUpdateSet({
        name: provider.name,
        country: provider.country,
        // What a person chose stays.
        language: sql`case when provider.language_by is null then ${provider.language}::text
          else provider.language end`,
        updated_at: now,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** What the notices of a provider go by, until it is known better. */
export type NewContact = {
  providerId: string
  mailbox: string
  source: ContactSource
  fetchedAt: Date
  /** Among those that the source names; the first is 0. */
  place?: number
}

const LONGEST_REFUSAL = 8

/**
 * Keeps a mailbox of a provider; one that refused a mail gets another chance when its source names
 * it again after more than `refusalMs`, twice as long with each refusal, at most eight times.
 *
 * A mailbox that several sources name counts as the most preferred of them does.
 */
export async function upsertContact(
  db: DbOrTransaction,
  contact: NewContact,
  refusalMs: number,
): Promise<void> {
  const { providerId, mailbox, source, fetchedAt, place = 0 } = contact
  const order = sql`${[...CONTACT_SOURCES]}::text[]`
  const isBetter = sql`array_position(${order}, ${source}::text) <=
    coalesce(array_position(${order}, provider_contact.source), ${CONTACT_SOURCES.length + 1})`
  await db
    .insertInto('provider_contact')
    .values({
      id: newId(),
      provider_id: providerId,
      mailbox,
      source,
      fetched_at: fetchedAt,
      place,
    })
    .onConflict((conflict) =>
      conflict.columns(['provider_id', 'mailbox']).doUpdateSet({
        fetched_at: fetchedAt,
        source: sql`case when ${isBetter} then ${source}::text else provider_contact.source end`,
        place: sql`case when ${isBetter} then ${place}::smallint else provider_contact.place end`,
        refused_at: sql`case when provider_contact.refused_at >= ${fetchedAt}::timestamptz
            - least(2 ^ (greatest(provider_contact.refusals, 1) - 1), ${LONGEST_REFUSAL})
            * ${refusalMs} * interval '1 millisecond'
          then provider_contact.refused_at end`,
      }),
    )
    .execute()
}

export type StoredContact = ContactCandidate & { id: string; providerId: string }

/** Every mailbox of some providers that nobody has retired, in no order. */
export async function contactsOf(
  db: DbOrTransaction,
  providerIds: readonly string[],
): Promise<StoredContact[]> {
  if (providerIds.length === 0) return []
  const rows = await db
    .selectFrom('provider_contact')
    .select(['id', 'provider_id', 'mailbox', 'source', 'fetched_at', 'refused_at', 'place'])
    .where((eb) => eb('provider_id', '=', eb.fn.any(sql<string[]>`${[...providerIds]}::uuid[]`)))
    .where('retired_at', 'is', null)
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    providerId: row.provider_id,
    email: row.mailbox,
    source: row.source as ContactSource,
    place: row.place,
    observedAt: row.fetched_at,
    refusedAt: row.refused_at,
  }))
}

/** The mailbox of a provider to write to, or undefined when it has none left. */
export async function usableContact(
  db: DbOrTransaction,
  providerId: string,
  facts: ChoiceFacts = {},
): Promise<{ id: string; mailbox: string } | undefined> {
  const choice = chooseContact(await contactsOf(db, [providerId]), facts)
  return choice.status === 'chosen'
    ? { id: choice.contact.id, mailbox: choice.contact.email }
    : undefined
}

export type Refusal = { kind: 'refused' | 'bounced'; noticeId: string | null }

/** Notes that a mailbox refused a mail for good, or that one came back; its links to the reply page end with it. */
export async function refuseContact(
  db: DbOrTransaction,
  id: string,
  at: Date,
  { kind, noticeId }: Refusal = { kind: 'refused', noticeId: null },
): Promise<void> {
  await db
    .updateTable('provider_contact')
    .set({ refused_at: at, refusals: sql`refusals + 1` })
    .where('id', '=', id)
    .execute()
  await db
    .insertInto('contact_refusal')
    .values({ contact_id: id, at, kind, notice_id: noticeId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await revokeReplyLinks(db, { contactId: id }, at)
}

/** Reads a provider and locks its row: notices to one provider are composed one after the other. */
export async function lockProvider(db: DbOrTransaction, id: string): Promise<Provider | null> {
  const row = await db
    .selectFrom('provider')
    .select(['id', 'kind', 'name', 'country', 'language'])
    .where('id', '=', id)
    // Not the stronger lock: a takedown that points to the provider must stay free to be written.
    .forNoKeyUpdate()
    .modifyEnd(PLANNED_ONCE)
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
    .where('notify_at', '<=', now)
    .where('provider_id', 'is not', null)
    .where((eb) => eb.or([eb('attention', 'is', null), eb('attention', 'not in', STOPPING)]))
    .where((eb) => eb.not(isBeingDisputed('takedown')))
    .groupBy('provider_id')
    .orderBy((eb) => eb.fn.min('notify_at'))
    .limit(limit)
    .execute()
  return rows.flatMap((row) => row.provider_id ?? [])
}
