/**
 * The page on which a form stood, from the route that it is sent to: the nearest one above that is had by GET.
 *
 * @param route    pattern, for example `/console/takedowns/:id/steps`
 * @param params   what stands in the address for its names
 * @param isPage   whether a pattern is a page
 * @returns its path; `/` when there is none
 */
export function pageOfForm(
  route: string,
  params: Readonly<Record<string, string>>,
  isPage: (pattern: string) => boolean,
): string {
  const parts = route.split('/').slice(1)
  for (let kept = parts.length - 1; kept > 0; kept--) {
    const above = `/${parts.slice(0, kept).join('/')}`
    const path = isPage(above) ? pathOf(above, params) : null
    if (path !== null) return path
  }
  return '/'
}

const ID = /^[0-9a-f-]{36}$/i
const NAME = /(?<=[/=]):(\w+)/g

/**
 * The path of a pattern, with the ids that stand in it for its names, as parts of it or in its query.
 *
 * @returns null where one is no id: what somebody wrote in its place is not written into a page again
 */
export function pathOf(pattern: string, params: Readonly<Record<string, string>>): string | null {
  const named = [...pattern.matchAll(NAME)].map(([, name]) => params[name!] ?? '')
  if (!named.every((id) => ID.test(id))) return null
  return pattern.replaceAll(NAME, (_, name: string) => params[name]!)
}
