import { LANGUAGES, type Language } from '@nightlight/contract'
import { newId, nameOfProvider, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { ExportContent, ExportKind, NamedProvider } from './export-content.ts'

/** An export as a list shows it. */
export type KeptExport = {
  id: string
  digest: string
  kind: ExportKind
  period: string
  providerId: string | null
  providerName: string | null
  asOf: Date
  madeAt: Date
  madeBy: string
}

const columns = sql`
  x.id, x.digest, x.kind, x.period, x.provider_id as "providerId", ${nameOfProvider('p')} as "providerName", x.as_of as "asOf",
  x.made_at as "madeAt", x.made_by as "madeBy"`

/** The newest first; those made before the one with the id `after`. */
export async function listExports(
  db: DbOrTransaction,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<KeptExport[]> {
  const { rows } = await sql<KeptExport>`
    select ${columns} from figure_export x left join provider p on p.id = x.provider_id
     ${after === undefined ? sql`` : sql`where x.id < ${after}`}
     order by x.id desc limit ${limit}`.execute(db)
  return rows
}

/** @returns null when there is none of this id or digest */
export async function readExport(
  db: DbOrTransaction,
  by: { id: string } | { digest: string },
): Promise<(KeptExport & { content: ExportContent }) | null> {
  const { rows } = await sql<KeptExport & { content: string }>`
    select ${columns}, x.content from figure_export x left join provider p on p.id = x.provider_id
     where ${'id' in by ? sql`x.id = ${by.id}` : sql`x.digest = ${by.digest}`}`.execute(db)
  const row = rows[0]
  return row ? { ...row, content: JSON.parse(row.content) as ExportContent } : null
}

/** What was first made of the same wish; null before that. */
export async function contentOfAsked(
  db: DbOrTransaction,
  askedDigest: string,
): Promise<{ id: string; digest: string; content: ExportContent } | null> {
  const row = await db
    .selectFrom('figure_export')
    .select(['id', 'digest', 'content'])
    .where('asked_digest', '=', askedDigest)
    .executeTakeFirst()
  return row
    ? { id: row.id, digest: row.digest, content: JSON.parse(row.content) as ExportContent }
    : null
}

export async function keepExport(
  db: DbOrTransaction,
  row: {
    digest: string
    askedDigest: string
    kind: ExportKind
    period: string
    providerId: string | null
    asOf: Date
    madeAt: Date
    madeBy: string
    content: string
  },
): Promise<void> {
  await db
    .insertInto('figure_export')
    .values({
      id: newId(),
      digest: row.digest,
      asked_digest: row.askedDigest,
      kind: row.kind,
      period: row.period,
      provider_id: row.providerId,
      as_of: row.asOf,
      made_at: row.madeAt,
      made_by: row.madeBy,
      content: row.content,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Names and languages by id. */
export async function namedProviders(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<Record<string, NamedProvider>> {
  const { rows } = await sql<{ id: string; name: string; language: string }>`
    select id, ${nameOfProvider('provider')} as name, language from provider where id = any (${[...ids]}::uuid[])
     order by id`.execute(db)
  return Object.fromEntries(
    rows.map(({ id, name, language }) => [id, { name, language: languageOf(language) }]),
  )
}

const languageOf = (text: string): Language => LANGUAGES.find((one) => one === text) ?? 'en'

/** Hosts whose name or handle holds a text, for whoever wants a letter to one of them. */
export async function findHosts(
  db: DbOrTransaction,
  text: string,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  // the word before the colon of a handle is ours
  const { rows } = await sql<{ id: string; name: string }>`
    select p.id, ${nameOfProvider('p')} as name from provider p
     where p.kind = 'host' and strpos(lower(p.name || ' ' || substr(p.handle, strpos(p.handle, ':') + 1)), lower(${text})) > 0
     order by lower(${nameOfProvider('p')}), p.id limit ${limit}`.execute(db)
  return rows
}
