const HEADER_BYTES = 4

/** The length that goes before a file on the decoder's input: 4 bytes, big-endian. */
export function frameHeader(length: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(length)
  return header
}

/**
 * Splits a byte stream into length-prefixed files.
 *
 * @param chunks    the stream, cut anywhere
 * @param maxBytes  longest file allowed
 * @throws {RangeError} a longer one is announced
 * @throws {Error} the stream ends inside a file
 */
export async function* readFrames(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let target = Buffer.alloc(HEADER_BYTES)
  let isHeader = true
  let have = 0
  for await (const chunk of chunks) {
    let at = 0
    while (at < chunk.length) {
      const copied = chunk.copy(target, have, at)
      at += copied
      have += copied
      if (have < target.length) continue
      if (isHeader) {
        const length = target.readUInt32BE()
        if (length === 0 || length > maxBytes) {
          throw new RangeError(`read frame: ${length} bytes, limit ${maxBytes}`)
        }
        target = Buffer.alloc(length)
      } else {
        yield target
        target = Buffer.alloc(HEADER_BYTES)
      }
      isHeader = !isHeader
      have = 0
    }
  }
  if (have > 0 || !isHeader) throw new Error(`read frame: ended after ${have} bytes`)
}
