import { little, littleEndian, type Field } from '../file.ts'

type Chunk = { at: number; length: number; type: string }

/** Chunks between two places; `at` is where the type stands. */
export function webpChunks(bytes: Buffer, from = 12, to = bytes.length): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = from; at + 8 <= to;) {
    const length = bytes.readUInt32LE(at + 4)
    chunks.push({ at, length, type: bytes.toString('latin1', at, at + 4) })
    at += 8 + length + (length & 1)
  }
  return chunks
}

/** A chunk with a right length, padded. */
export function webpChunk(type: string, data: Uint8Array): Buffer {
  const padding = Buffer.alloc(data.length & 1)
  return Buffer.concat([Buffer.from(type, 'latin1'), littleEndian(4, data.length), data, padding])
}

/** A file from its chunks. */
export function webpFile(chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  return Buffer.concat([Buffer.from('RIFF'), littleEndian(4, body.length), body])
}

/** Lengths, and the sizes in every kind of header. */
export function webpFields(bytes: Buffer): Field[] {
  const fields = webpChunks(bytes).flatMap((chunk) => chunkFields(bytes, chunk))
  return [little(4, 4), ...fields]
}

function chunkFields(bytes: Buffer, { at, length, type }: Chunk): Field[] {
  const data = at + 8
  const head = [little(at + 4, 4)]
  if (type === 'VP8X') return [...head, little(data, 1), little(data + 4, 3), little(data + 7, 3)]
  if (type === 'VP8 ') {
    return [
      ...head,
      little(data, 3),
      little(data + 6, 2),
      little(data + 8, 2),
      little(data + 10, 4),
    ]
  }
  if (type === 'VP8L') return [...head, little(data, 1), little(data + 1, 4), little(data + 5, 4)]
  if (type !== 'ANMF') return [...head, little(data, 2)]
  const place = [0, 3, 6, 9, 12].map((from) => little(data + from, 3))
  const inner = webpChunks(bytes, data + 16, Math.min(bytes.length, data + length))
  return [...head, ...place, ...inner.flatMap((chunk) => chunkFields(bytes, chunk))]
}
