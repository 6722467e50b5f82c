import type { Became, VisitRow } from './crawler.ts'
import { SITE_ADDRESS } from './edge.ts'
import type { Way } from './pages.ts'
import type { Vector } from './vectors.ts'

/** What became of an order, as seen from within. */
export type Account = Counted & {
  site: { address: string; port: number }
  dnsPort: number
  sandbox: string
  watched: readonly number[]
  /** Addresses and ports that were connected although they are inside. */
  inside: Record<string, number>
  vectors: Vector[]
  crawls: number
  requests: number
  queries: number
  /** Addresses that only the edge of the trial kept from being connected. */
  wouldBeAllowed: string[]
  seconds: number
}

/** One crawl: how its URL came in, of which row it is, and what became of it. */
export type Crawled = { what: Way | 'public' | 'rebinding'; row: string; became: Became }

/** Numbers of fetches by their code. */
type Tally = Record<string, number>

export type Counted = {
  /** How often a way ended in which code. */
  codes: Record<string, Tally>
  rebinding: { tries: number; reached: number }
  /** Rows of reports that were read, although all of them lead inside. */
  readReports: string[]
  faults: string[]
}

/** Counts what the records of the crawler say, and finds what they must not say. */
export function countUp(
  crawled: readonly Crawled[],
  visits: readonly VisitRow[],
  known: Iterable<string>,
): Counted {
  const byPage = Map.groupBy(visits, (visit) => visit.page_location_id)
  const faults = new Set(known)
  const codes: Record<string, Tally> = {}
  const rebinding = { tries: 0, reached: 0 }
  const readReports: string[] = []
  for (const { what, row, became } of crawled) {
    const rows = 'refused' in became ? [] : (byPage.get(became.locationId) ?? [])
    if (what === 'report' && rows.some(({ address }) => address !== null)) readReports.push(row)
    for (const fault of rows.flatMap(faultsOf)) {
      faults.add(`${what}: ${row}: ${fault}`)
    }
    const tally = (codes[what] ??= {})
    const said = 'refused' in became ? [`at once: ${became.refused}`] : rows.map(codeOf)
    for (const code of said) tally[code] = (tally[code] ?? 0) + 1
    if (what !== 'rebinding') continue
    const pictures = rows.filter((visit) => visit.location_id !== visit.page_location_id)
    rebinding.tries += pictures.length
    rebinding.reached += pictures.filter(({ address }) => address !== null).length
  }
  return { codes, rebinding, readReports, faults: [...faults] }
}

const codeOf = ({ outcome, code }: VisitRow): string => `${outcome}: ${code ?? 'read'}`

function faultsOf({ outcome, code, address }: VisitRow): string[] {
  const isCoded = code !== null || outcome === 'page'
  const isOther = address !== null && address !== SITE_ADDRESS
  return [
    ...(isCoded ? [] : ['an outcome has no code']),
    ...(isOther ? [`${address} was connected`] : []),
  ]
}
