import { readList, type ListSource } from './formats/read-list.ts'
import type { ListRow } from './formats/list-row.ts'
import { checkHash } from './hash-value.ts'
import type { ListInUse } from './lists/list-terms.ts'
import { LiveLists, type EntryHash } from './lists/live-lists.ts'

/** A list that was read from a file, to be compared with offline. */
export type ListFile = {
  lists: LiveLists
  format: string
  accepted: number
  /** Rows without a good hash. */
  refused: number
}

/** Rows between two turns of the event loop. */
const TURN = 1_000
// An entry is called by the line of the file it stands in.
const ID_START = '00000000-0000-7000-8000-'

/**
 * Reads a list of any known format into memory; nothing is kept.
 *
 * @param name  of the list, as its id
 * @param maxDistance  bits, of PDQ
 * @throws {DomainError} as `readList`
 */
export async function openListFile(
  source: ListSource,
  { name, maxDistance, purpose }: Pick<ListInUse, 'maxDistance' | 'purpose'> & { name: string },
): Promise<ListFile> {
  const lists = new LiveLists()
  const terms = { jurisdictions: [], expiresAt: null, isNegative: false }
  lists.setLists([{ submissionId: name, listId: name, maxDistance, purpose, ...terms }])
  const { rows, format } = await readList(source)
  let [accepted, refused] = [0, 0]
  for await (const row of rows) {
    const hashes = goodHashes(row)
    if (hashes.length > 0) {
      lists.add({ entryId: `${ID_START}${hex(row.line)}`, submissionId: name, hashes })
      accepted++
    } else refused++
    if ((accepted + refused) % TURN === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await lists.settled()
  return { lists, format, accepted, refused }
}

/** The line of an entry of `openListFile`, counted as its reader counts. */
export const lineOfEntry = (entryId: string): number =>
  Number.parseInt(entryId.slice(ID_START.length), 16)

const hex = (line: number): string => line.toString(16).padStart(12, '0')

/** The hashes of a row, or none when one of them cannot be good. */
export function goodHashes(row: ListRow): EntryHash[] {
  if (row.status !== 'row') return []
  const hashes: EntryHash[] = []
  for (const { algorithm, text } of row.hashes) {
    const checked = checkHash(algorithm, text)
    if (checked.status === 'refused') return []
    hashes.push({ algorithm, value: checked.value })
  }
  return hashes
}
