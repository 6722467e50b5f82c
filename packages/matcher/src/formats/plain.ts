import { DomainError, HASH_DIGITS, type HashAlgorithm } from '@nightlight/contract'
import {
  algorithmNamed,
  isBlankOrComment,
  isPhotoDnaName,
  nothingSetAside,
  photoDnaKind,
  type ListLine,
  type ListRow,
  type SetAside,
} from './list-row.ts'

const HEX = /^[0-9a-f]+$/i

/**
 * Rows of a plain list: one hash a line, optionally `type value`; blank lines and `#` are skipped.
 *
 * @param fallback algorithm of unlabelled lines; without it they are hex, where 32 digits are MD5 and
 *   40 SHA-1 as they are with it
 * @throws {DomainError} `list-algorithm-needed` for 64 unlabelled digits, which may be three things
 */
export async function* readPlain(
  lines: AsyncIterable<ListLine>,
  fallback: HashAlgorithm | undefined,
  setAside: SetAside = nothingSetAside(),
): AsyncIterable<ListRow> {
  for await (const { line, text } of lines) {
    if (text === null) yield { status: 'unreadable', line, reason: 'row-too-long' }
    else if (!isBlankOrComment(text)) yield readLine(line, text, fallback, setAside)
  }
}

function readLine(
  line: number,
  text: string,
  fallback: HashAlgorithm | undefined,
  setAside: SetAside,
): ListRow {
  const [first = '', second, ...more] = text.split(/[\s,;:]+/).filter((part) => part !== '')
  if (second !== undefined) {
    const algorithm = algorithmNamed(first)
    if (!algorithm && isPhotoDnaName(first)) {
      setAside[photoDnaKind(second)]++
      return { status: 'unreadable', line, reason: 'photodna-only' }
    }
    if (!algorithm || more.length > 0) return { status: 'unreadable', line, reason: 'unknown-type' }
    return { status: 'row', line, hashes: [{ algorithm, text: second }] }
  }
  const algorithm = unlabelled(first, fallback)
  if (!algorithm) return { status: 'unreadable', line, reason: 'no-hash' }
  return { status: 'row', line, hashes: [{ algorithm, text: first }] }
}

function unlabelled(text: string, fallback: HashAlgorithm | undefined): HashAlgorithm | undefined {
  // A SHA-1 in base32 has as many signs as an MD5 in hex.
  const isHex = HEX.test(text)
  if (fallback !== undefined && (!isHex || text.length === HASH_DIGITS[fallback])) return fallback
  if (text.length === HASH_DIGITS.md5) return 'md5'
  if (text.length === HASH_DIGITS.sha1) return 'sha1'
  if (fallback !== undefined) return fallback
  if (text.length === HASH_DIGITS.sha256 && isHex) {
    throw new DomainError(
      'invalid',
      'list-algorithm-needed',
      'Reading a list: 64 digits can be sha256, pdq or blockhash; say which with --algorithm, or label each line',
    )
  }
  return undefined
}
