import type { Vector } from './vectors.ts'

/** The ways by which a URL comes to the crawler; `report` has no page of its own. */
export const WAYS = [
  'report',
  'redirect',
  'image',
  'stylesheet',
  'frame',
  'refresh',
  'base',
] as const
export type Way = (typeof WAYS)[number]

/** What the site answers: markup, a sheet, or where it redirects to. */
export type Page = { type: 'text/html' | 'text/css'; body: string } | { location: string }

/** Where the page of a vector lies that names it in this way. */
export const pathOf = (way: Exclude<Way, 'report'>, at: number): string => `/${way}/${at}`

/** What the site answers for a path; null where nothing is. */
export function pageAt(path: string, vectors: readonly Vector[]): Page | null {
  const [, what = '', number = ''] = path.split('/')
  const url = vectors[Number.parseInt(number, 10)]?.url
  if (url === undefined) return null
  const shown = attribute(url)
  switch (what) {
    case 'redirect':
      return { location: url }
    case 'image':
      return markup(
        `<img src="${shown}" data-src="${shown}"><picture><source srcset="${shown} 2x"></picture>
        <video poster="${shown}"></video><meta property="og:image" content="${shown}">
        <object type="image/png" data="${shown}"></object><p style="background:url(${shown})">`,
      )
    case 'stylesheet':
      return markup(
        `<link rel=stylesheet href="${shown}"><link rel=stylesheet href="/sheet/${number}">
        <style>p{background:url("${inString(url)}")}</style>`,
      )
    case 'sheet':
      return { type: 'text/css', body: `p{background:url("${inString(url)}")}` }
    case 'frame':
      return markup(`<iframe src="${shown}"></iframe><iframe src="/redirect/${number}"></iframe>`)
    case 'refresh':
      return markup(`<meta http-equiv=refresh content="0; url=${shown}">`)
    case 'base':
      return markup(`<base href="${shown}"><img src="a.jpg"><img src="/b.jpg">`)
    default:
      return null
  }
}

const markup = (body: string): Page => ({
  type: 'text/html',
  body: `<!doctype html><meta charset=utf-8>${body}`,
})

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

const inString = (text: string): string =>
  text.replace(/["\\\n\r]/g, (char) => `\\${char.charCodeAt(0).toString(16)} `)
