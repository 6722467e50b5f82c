const ROWS_TOGETHER = 1_000

/** What refused rows and the place where a file could not be read are counted in, from 1. */
export type Unit = 'line' | 'media' | 'entry' | 'row'

/** Of what does not go by lines; of `auto` it is not known yet. */
const COUNTED: Readonly<Record<string, Unit>> = {
  vics: 'media',
  ncmec: 'entry',
  stopncii: 'entry',
  auto: 'row',
}

/** @param format  of a submission, as its file or its exchange has it */
export const unitOf = (format: string): Unit => COUNTED[format] ?? 'line'

/**
 * Refused rows as CSV with a head, in pieces; reasons are codes of ours and need no quotes.
 *
 * @param format  of the file: the head says what its rows are counted in, `line` or `media` or `entry`
 */
export async function* refusalsCsv(
  format: string,
  rows: AsyncIterable<{ line: number; reason: string }>,
): AsyncGenerator<string> {
  let piece = `${unitOf(format)},reason\n`
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
