/** One file of a zip, as its directory describes it. */
export type ZipEntry = {
  isEncrypted: boolean
  /** 0: stored; 8: deflated. */
  method: number
  packedSize: number
  size: number
  /** Where its packed bytes begin. */
  start: number
}

/** `overlapping`: two entries share bytes, as in bombs; `too-many`: more records than are looked at. */
export type ZipDirectory =
  | { status: 'read'; entries: ZipEntry[] }
  | { status: 'damaged' | 'overlapping' | 'too-many' }

type Record = Omit<ZipEntry, 'start'> & { header: number }
type Place = { records: number; offset: number; end: number; shift: number }

const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const LOCATOR_BYTES = 20
const CENTRAL_BYTES = 46
const LOCAL_BYTES = 30
const LONGEST_COMMENT = 65_535
const FULL_32 = 0xffffffff
const ZIP64_FIELD = 1

/**
 * Reads the directory at the end of a zip, zip64 included, and where the bytes of each entry are.
 *
 * Nothing is unpacked. Sizes are those of the directory, so that entries written with a data descriptor need
 * no other treatment. Folders and empty files are left out. Names are skipped unread.
 *
 * @param mostRecords  records of the directory, folders included
 * @see PKWARE APPNOTE.TXT 6.3.10, section 4.3
 */
export function readZipDirectory(zip: Buffer, mostRecords: number): ZipDirectory {
  const place = findDirectory(zip)
  if (place === undefined) return { status: 'damaged' }
  if (place.records > mostRecords) return { status: 'too-many' }
  const records = readRecords(zip, place)
  const entries: ZipEntry[] = []
  const spans: [from: number, to: number][] = [[place.offset, place.end]]
  for (const { header, ...record } of records) {
    const start = startOf(zip, header)
    if (start === undefined) return { status: 'damaged' }
    spans.push([header, start + record.packedSize])
    if (record.size > 0 || record.packedSize > 0) entries.push({ ...record, start })
  }
  if (isOverlapping(spans)) return { status: 'overlapping' }
  return records.length < place.records ? { status: 'damaged' } : { status: 'read', entries }
}

function findDirectory(zip: Buffer): Place | undefined {
  const least = Math.max(0, zip.length - END_BYTES - LONGEST_COMMENT)
  for (let at = zip.length - END_BYTES; at >= least; at--) {
    if (zip.readUInt32LE(at) !== END) continue
    const place = placeOf64(zip, at) ?? placeOf(zip, at)
    if (place !== undefined) return place
  }
  return undefined
}

function placeOf(zip: Buffer, end: number): Place | undefined {
  const size = zip.readUInt32LE(end + 12)
  return checkPlace(zip, zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 16), size, end)
}

function placeOf64(zip: Buffer, end: number): Place | undefined {
  const locator = end - LOCATOR_BYTES
  if (locator < 0 || zip.readUInt32LE(locator) !== LOCATOR_64) return undefined
  // Something may stand before the archive, which places do not count.
  for (const at of [Number(zip.readBigUInt64LE(locator + 8)), locator - 56]) {
    if (at < 0 || at + 56 > locator || zip.readUInt32LE(at) !== END_64) continue
    const [records, size, offset] = [32, 40, 48].map((field) =>
      Number(zip.readBigUInt64LE(at + field)),
    )
    return checkPlace(zip, records!, offset!, size!, at)
  }
  return undefined
}

/** The directory ends where its end record begins; what lies before the archive shifts every place. */
function checkPlace(
  zip: Buffer,
  records: number,
  offset: number,
  size: number,
  end: number,
): Place | undefined {
  const shift = end - size - offset
  const from = end - size
  if (shift < 0 || from < 0 || (records > 0 && from + 4 > zip.length)) return undefined
  if (records > 0 && zip.readUInt32LE(from) !== CENTRAL) return undefined
  return { records, offset: from, end, shift }
}

/** The records of the directory, up to one that is none. */
function readRecords(zip: Buffer, { records, offset, end, shift }: Place): Record[] {
  const found: Record[] = []
  let at = offset
  while (found.length < records && at + CENTRAL_BYTES <= end) {
    if (zip.readUInt32LE(at) !== CENTRAL) break
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      zip.readUInt16LE(at + field),
    )
    const extraAt = at + CENTRAL_BYTES + nameBytes!
    const next = extraAt + extraBytes! + commentBytes!
    if (next > end) break
    found.push(recordOf(zip, at, zip.subarray(extraAt, extraAt + extraBytes!), shift))
    at = next
  }
  return found
}

function recordOf(zip: Buffer, at: number, extra: Buffer, shift: number): Record {
  const short = { size: zip.readUInt32LE(at + 24), packedSize: zip.readUInt32LE(at + 20) }
  const wide = wideFields(extra)
  // Each stands in the extra field only when it is full in the record, in this order.
  const take = (value: number): number => (value === FULL_32 ? (wide.shift() ?? value) : value)
  const size = take(short.size)
  const packedSize = take(short.packedSize)
  const header = take(zip.readUInt32LE(at + 42)) + shift
  const isEncrypted = (zip.readUInt16LE(at + 8) & 1) === 1
  return { isEncrypted, method: zip.readUInt16LE(at + 10), size, packedSize, header }
}

function wideFields(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const size = extra.readUInt16LE(at + 2)
    const data = extra.subarray(at + 4, at + 4 + size)
    if (extra.readUInt16LE(at) === ZIP64_FIELD) {
      const count = Math.min(3, Math.floor(data.length / 8))
      return Array.from({ length: count }, (_, i) => Number(data.readBigUInt64LE(i * 8)))
    }
    at += 4 + size
  }
  return []
}

/** Behind the entry's own header, whose name and extra field may be other ones than in the directory. */
function startOf(zip: Buffer, header: number): number | undefined {
  if (header + LOCAL_BYTES > zip.length || zip.readUInt32LE(header) !== LOCAL) return undefined
  return header + LOCAL_BYTES + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
}

function isOverlapping(spans: readonly (readonly [from: number, to: number])[]): boolean {
  const ordered = spans.toSorted(([a], [b]) => a - b)
  return ordered.some(([, to], at) => to > (ordered[at + 1]?.[0] ?? Infinity))
}
