import { MAX_URL_LENGTH } from '../../fetch/url-rules.ts'

/**
 * Reads `5; url='next.html'`, of a meta element or a Refresh header.
 *
 * Quotes, `url=` and the number may be absent; space or a comma may stand for the semicolon.
 *
 * @returns the address as written, or null for a reload of the same page
 */
export function refreshTarget(content: string): string | null {
  const text = content.slice(0, 2 * MAX_URL_LENGTH).trim()
  const separated = /^[\d.]*(?:\s*[;,]|\s)\s*(.*)$/s.exec(text)?.[1]
  if (separated === undefined || separated === '') return null
  const target = separated.replace(/^url\s*=\s*/i, '')
  const quote = /^["']/.exec(target)?.[0]
  return quote === undefined ? target : (target.slice(1).split(quote)[0] ?? '')
}
