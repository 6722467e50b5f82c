import { DomainError, type Language } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  type Database,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql, type Updateable } from 'kysely'
import type { UrlPolicy } from '../documents/url-policy.ts'
import { setUrlPolicy } from '../provider-key-store.ts'
import { languageOfCountry, lockProvider, type Provider } from '../provider-store.ts'
import { noteOf } from './read-provider.ts'

/** What a person knows better; what is left out stays as it is. */
export type ProviderChange = {
  /** Null has it follow the country again. */
  language?: Language | null
  /** Null for what the installation does. */
  urlPolicy?: UrlPolicy | null
  /** Id of a channel in use, which goes before the others. */
  channel?: string
  /** Name of the company; made when missing. */
  organisation?: string | null
  asns?: readonly number[]
  /** Domains of the provider itself, lower case. */
  domains?: readonly string[]
  note?: string | null
}

export type ChangedBy = { actor: string; now: Date }

/**
 * Changes what people know of a provider; each part that changes is an audit event.
 *
 * @throws {DomainError} not-found `provider-not-found`; invalid `organisation-invalid`, `asn-invalid`,
 *   `domain-invalid`; conflict `channel-not-in-use`
 */
export async function changeProvider(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  id: string,
  change: ProviderChange,
  { actor, now }: ChangedBy,
): Promise<void> {
  const provider = await lockProvider(db, id)
  if (!provider) throw noProvider()
  const { language, urlPolicy, channel, organisation, asns, domains, note } = change
  const audit = (action: string, detail: Record<string, string | number | null> = {}) =>
    writeAudit(db, { actor, action, objectType: 'provider', objectId: id, detail })
  const set = (facts: Updateable<Database['provider']>) =>
    db
      .updateTable('provider')
      .set({ ...facts, updated_at: now })
      .where('id', '=', id)
      .execute()
  if (language !== undefined) {
    await set(languageFacts(provider, language, actor))
    await audit('language-decided', { language })
  }
  if (urlPolicy !== undefined) await setUrlPolicy(db, id, urlPolicy, actor)
  if (channel !== undefined) await audit('channel-preferred', await preferChannel(db, id, channel))
  if (organisation !== undefined) {
    await set({ organisation_id: organisation === null ? null : await companyOf(db, organisation) })
    await audit('organisation-decided')
  }
  if (asns !== undefined || domains !== undefined) {
    await set({
      ...(asns && { asns: checkAsns(asns).map(String) }),
      ...(domains && { domains: checkDomains(domains) }),
    })
    await audit('networks-decided', {
      ...(asns && { asns: asns.length }),
      ...(domains && { domains: domains.length }),
    })
  }
  if (note !== undefined) {
    await set({ note_ct: note === null || note === '' ? null : crypto.seal(noteOf(id), note) })
    await audit('provider-note-written')
  }
}

/** Answer to an id that no provider has. */
export const noProvider = (): DomainError =>
  new DomainError(
    'not-found',
    'provider-not-found',
    'Looking for a provider: none has this id; list them first',
  )

/** Only networks are written to in the language of their country. */
const languageFacts = ({ kind, country }: Provider, language: Language | null, actor: string) =>
  language === null
    ? { language: languageOfCountry(kind === 'host' ? country : null), language_by: null }
    : { language, language_by: actor }

async function preferChannel(
  db: DbOrTransaction,
  providerId: string,
  channelId: string,
): Promise<{ kind: string }> {
  const { rows } = await sql<{ id: string; kind: string }>`
    update provider_channel c set rank = o.place
    from (select id, row_number() over (order by id <> ${channelId}::uuid, rank, id) - 1 as place
      from provider_channel where provider_id = ${providerId} and state = 'active') o
    where o.id = c.id returning c.id, c.kind`.execute(db)
  const chosen = rows.find(({ id }) => id === channelId)
  if (chosen) return { kind: chosen.kind }
  throw new DomainError(
    'conflict',
    'channel-not-in-use',
    'Preferring a channel: the provider has none of this id in use; see its channels',
  )
}

async function companyOf(db: DbOrTransaction, said: string): Promise<string> {
  const name = said.trim()
  if (name.length < 1 || name.length > 200) {
    const hint = 'Naming an organisation: give 1 to 200 characters'
    throw new DomainError('invalid', 'organisation-invalid', hint)
  }
  await sql`insert into organisation (id, name) values (${newId()}, ${name})
    on conflict (lower(name)) do nothing`.execute(db)
  const { rows } = await sql<{ id: string }>`
    select id from organisation where lower(name) = lower(${name})`.execute(db)
  return rows[0]!.id
}

const MOST_ASN = 4_294_967_295

function checkAsns(asns: readonly number[]): number[] {
  if (asns.every((asn) => Number.isInteger(asn) && asn >= 1 && asn <= MOST_ASN)) {
    return [...new Set(asns)].sort((a, b) => a - b)
  }
  throw new DomainError('invalid', 'asn-invalid', 'Saying networks: give numbers such as 64500')
}

const DOMAIN =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

function checkDomains(domains: readonly string[]): string[] {
  if (domains.every((domain) => DOMAIN.test(domain))) return [...new Set(domains)].sort()
  const hint = 'Saying domains: give lower-case names such as hosting.example, one each'
  throw new DomainError('invalid', 'domain-invalid', hint)
}
