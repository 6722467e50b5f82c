import { readFileSync } from 'node:fs'
import { DomainError } from '@nightlight/contract'
import { addressBytes } from '@nightlight/runtime'
import { Reader, type Response } from 'mmdb-lib'
import { countryCode, isRecord } from '../recipients/jcard.ts'

export type Location = { country: string | null; asn: number | null }

/** Where addresses are, as a file says; null for one that the file does not tell of. */
export type Geolocation = { locate(address: string): Location | null }

const MMDB_MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')

/**
 * Opens a geolocation file: MMDB of any vendor, or CSV of `start,end,country[,asn]` (also with tabs).
 *
 * @throws {DomainError} `geolocation-file-invalid` without the path: it cannot be read, or a line is wrong
 */
export function openGeolocation(path: string): Geolocation {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw invalid('it cannot be read', cause)
  }
  return bytes.includes(MMDB_MARK) ? openMmdb(bytes) : openTable(bytes.toString('utf8'))
}

function openMmdb(bytes: Buffer): Geolocation {
  let reader: Reader<Response>
  try {
    reader = new Reader<Response>(bytes)
  } catch (cause) {
    throw invalid('it is no MMDB file', cause)
  }
  return {
    locate(address) {
      const record: unknown = reader.get(address)
      if (!isRecord(record)) return null
      const country = countryOf(record['country'] ?? record['country_code'])
      const asn = asnOf(record['autonomous_system_number'] ?? record['asn'])
      return country === null && asn === null ? null : { country, asn }
    },
  }
}

/** `{ iso_code }`, as GeoIP files have it, or a code by itself. */
function countryOf(value: unknown): string | null {
  const code = isRecord(value) ? value['iso_code'] : value
  return typeof code === 'string' && /^[A-Za-z]{2}$/.test(code) ? countryCode(code) : null
}

function asnOf(value: unknown): number | null {
  const asn = Number(String(value).replace(/^AS/i, ''))
  return Number.isInteger(asn) && asn > 0 ? asn : null
}

type Range = { first: string; last: string } & Location

/** Ranges as text of fixed length, so that one comparison orders both families. */
function openTable(text: string): Geolocation {
  const ranges: Range[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [start = '', end = '', country = '', asn] = line
      .split(/[,\t]/)
      .map((field) => field.trim().replace(/^"|"$/g, ''))
    // A first line of column names.
    if (ranges.length === 0 && /^[a-z_ ]+$/i.test(start)) continue
    ranges.push(rangeOf(start, end, { country: countryOf(country), asn: asnOf(asn) }, index + 1))
  }
  ranges.sort((left, right) => (left.first < right.first ? -1 : 1))
  return {
    locate(address) {
      const key = keyOf(address)
      let low = 0
      let high = ranges.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (ranges[middle]!.first <= key) low = middle + 1
        else high = middle
      }
      const range = ranges[low - 1]
      if (!range || range.last < key) return null
      const { country, asn } = range
      return country === null && asn === null ? null : { country, asn }
    },
  }
}

function rangeOf(start: string, end: string, location: Location, line: number): Range {
  try {
    const range = { first: keyOf(start), last: keyOf(end), ...location }
    if (range.first.length === range.last.length && range.first <= range.last) return range
  } catch {
    // Said below, for whatever is wrong with the line.
  }
  throw invalid(`line ${line} is no range of addresses`)
}

const keyOf = (address: string): string => {
  const bytes = addressBytes(address)
  return `${bytes.length === 4 ? '4' : '6'}${bytes.toString('hex')}`
}

const invalid = (what: string, cause?: unknown): DomainError =>
  new DomainError(
    'invalid',
    'geolocation-file-invalid',
    `Reading the geolocation file: ${what}; set GEOLOCATION_FILE to an MMDB or CSV file`,
    cause === undefined ? {} : { cause },
  )
