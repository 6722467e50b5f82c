/** What the parent says to a decoder process. */
export const MESSAGE = { describe: 1, describeQuickly: 2, goOn: 3, drop: 4 } as const

export type MessageType = (typeof MESSAGE)[keyof typeof MESSAGE]

export type Message = { type: MessageType; payload: Buffer }

const HEADER_BYTES = 5
const TYPES: readonly number[] = Object.values(MESSAGE)

/** What goes before the payload of a message: its type, 1 byte, and length, 4 bytes, big-endian. */
export function messageHeader(type: MessageType, length: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt8(type)
  header.writeUInt32BE(length, 1)
  return header
}

/**
 * Splits a byte stream into messages: a file with the first two types, nothing with the others.
 *
 * @param chunks    the stream, cut anywhere
 * @param maxBytes  longest file allowed
 * @throws {RangeError} an unknown type, a longer file, a length that does not go with the type
 * @throws {Error} the stream ends inside a message
 */
export async function* readMessages(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Message, undefined, undefined> {
  const header = Buffer.alloc(HEADER_BYTES)
  let type: MessageType | undefined
  let target = header
  let have = 0
  for await (const chunk of chunks) {
    let at = 0
    while (at < chunk.length) {
      const copied = chunk.copy(target, have, at)
      at += copied
      have += copied
      if (have < target.length) continue
      have = 0
      if (type === undefined) {
        const next = checkHeader(header, maxBytes)
        type = next.type
        target = Buffer.alloc(next.length)
        if (next.length > 0) continue
      }
      yield { type, payload: target }
      type = undefined
      target = header
    }
  }
  if (have > 0 || type !== undefined) throw new Error(`read message: ended after ${have} bytes`)
  return undefined
}

function checkHeader(header: Buffer, maxBytes: number): { type: MessageType; length: number } {
  const type = header.readUInt8()
  const length = header.readUInt32BE(1)
  const carriesFile = type === MESSAGE.describe || type === MESSAGE.describeQuickly
  if (!isType(type) || carriesFile !== length > 0 || length > maxBytes) {
    throw new RangeError(`read message: type ${type}, ${length} bytes, limit ${maxBytes}`)
  }
  return { type, length }
}

function isType(type: number): type is MessageType {
  return TYPES.includes(type)
}
