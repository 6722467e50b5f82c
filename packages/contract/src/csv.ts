/**
 * A text that no spreadsheet runs as a formula: an apostrophe goes before one that begins with
 * `= + - @`, a tab, a line end or an apostrophe, and nothing else begins with one.
 */
export const safeInSpreadsheet = (text: string): string =>
  /^[=+\-@\t\r\n'＝＋－＠]/.test(text) ? `'${text}` : text

/** One cell as RFC 4180 has it; nothing for null and undefined, JSON for what is no text. */
export function csvCell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[",;\r\n\t' ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A line of texts with its CRLF, safe in a spreadsheet. */
export const csvLine = (texts: readonly (string | null)[]): string =>
  `${texts.map((text) => csvCell(text === null ? null : safeInSpreadsheet(text))).join(',')}\r\n`
