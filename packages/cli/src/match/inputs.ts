import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { DomainError, HASH_DIGITS, type HashAlgorithm } from '@nightlight/contract'
import { goodHashes, readList, type EntryHash } from '@nightlight/matcher'
import { readError, type Found, walk, openRoots } from '../hash/walk.ts'
import { bytesOfPath, textOfPath } from '../hash/path-text.ts'

/** One thing to look for: hashes that were given, or a picture. */
export type Input =
  | { kind: 'hashes'; input: string; line?: number; hashes: EntryHash[] }
  | { kind: 'unusable'; input: string; line?: number; code: string }
  | { kind: 'picture'; found: Found & { kind: 'file' } }

const HEAD_BYTES = 512
const HEX = /^[0-9a-f]+$/i
const LOOKS_LIKE_HASH = /^(?:[a-z0-9]{1,12}[\s:,]+)?[0-9a-f]{24,}$/i
const DIGESTS: Readonly<Record<number, HashAlgorithm>> = { 32: 'md5', 40: 'sha1' }

/**
 * What the arguments of the command mean, one after the other: a hash in hexadecimal digits; a file of hashes,
 * in any format of a list; a picture; a folder of pictures and other files.
 *
 * What a file is, is told by its content: text is a list of hashes, unless it was found in a folder.
 *
 * @param algorithm  of 64 digits that nothing else says it of
 */
export async function* inputsOf(
  args: readonly string[],
  algorithm: HashAlgorithm,
): AsyncGenerator<Input> {
  for (const argument of args) {
    const hash = hashOf(argument, algorithm)
    if (hash) {
      yield { kind: 'hashes', input: 'argument', hashes: [hash] }
      continue
    }
    const roots = await openRoots([argument], 'Matching').catch((error: unknown) => {
      // never said again: it may be a hash
      throw LOOKS_LIKE_HASH.test(argument) ? noHash() : error
    })
    for await (const found of walk(roots, () => false)) {
      if (found.kind === 'refused') {
        yield { kind: 'unusable', input: textOfPath(found.path).text, code: found.error.code }
      } else if (found.follow && (await isText(found.path))) yield* rowsOf(found.path, algorithm)
      else yield { kind: 'picture', found }
    }
  }
}

const noHash = (): DomainError =>
  new DomainError(
    'invalid',
    'hash-invalid',
    'Matching: what was given is no hash and no file; MD5 has 32 hexadecimal digits, SHA-1 40, the others 64, without a label',
  )

function hashOf(text: string, algorithm: HashAlgorithm): EntryHash | undefined {
  const of =
    DIGESTS[text.length] ?? (text.length === HASH_DIGITS[algorithm] ? algorithm : undefined)
  if (of === undefined || !HEX.test(text)) return undefined
  return { algorithm: of, value: Buffer.from(text, 'hex') }
}

/** A file without control characters at its beginning; an unreadable one is left to who opens it next. */
async function isText(path: string): Promise<boolean> {
  try {
    await using handle = await open(bytesOfPath(path))
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES)
    const head = buffer.subarray(0, bytesRead)
    return bytesRead > 0 && head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))
  } catch {
    return false
  }
}

async function* rowsOf(path: string, algorithm: HashAlgorithm): AsyncGenerator<Input> {
  const input = textOfPath(path).text
  try {
    const bytes = createReadStream(bytesOfPath(path)) as AsyncIterable<Uint8Array>
    const { rows } = await readList({ bytes, format: 'auto', algorithm })
    for await (const row of rows) {
      const hashes = goodHashes(row)
      const { line } = row
      if (hashes.length > 0) yield { kind: 'hashes', input, line, hashes }
      else yield { kind: 'unusable', input, line, code: 'no-good-hash' }
    }
  } catch (error) {
    const code = error instanceof DomainError ? error.code : readError(error).code
    yield { kind: 'unusable', input, code }
  }
}
