const ROWS_TOGETHER = 1_000

/** What is counted in files that do not go by lines; of `auto` it is not known yet. */
const COUNTED: Readonly<Record<string, string>> = { vics: 'media', ncmec: 'entry', auto: 'row' }

/**
 * Refused rows as CSV with a head, in pieces; reasons are codes of ours and need no quotes.
 *
 * @param format  of the file: the head says what its rows are counted in, `line` or `media` or `entry`
 */
export async function* refusalsCsv(
  format: string,
  rows: AsyncIterable<{ line: number; reason: string }>,
): AsyncGenerator<string> {
  let piece = `${COUNTED[format] ?? 'line'},reason\n`
  let count = 0
  for await (const { line, reason } of rows) {
    piece += `${line},${reason}\n`
    if (++count % ROWS_TOGETHER === 0) {
      yield piece
      piece = ''
    }
  }
  if (piece !== '') yield piece
}
