import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { AGE_BOUNDS } from './measures.ts'
import { providerNames } from './provider-names.ts'
import { isFew, sharesOf, standingAlone } from './small-numbers.ts'

const PROVIDERS_SHOWN = 10

/** What is open by the time since its first notice (T6); null for longer than all bounds. */
export type AgeBands = {
  open: number
  /** No notice has gone yet. */
  untold: number
  ages: { hours: number | null; count: number }[]
}

export type Shares = {
  /** Share of the greatest 1, 3 and 10 of all that is open; what is not known is in none. */
  top: { most: number; share: number }[]
}

export type OpenAges = AgeBands & {
  asOf: Date
  /** Seen again after they had gone, and not gone since; in none of the other numbers. */
  upAgain: number
  /** The ten with most, each of ten items or more, as all others together are too. */
  providers: (AgeBands & { id: string; name: string })[]
  /** All others together; no number where they are fewer than ten. */
  others: { providers: number; open: number | null } | null
  concentration: Record<'provider' | 'host', Shares>
}

type Row = { key: string | null; band: number | null; n: number }

/** What has neither gone nor been closed, in all and by provider, and how much of it is at how few. */
export async function openAges(db: DbOrTransaction, now: Date): Promise<OpenAges> {
  const bounds = AGE_BOUNDS.map((hours) => hours * 3600)
  // whole minutes, and hours after two days, as the figures count
  const { rows } = await sql<Row>`
    select provider_id as key, case when s is not null then (select count(*)::int
        from unnest(${bounds}::float8[]) bound where bound < s) end as band, sum(n)::int as n
    from (select provider_id, n, case when s < 172800 then ceil(s / 60) * 60 else ceil(s / 3600) * 3600 end as s
      from (select provider_id, case when t6 is not null then greatest(extract(epoch from ${now}::timestamptz - t6)::float8, 0) end as s, 1 as n
        from takedown_fact where t9 is null and closed_at is null) f) g
    group by 1, 2`.execute(db)
  const byProvider = Map.groupBy(rows, ({ key }) => key)
  const sizes = [...byProvider]
    .map(([id, some]) => ({ id, n: sum(some) }))
    .toSorted((a, b) => b.n - a.n || (a.id ?? '').localeCompare(b.id ?? ''))
  const shown = standingAlone(sizes, ({ id }) => id !== null)
    .flatMap(({ id, n }) => (id === null ? [] : [{ id, n }]))
    .slice(0, PROVIDERS_SHOWN)
  const names = await providerNames(
    db,
    shown.map(({ id }) => id),
  )
  const all = bandsOf(rows)
  const rest = all.open - sum(shown)
  const others = byProvider.size - shown.length
  return {
    asOf: now,
    ...all,
    upAgain: await countUpAgain(db),
    providers: shown.map(({ id }) => ({
      id,
      name: names.get(id) ?? '',
      ...bandsOf(byProvider.get(id) ?? []),
    })),
    others: others === 0 ? null : { providers: others, open: isFew(rest) ? null : rest },
    concentration: {
      provider: {
        top: sharesOf(
          sizes.filter(({ id }) => id !== null),
          all.open,
        ),
      },
      host: { top: sharesOf(await greatestHosts(db), all.open) },
    },
  }
}

const sum = (some: readonly { n: number }[]): number => some.reduce((all, { n }) => all + n, 0)

function bandsOf(rows: readonly Row[]): AgeBands {
  const countOf = (band: number | null) => sum(rows.filter((row) => row.band === band))
  return {
    open: sum(rows),
    untold: countOf(null),
    ages: [...AGE_BOUNDS, null].map((hours, band) => ({ hours, count: countOf(band) })),
  }
}

/** As whoever sees no cases is told it: fewer than ten have no ages. */
export const withoutFew = (open: OpenAges): OpenAges =>
  isFew(open.open) ? { ...open, ages: [], untold: 0 } : open

async function greatestHosts(db: DbOrTransaction): Promise<{ n: number }[]> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from takedown_fact f join takedown t on t.id = f.takedown_id
    where f.t9 is null and f.closed_at is null group by t.host order by n desc limit 10`.execute(db)
  return rows
}

async function countUpAgain(db: DbOrTransaction): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from takedown_fact f join takedown t on t.id = f.takedown_id
    where f.t11 is not null and f.closed_at is null and t.status not in ('removed', 'watching', 'closed')`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}
