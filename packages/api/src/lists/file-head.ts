import { DomainError } from '@nightlight/contract'

/** What a file shows itself to be that is no list of hashes. */
export type Foreign = 'picture' | 'video' | 'archive' | 'document'

/** As much of a file as tells. */
export const TELLING_BYTES = 512

// The same table stands in console/assets/upload.js, which looks before anything is sent; a test holds both to one set of samples.
const SIGNS: readonly (readonly [hex: RegExp, Foreign])[] = [
  [/^ffd8ff/, 'picture'],
  [/^89504e470d0a/, 'picture'],
  [/^474946383[79]61/, 'picture'],
  [/^424d.{8}00000000/, 'picture'],
  [/^49492a00/, 'picture'],
  [/^4d4d002a/, 'picture'],
  [/^384250530001/, 'picture'],
  [/^00000100/, 'picture'],
  [/^ff0a/, 'picture'],
  [/^0000000c4a584c20/, 'picture'],
  [/^52494646.{8}57454250/, 'picture'],
  [/^0{4}.{4}66747970(61766966|61766973|68656963|68656978|6d696631|6d736631)/, 'picture'],
  [/^0{4}.{4}66747970/, 'video'],
  [/^52494646.{8}41564920/, 'video'],
  [/^1a45dfa3/, 'video'],
  [/^000001b[a3]/, 'video'],
  [/^464c5601/, 'video'],
  [/^3026b2758e66cf11/, 'video'],
  [/^504b0[35]0[46]/, 'archive'],
  [/^526172211a07/, 'archive'],
  [/^377abcaf271c/, 'archive'],
  [/^fd377a585a00/, 'archive'],
  [/^425a683[1-9]314159265359/, 'archive'],
  [/^.{514}7573746172/, 'archive'],
  [/^255044462d/, 'document'],
  [/^d0cf11e0a1b11ae1/, 'document'],
]

/** What the first bytes of a file show that it is; null for what may be a list, also one that is compressed. */
export function foreignFile(head: Uint8Array): Foreign | null {
  const hex = Buffer.from(head.subarray(0, TELLING_BYTES)).toString('hex')
  return SIGNS.find(([sign]) => sign.test(hex))?.[1] ?? null
}

/**
 * The bytes of a file, unless they are a picture, a video or an archive.
 *
 * @throws {DomainError} invalid `file-is-picture`, `file-is-video`, `file-is-archive`, `file-is-document`
 */
export async function* noForeignFile(
  bytes: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    let head = Buffer.alloc(0)
    while (head.length < TELLING_BYTES) {
      const next = await bytes.next()
      if (next.done === true) break
      head = Buffer.concat([head, next.value])
    }
    const found = foreignFile(head)
    if (found !== null) {
      throw new DomainError(
        'invalid',
        `file-is-${found}`,
        'Receiving a file: it is no list of hashes; make hashes with `nightlight hash`, nothing else may leave your machine',
      )
    }
    if (head.length > 0) yield head
    yield* bytes
  } finally {
    await bytes.return(undefined)
  }
}
