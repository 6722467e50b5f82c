import type { Finding } from './finding.ts'
import { linkFindings } from './head-images.ts'

/** Headers of an answer that name pictures or lead on; null or absent where there was none. */
export type PageHeaders = { link?: string | null; refresh?: string | null }

const MAX_HEADER = 16 * 1024
const ENTRY = /<([^<>]*)>((?:\s*;\s*[\w*-]+(?:\s*=\s*(?:"[^"]*"|[^\s",;]*))?)*)/g
const PARAMETER = /;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s",;]*))/g

/**
 * Lists what the headers of a page say: `Link: <a.jpg>; rel=preload; as=image` and `Refresh: 0; url=b`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8288#section-3
 */
export function headerFindings({ link, refresh }: PageHeaders): Finding[] {
  const found: Finding[] = refresh ? [{ kind: 'refresh', value: refresh }] : []
  for (const [, href = '', parameters = ''] of (link ?? '').slice(0, MAX_HEADER).matchAll(ENTRY)) {
    const values = new Map([['href', href]])
    for (const [, name = '', quoted, bare] of parameters.matchAll(PARAMETER)) {
      const key = name.toLowerCase()
      if (!values.has(key)) values.set(key, quoted ?? bare ?? '')
    }
    found.push(...linkFindings((name) => values.get(name) ?? ''))
  }
  return found.filter(({ value }) => value.trim() !== '')
}
