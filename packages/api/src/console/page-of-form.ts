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
    const above = parts.slice(0, kept)
    if (!isPage(`/${above.join('/')}`)) continue
    return pathOf(`/${above.join('/')}`, params)
  }
  return '/'
}

/** The path of a pattern, with what stands in it for its names. */
export const pathOf = (pattern: string, params: Readonly<Record<string, string>>): string =>
  pattern
    .split('/')
    .map((part) => (part.startsWith(':') ? encodeURIComponent(params[part.slice(1)] ?? '') : part))
    .join('/')
