import type { HashAlgorithm } from '@nightlight/contract'
import { nothingSetAside, type ListRow, type SetAside } from '../formats/list-row.ts'
import { malformedPage } from './exchange-errors.ts'

export const STOPNCII = 'StopNCII'

/** The category of every row: intimate images of adults, which are no child sexual abuse material. */
export const NCII_CATEGORY = 'ncii'

const ALGORITHMS: ReadonlyMap<string, HashAlgorithm> = new Map([
  ['ImagePDQ', 'pdq'],
  ['VideoMD5', 'md5'],
])

/** `Received` is the first state of a case: who is depicted has asked for help already. */
const STANDING: ReadonlySet<string> = new Set(['Received', 'Active'])
const ENDED: ReadonlySet<string> = new Set(['Withdrawn', 'Deleted'])

export type StopNciiPage = {
  rows: ListRow[]
  setAside: SetAside
  next: string | null
  highest: Date | null
  advised: Date | null
}

/**
 * Reads an answer of FetchHashes.
 *
 * A record is the state of one hash over all its cases: `Withdrawn` and `Deleted` remove it. One
 * damaged record or unknown state makes an unreadable row, not a page that cannot be passed: the
 * withdrawals behind it must come through. Kept are ImagePDQ and VideoMD5; other types are
 * counted. The reference of a row holds the hash, as feedback is given by it: keep it sealed.
 *
 * @throws {DomainError} `exchange-page-malformed`
 */
export function readStopNciiPage(value: unknown): StopNciiPage {
  if (!isRecord(value)) throw malformed()
  const { hashRecords, hasMoreRecords, nextPageToken, nextSetTimestamp } = value
  if (!Array.isArray(hashRecords) || typeof hasMoreRecords !== 'boolean') throw malformed()
  if (hasMoreRecords && !isToken(nextPageToken)) throw malformed()
  const setAside = nothingSetAside()
  const rows: ListRow[] = []
  let highest: Date | null = null
  for (const [index, item] of hashRecords.entries()) {
    const record = isRecord(item) ? item : {}
    const changedAt = timeOf(record['lastModtimestamp'])
    if (changedAt && (highest === null || changedAt > highest)) highest = changedAt
    const row = rowOf(index + 1, record, setAside)
    if (row) rows.push(row)
  }
  return {
    rows,
    setAside,
    next: hasMoreRecords ? String(nextPageToken) : null,
    highest,
    advised: timeOf(nextSetTimestamp),
  }
}

function rowOf(line: number, record: JsonRecord, setAside: SetAside): ListRow | null {
  const { signalType, hashValue, hashStatus } = record
  if (typeof signalType !== 'string' || typeof hashStatus !== 'string') {
    return { status: 'unreadable', line, reason: 'unknown-type' }
  }
  const algorithm = ALGORITHMS.get(signalType)
  if (!algorithm) {
    if (STANDING.has(hashStatus)) setAside['other-algorithm']++
    return null
  }
  if (typeof hashValue !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(hashValue)) {
    return { status: 'unreadable', line, reason: 'no-hash' }
  }
  const reference = referenceOf(signalType, hashValue)
  if (ENDED.has(hashStatus)) return { status: 'removed', line, reference }
  if (!STANDING.has(hashStatus)) return { status: 'unreadable', line, reason: 'unknown-type' }
  const hashes = [{ algorithm, text: hashValue }]
  return { status: 'row', line, hashes, category: NCII_CATEGORY, reference }
}

const referenceOf = (signalType: string, hashValue: string): string => `${signalType}:${hashValue}`

/** The hash that a reference names, as StopNCII spells it; null for one of another source. */
export function hashOfReference(reference: string): string | null {
  const at = reference.indexOf(':')
  return ALGORITHMS.has(reference.slice(0, at)) && at > 0 ? reference.slice(at + 1) : null
}

type JsonRecord = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null

/** Theirs are some 150 characters; it is kept in the checkpoint. */
const isToken = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= 16_384

/** Unix time in seconds. */
const timeOf = (value: unknown): Date | null =>
  typeof value === 'number' && value >= 0 && value < 8.64e12 ? new Date(value * 1000) : null

const malformed = () => malformedPage(STOPNCII)
