import { TextDecoder } from 'node:util'

const MARK = [0xef, 0xbb, 0xbf] as const

/**
 * Bytes of a text in UTF-8 without byte order mark.
 *
 * UTF-16 is told by its mark: what Windows tools write unless they are told otherwise.
 */
export async function* inUtf8(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined
  let head: Uint8Array | undefined = new Uint8Array()
  for await (const chunk of bytes) {
    let rest = chunk
    if (head !== undefined) {
      rest = Buffer.concat([head, chunk])
      head = undefined
      if (rest.length < MARK.length) {
        head = rest
        continue
      }
      decoder = decoderOf(rest)
      if (!decoder) rest = withoutMark(rest)
    }
    yield decoder ? Buffer.from(decoder.decode(rest, { stream: true })) : rest
  }
  if (head !== undefined) yield decoderOf(head) ? new Uint8Array() : head
}

function decoderOf([first, second]: Uint8Array): TextDecoder | undefined {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le')
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be') : undefined
}

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  MARK.every((sign, at) => bytes[at] === sign) ? bytes.subarray(MARK.length) : bytes
