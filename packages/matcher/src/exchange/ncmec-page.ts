import { DomainError } from '@nightlight/contract'
import type { ListRow, SetAside } from '../formats/list-row.ts'
import { readNcmecPage } from '../formats/ncmec.ts'
import { malformedPage } from './exchange-errors.ts'
import { NCMEC } from './ncmec-documents.ts'

export type NcmecEntriesPage = {
  rows: ListRow[]
  setAside: SetAside
  next: string | null
  highest: Date | null
}

/**
 * Reads the answer of `/v2/entries`, whole: its rows count only when it is good to its end.
 *
 * @throws {DomainError} `exchange-page-malformed`
 */
export async function readNcmecEntries(
  bytes: AsyncIterable<Uint8Array>,
): Promise<NcmecEntriesPage> {
  const page = readNcmecPage(bytes)
  const rows: ListRow[] = []
  try {
    for await (const row of page.rows) rows.push(row)
  } catch (error) {
    const isItsForm = error instanceof DomainError && error.code.startsWith('list-')
    throw isItsForm ? malformedPage(NCMEC) : error
  }
  const { next, maxTimestamp } = page.paging
  return { rows, setAside: { ...page.setAside }, next, highest: maxTimestamp }
}

/** The entry that a reference names, as `readNcmecPage` writes it; null for one of another source. */
export function entryOfReference(reference: string): { member: string; id: string } | null {
  const [, member, id] = /^(\d{1,15})\/(.+)\/(?:image|video)$/.exec(reference) ?? []
  return member === undefined || id === undefined ? null : { member, id }
}
