import { to } from 'pg-copy-streams'
import { poolOf, type Db } from './postgres.ts'

// https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format"
const SIGNATURE_BYTES = 19
const END = -1

/**
 * Rows of a query in the binary format of COPY, as they come: megabytes of bytea are not written out as digits and read
 * again. A value is the bytes that Postgres sends of its type, null for null.
 *
 * @param query  without parameters; never with a text of somebody else in it
 * @throws what the server says of the query; {RangeError} what came is no such format
 */
export async function* copyRows(db: Db, query: string): AsyncGenerator<(Buffer | null)[]> {
  const client = await poolOf(db).connect()
  let isWhole = false
  try {
    const stream = client.query(to(`copy (${query}) to stdout (format binary)`))
    let rest: Buffer = Buffer.alloc(0)
    let hasBegun = false
    // chunks are put together when a row is likely whole: one by one, long rows would be copied again and again
    let waiting: Buffer[] = []
    let [held, wanted] = [0, SIGNATURE_BYTES]
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      waiting.push(chunk)
      held += chunk.length
      if (held < wanted) continue
      rest = Buffer.concat([rest, ...waiting])
      waiting = []
      if (!hasBegun) rest = rest.subarray(SIGNATURE_BYTES + rest.readInt32BE(SIGNATURE_BYTES - 4))
      hasBegun = true
      for (;;) {
        const row = rowAt(rest)
        if (typeof row === 'number') {
          wanted = row
          break
        }
        rest = rest.subarray(row.end)
        if (row.values) yield row.values
      }
      held = rest.length
    }
    if (held > 0) throw new RangeError('copy rows: what came ends in the middle of a row')
    isWhole = true
  } finally {
    // a stream that nobody reads to its end would hold its connection for ever
    client.release(!isWhole)
  }
}

/** The row that begins the bytes, or the end of all; while it has not come whole, how many bytes it has at least. */
function rowAt(bytes: Buffer): { values: (Buffer | null)[] | null; end: number } | number {
  if (bytes.length < 2) return 2
  const fields = bytes.readInt16BE(0)
  if (fields === END) return { values: null, end: 2 }
  const values: (Buffer | null)[] = []
  let at = 2
  for (let field = 0; field < fields; field++) {
    if (at + 4 > bytes.length) return at + 4
    const length = bytes.readInt32BE(at)
    at += 4
    if (at + length > bytes.length) return at + length
    values.push(length < 0 ? null : bytes.subarray(at, at + length))
    at += Math.max(0, length)
  }
  return { values, end: at }
}
