import type { Language } from '@nightlight/contract'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { UrlPolicy } from '../documents/url-policy.ts'
import { channelsOf, type ListedChannel } from '../provider-channel-store.ts'
import type { Provider } from '../provider-store.ts'
import {
  keysOf,
  openProposals,
  registeredContacts,
  type ContactProposal,
  type RegisteredContact,
  type RegisteredKey,
} from './register-parts.ts'
import { responseHistory, type ResponseHistory } from './history-store.ts'
import { openItems, type OpenItems } from './open-items.ts'

/** Who says so: a person, or what was seen when the hosts of takedowns were looked for. */
export type KnownBy = 'person' | 'observed'

export type RegisteredProvider = {
  id: string
  handle: string
  kind: Provider['kind']
  name: string
  country: string | null
  language: Language
  /** Who chose the language; null while it follows the country. */
  languageBy: string | null
  /** Null for what the installation does. */
  urlPolicy: UrlPolicy | null
  asns: { asn: number; by: KnownBy }[]
  /** Observed ones are those of its mailboxes. */
  domains: { domain: string; by: KnownBy }[]
  note: string | null
  contacts: RegisteredContact[]
  proposals: ContactProposal[]
  keys: RegisteredKey[]
  channels: ListedChannel[]
  open: OpenItems
  history: ResponseHistory
  /** Networks of the same company; its history is over all of them. */
  organisation: {
    name: string
    others: { id: string; name: string; handle: string }[]
    history: ResponseHistory
  } | null
}

export const noteOf = (id: string) => ({ table: 'provider', column: 'note_ct', row: id })

type Row = Pick<
  RegisteredProvider,
  'id' | 'handle' | 'kind' | 'name' | 'country' | 'language' | 'languageBy' | 'urlPolicy'
> & {
  note_ct: Buffer | null
  asns: number[]
  domains: string[]
  observedAsns: number[]
  mailDomains: string[]
  organisation_id: string | null
  organisation: string | null
}

/** Everything that is known of one provider; null when there is none of this id. */
export async function readProvider(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  id: string,
  now: Date,
): Promise<RegisteredProvider | null> {
  const row = await readRow(db, id)
  if (!row) return null
  const { note_ct: sealed, organisation, organisation_id: organisationId } = row
  const history = await responseHistory(db, [id], now)
  const { handle, kind, name, country, language, languageBy, urlPolicy } = row
  return {
    id,
    handle,
    kind,
    name,
    country,
    language,
    languageBy,
    urlPolicy,
    asns: known(row.asns, row.observedAsns).map(([asn, by]) => ({
      asn,
      by,
    })),
    domains: known(row.domains, row.mailDomains).map(([domain, by]) => ({
      domain,
      by,
    })),
    note: sealed === null ? null : crypto.openText(noteOf(id), sealed),
    contacts: await registeredContacts(db, id),
    proposals: await openProposals(db, id),
    keys: await keysOf(db, id),
    channels: await channelsOf(db, crypto, id),
    open: await openItems(db, id, now),
    history,
    organisation:
      organisationId === null || organisation === null
        ? null
        : {
            name: organisation,
            ...(await readOrganisation(db, organisationId, { id, history }, now)),
          },
  }
}

async function readRow(db: DbOrTransaction, id: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select p.id, p.handle, p.kind, p.name, p.country, p.language, p.language_by as "languageBy",
      p.url_policy as "urlPolicy", p.note_ct, to_jsonb(p.asns) as asns, p.domains,
      p.organisation_id, o.name as organisation,
      coalesce((select jsonb_agg(distinct f.asn) from host_finding f
        where f.provider_id = p.id and f.asn is not null), '[]') as "observedAsns",
      array(select distinct split_part(c.mailbox, '@', 2) from provider_contact c
        where c.provider_id = p.id and c.retired_at is null
          and c.source in ('operator', 'channel', 'rdap', 'autnum')
        order by 1) as "mailDomains"
    from provider p left join organisation o on o.id = p.organisation_id
    where p.id = ${id}`.execute(db)
  return rows[0]
}

const known = <T>(byPerson: readonly T[], observed: readonly T[]): [T, KnownBy][] => [
  ...byPerson.map((one): [T, KnownBy] => [one, 'person']),
  ...observed
    .filter((one) => !byPerson.includes(one))
    .map((one): [T, KnownBy] => [one, 'observed']),
]

async function readOrganisation(
  db: DbOrTransaction,
  organisationId: string,
  own: Pick<RegisteredProvider, 'id' | 'history'>,
  now: Date,
) {
  const all = await db
    .selectFrom('provider')
    .select(['id', 'name', 'handle'])
    .where('organisation_id', '=', organisationId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  const ids = all.map(({ id }) => id)
  return {
    others: all.filter(({ id }) => id !== own.id),
    history: ids.length === 1 ? own.history : await responseHistory(db, ids, now),
  }
}
