import { DomainError, HASH_DIGITS, type HashAlgorithm } from '@nightlight/contract'
import { algorithmNamed, isBlankOrComment, type ListLine, type ListRow } from './list-row.ts'

/**
 * Rows of a plain list: one hash a line, optionally `type value`; blank lines and `#` are skipped.
 *
 * @param fallback algorithm of unlabelled lines of as many digits; otherwise 32 digits are MD5 and 40 SHA-1
 * @throws {DomainError} `list-algorithm-needed` for 64 unlabelled digits, which may be three things
 */
export async function* readPlain(
  lines: AsyncIterable<ListLine>,
  fallback: HashAlgorithm | undefined,
): AsyncIterable<ListRow> {
  for await (const { line, text } of lines) {
    if (text === null) yield { status: 'unreadable', line, reason: 'row-too-long' }
    else if (!isBlankOrComment(text)) yield readLine(line, text, fallback)
  }
}

function readLine(line: number, text: string, fallback: HashAlgorithm | undefined): ListRow {
  const [first = '', second, ...more] = text.split(/[\s,;:]+/).filter((part) => part !== '')
  if (second !== undefined) {
    const algorithm = algorithmNamed(first)
    if (!algorithm || more.length > 0) return { status: 'unreadable', line, reason: 'unknown-type' }
    return { status: 'row', line, hashes: [{ algorithm, text: second }] }
  }
  const fits = fallback !== undefined && HASH_DIGITS[fallback] === first.length
  const algorithm = fits ? fallback : (byLength(first, fallback) ?? fallback)
  if (!algorithm) return { status: 'unreadable', line, reason: 'no-hash' }
  return { status: 'row', line, hashes: [{ algorithm, text: first }] }
}

function byLength(text: string, fallback: HashAlgorithm | undefined): HashAlgorithm | undefined {
  if (text.length === HASH_DIGITS.md5) return 'md5'
  if (text.length === HASH_DIGITS.sha1) return 'sha1'
  if (fallback !== undefined) return undefined
  if (text.length === HASH_DIGITS.sha256 && /^[0-9a-f]+$/i.test(text)) {
    throw new DomainError(
      'invalid',
      'list-algorithm-needed',
      'Reading a list: 64 digits can be sha256, pdq or blockhash; say which with --algorithm, or label each line',
    )
  }
  return undefined
}
