const PAGE_PARAMETERS = new Set([
  'from',
  'offset',
  'p',
  'page',
  'paged',
  'pagina',
  'pg',
  'seite',
  'start',
])
const PAGE_PARAMETER_FORMS = /^(?:page|pg|p)[_-]?(?:no|num|number)$/
const LONGEST_NUMBER = 4

/**
 * Whether an address is another page of the sequence that a page belongs to: it differs in one number
 * of at most four digits, in the path or in a parameter, or adds one (`/set` and `/set/page/2`).
 */
export function isFurtherPage(url: URL, page: URL): boolean {
  if (url.host !== page.host) return false
  const isSamePath = url.pathname === page.pathname
  if (isSamePath) return url.search !== page.search && differByPage(url, page)
  if (url.search !== page.search) return false
  return differByNumber(url.pathname, page.pathname) || addsNumber(url.pathname, page.pathname)
}

function differByPage(url: URL, page: URL): boolean {
  const isPage = (name: string): boolean => {
    const lower = name.toLowerCase()
    return PAGE_PARAMETERS.has(lower) || PAGE_PARAMETER_FORMS.test(lower)
  }
  const others = (of: URL): string =>
    [...of.searchParams]
      .filter(([name]) => !isPage(name))
      .map((pair) => pair.join('='))
      .join('&')
  const numbers = [...url.searchParams].filter(([name]) => isPage(name)).map(([, value]) => value)
  const areNumbers = numbers.length > 0 && numbers.every((value) => /^\d{1,6}$/.test(value))
  return (areNumbers && others(url) === others(page)) || differByNumber(url.search, page.search)
}

function differByNumber(left: string, right: string): boolean {
  const split = (text: string) => text.split(/(\d+)/)
  const [a, b] = [split(left), split(right)]
  if (a.length !== b.length) return false
  const differing = a.flatMap((part, index) => (part === b[index] ? [] : [index]))
  return (
    differing.length === 1 &&
    differing.every((index) =>
      [a[index], b[index]].every((part) => /^\d+$/.test(part ?? '') && isShort(part)),
    )
  )
}

const isShort = (digits: string | undefined): boolean => (digits?.length ?? 0) <= LONGEST_NUMBER

/** `/set` leads to `/set/2`, `/set/page/2` and `/set-2`; `/set.html` to `/set-2.html`. */
function addsNumber(path: string, page: string): boolean {
  const [stem, ending] = splitEnding(page)
  const rest = path.startsWith(stem) ? path.slice(stem.length) : ''
  const number = ending !== '' && rest.endsWith(ending) ? rest.slice(0, -ending.length) : rest
  return /^[/_-]?(?:(?:page|pagina|seite|p)[/_-]?)?\d{1,4}\/?$/i.test(number)
}

function splitEnding(path: string): [string, string] {
  const trimmed = path.replace(/\/$/, '')
  const ending = /\.[a-z]{2,5}$/i.exec(trimmed.slice(-6))?.[0] ?? ''
  const stem = ending === '' ? trimmed : trimmed.slice(0, -ending.length)
  return [stem.replace(/\/index$/i, ''), ending]
}
