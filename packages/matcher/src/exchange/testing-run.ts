import type { ListRow } from '../formats/list-row.ts'
import type { Checkpoint, ExchangeClient, ExchangePage } from './exchange-client.ts'
import { never } from './testing-exchange.ts'

/** What a caller keeps of a list: pages are stored with their checkpoint, as in one transaction. */
export type Kept = {
  checkpoint: Checkpoint | null
  /** By reference: the hashes of a row, null of one that was removed. */
  entries: Map<string, string[] | null>
}

export const nothingKept = (): Kept => ({ checkpoint: null, entries: new Map() })

/**
 * Reads pages into `kept` as a process would that is killed after `most` of them.
 *
 * @returns the pages
 */
export async function readInto(
  kept: Kept,
  client: ExchangeClient,
  most = Number.POSITIVE_INFINITY,
): Promise<ExchangePage[]> {
  const pages: ExchangePage[] = []
  for await (const page of client.fetchPages(kept.checkpoint, never())) {
    // JSON, as it goes through a database.
    kept.checkpoint = JSON.parse(JSON.stringify(page.checkpoint)) as Checkpoint
    for (const row of page.rows) keep(kept.entries, row)
    pages.push(page)
    if (pages.length >= most) break
  }
  return pages
}

function keep(entries: Kept['entries'], row: ListRow): void {
  if (row.status === 'removed') entries.set(row.reference, null)
  if (row.status === 'row') {
    entries.set(
      row.reference ?? '',
      row.hashes.map(({ text }) => text),
    )
  }
}
