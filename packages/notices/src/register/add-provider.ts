import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { languageOfCountry } from '../provider-store.ts'
import { isUsableMailbox } from '../recipients/contact.ts'
import type { ChangedBy } from './change-provider.ts'

export type NewProvider = {
  name: string
  /** Of its abuse desk: a host whose registry names the same one is this provider. */
  mailbox: string
  /** ISO 3166, two letters; null where it is not known. */
  country: string | null
}

/**
 * Adds a host that no takedown has led to yet, so that it can be accredited for lookups, or have people and keys.
 *
 * Nothing is sent to the mailbox for that: it is proposed and approved by two people as every contact.
 *
 * @returns id of the provider
 * @throws {DomainError} invalid `provider-name-invalid`, `mailbox-invalid`, `country-invalid`; conflict `provider-known`
 */
export async function addProvider(
  db: DbOrTransaction,
  { name, mailbox, country }: NewProvider,
  { actor, now }: ChangedBy,
): Promise<string> {
  const called = name.trim()
  if (called.length < 1 || called.length > 200) {
    throw invalid('provider-name-invalid', 'give a name of 1 to 200 characters')
  }
  const desk = mailbox.trim().toLowerCase()
  if (!isUsableMailbox(desk)) throw invalid('mailbox-invalid', 'no mail can be sent to it')
  if (country !== null && !/^[A-Z]{2}$/.test(country)) {
    throw invalid('country-invalid', 'a country has two letters such as NL')
  }
  const id = newId()
  const added = await db
    .insertInto('provider')
    .values({
      id,
      handle: `mailbox:${desk}`,
      kind: 'host',
      name: called,
      country,
      language: languageOfCountry(country),
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column('handle').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) {
    throw new DomainError(
      'conflict',
      'provider-known',
      'Adding a provider: one with this mailbox is in the register',
    )
  }
  await writeAudit(db, { actor, action: 'provider-added', objectType: 'provider', objectId: id })
  return id
}

const invalid = (code: string, why: string): DomainError =>
  new DomainError('invalid', code, `Adding a provider: ${why}`)
