const LENGTH_BYTES = 4

/** A message with its length in front: 4 bytes, big-endian, not counting itself. */
export function frameHeader(length: number): Buffer {
  const header = Buffer.alloc(LENGTH_BYTES)
  header.writeUInt32BE(length)
  return header
}

/**
 * Splits a byte stream into messages; asks for more bytes only when the last message was taken.
 *
 * @param chunks    the stream, cut anywhere
 * @param maxBytes  longest message allowed
 * @returns messages that own their memory
 * @throws {RangeError} a longer message
 * @throws {Error} the stream ends inside a message
 */
export async function* readFrames(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer, undefined, undefined> {
  const header = Buffer.alloc(LENGTH_BYTES)
  let target: Buffer = header
  let have = 0
  for await (const chunk of chunks) {
    let at = 0
    while (at < chunk.length) {
      const copied = chunk.copy(target, have, at)
      at += copied
      have += copied
      if (have < target.length) continue
      have = 0
      if (target === header) {
        const length = header.readUInt32BE()
        if (length > maxBytes)
          throw new RangeError(`read frame: ${length} bytes, limit ${maxBytes}`)
        target = Buffer.alloc(length)
        if (length > 0) continue
      }
      yield target
      target = header
    }
  }
  if (have > 0 || target !== header) throw new Error(`read frame: ended after ${have} bytes`)
  return undefined
}
