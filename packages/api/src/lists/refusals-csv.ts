const ROWS_TOGETHER = 1_000

/** Refused lines as CSV with a head, in pieces; reasons are codes of ours and need no quotes. */
export async function* refusalsCsv(
  rows: AsyncIterable<{ line: number; reason: string }>,
): AsyncGenerator<string> {
  let piece = 'line,reason\n'
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
