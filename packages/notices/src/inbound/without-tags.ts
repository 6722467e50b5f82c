const SILENT = ['style', 'script', 'title']
const BREAKS = ['br', '/p', '/div', '/tr', '/li', '/h1', '/h2', '/h3']
const SIGNS: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
}

/**
 * What a person reads of HTML. It is shown as text and never as HTML, so nothing depends on its being
 * read as a browser would. Time is in proportion to the length, whatever stands in it.
 */
export function withoutTags(html: string): string {
  const lower = html.toLowerCase()
  const parts: string[] = []
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const close = open < 0 ? -1 : html.indexOf('>', open)
    if (close < 0) {
      parts.push(html.slice(at))
      break
    }
    parts.push(html.slice(at, open))
    const name = /^\/?[a-z0-9]*/.exec(lower.slice(open + 1, open + 12))?.[0] ?? ''
    parts.push(BREAKS.includes(name) ? '\n' : ' ')
    const end = SILENT.includes(name) ? lower.indexOf(`</${name}`, close) : close
    at = end < 0 ? html.length : html.indexOf('>', end) + 1 || html.length
  }
  const text = parts
    .join('')
    .replace(/&(nbsp|lt|gt|quot|amp);/gi, (sign) => SIGNS[sign.toLowerCase()]!)
  return text.replace(/[ \t]+/g, ' ').replace(/ ?\n ?/g, '\n')
}
