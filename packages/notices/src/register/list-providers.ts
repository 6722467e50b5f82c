import type { Language } from '@nightlight/contract'
import type { ChannelKind, DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Provider } from '../provider-store.ts'
import { openAt } from './open-items.ts'

export const PROVIDER_KINDS = [
  'host',
  'police',
  'registrar',
  'registry',
  'upstream',
] as const satisfies readonly Provider['kind'][]

export type ListedProvider = {
  id: string
  handle: string
  kind: Provider['kind']
  /** Empty where the registry names none. */
  name: string
  country: string | null
  language: Language
  organisation: string | null
  /** Open takedowns, and since when the longest open one has been told of (T6). */
  open: number
  oldestToldAt: Date | null
  /** Mailboxes that count, without those that were given up or retired. */
  mailboxes: number
  /** Mailboxes that wait for a second person. */
  proposals: number
  channel: ChannelKind
}

export type ProviderFilter = {
  kind?: Provider['kind'] | null
  /** ISO 3166-1 alpha-2. */
  country?: string | null
  /** In the name, handle, organisation or a domain; or a network number, as 64500 or AS64500. */
  search?: string | null
  /** Only those with something open. */
  isOpen?: boolean
}

/**
 * One page of the register, by name.
 *
 * @param asked.after  id of the last one of the page before
 */
export async function listProviders(
  db: DbOrTransaction,
  asked: ProviderFilter & { limit: number; after: string | null },
): Promise<ListedProvider[]> {
  const { kind = null, country = null, search = null, isOpen = false, limit, after } = asked
  const { rows } = await sql<Omit<ListedProvider, 'open' | 'oldestToldAt'>>`
    select p.id, p.handle, p.kind, p.name, p.country, p.language, o.name as organisation,
      (select count(*)::int from provider_contact c
        where c.provider_id = p.id and c.refused_at is null and c.retired_at is null) as mailboxes,
      (select count(*)::int from contact_proposal c
        where c.provider_id = p.id and c.state = 'proposed') as proposals,
      coalesce((select c.kind from provider_channel c
        where c.provider_id = p.id and c.state = 'active' order by c.rank, c.id limit 1),
        'smtp') as channel
    from provider p left join organisation o on o.id = p.organisation_id
    where (${kind}::text is null or p.kind = ${kind})
      and (${country}::text is null or p.country = ${country})
      and (${search === null} or ${isFound(search ?? '')})
      and (not ${isOpen}::boolean or exists (select 1 from takedown t where t.provider_id = p.id
        and t.status not in ('removed', 'watching', 'closed')))
      and (${after}::uuid is null or (lower(p.name), p.id) > (
        select lower(b.name), b.id from provider b where b.id = ${after}::uuid))
    order by lower(p.name), p.id limit ${limit}`.execute(db)
  const open = await countOpen(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, ...(open.get(row.id) ?? { open: 0, oldestToldAt: null }) }))
}

/** The word before the colon of a handle is ours. */
function isFound(search: string) {
  const like = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const number = /^(?:as)?(\d{1,10})$/i.exec(search.trim())?.[1] ?? null
  return sql`(p.name ilike ${like} or substr(p.handle, strpos(p.handle, ':') + 1) ilike ${like} or o.name ilike ${like}
    or exists (select 1 from unnest(p.domains) domain where domain ilike ${like})
    or ${number}::bigint = any (p.asns)
    or exists (select 1 from host_finding f
      where f.provider_id = p.id and f.asn = ${number}::bigint))`
}

async function countOpen(db: DbOrTransaction, ids: readonly string[]) {
  const { rows } = await sql<{ provider_id: string; open: number; oldest: Date | null }>`
    select provider_id, count(*)::int as open, min(told) as oldest
    from (${openAt([...ids])}) open group by provider_id`.execute(db)
  return new Map(
    rows.map(({ provider_id: id, open, oldest }) => [id, { open, oldestToldAt: oldest }]),
  )
}
