import { readAddress } from '@nightlight/contract'
import { MAX_URL_LENGTH, checkUrl, refuse, type UrlRules, type UrlVerdict } from './url-rules.ts'

/**
 * Reads a URL as a reporter wrote it.
 *
 * De-fanged spellings (`hxxp`, `[.]`, `(.)`, `[:]//`) are restored, `http` is meant where no scheme is named, space
 * around the URL is ignored and credentials are dropped. Everything else that is unusual is refused. Nothing is resolved: a
 * host name that leads to a closed address is refused later, when it is fetched.
 *
 * @param input  any string
 * @returns the URL to fetch, or a stable code with a message that does not repeat the input
 */
export function parseReportedUrl(input: string, options: UrlRules): UrlVerdict {
  const text = input.trim()
  if (text.length > MAX_URL_LENGTH) {
    return refuse('url-too-long', `Check the URL: ${text.length} characters`)
  }
  const url = readAddress(text)
  return url === null ? refuse('not-a-url', 'Parse the URL: malformed') : checkUrl(url, options)
}
