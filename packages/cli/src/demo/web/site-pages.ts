import type { Phase } from './behaviour.ts'
import type { Markup, Site, SitePage } from './sites.ts'

export const STYLESHEET_PATH = '/style.css'

/** Where a picture is once its host has moved it. */
export const movedPath = (path: string): string => path.replace(/^\/[a-z]+\//, '/archive/')

/** How a page is written: what its host does now, its own origin, and an icon to put in whole. */
export type PageContext = { site: Site; phase: Phase; origin: string; icon: Uint8Array }

/** Writes a page as its host shows it in the given phase; HTML. */
export function writePage(page: SitePage, context: PageContext): string {
  const shown = (wanted: Markup): string[] =>
    page.shows
      .filter(({ path, as }) => as === wanted && isShown(path, context))
      .map(({ path }) => pathIn(path, context))
  const icon = Buffer.from(context.icon).toString('base64')
  const note =
    context.phase === 'recompressed'
      ? '<p>The pictures that were reported have been removed from this page.</p>'
      : ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${page.title}</title>
${each(shown('og-image'), (path) => `<meta property="og:image" content="${context.origin}${path}">`)}
<link rel="stylesheet" href="${STYLESHEET_PATH}">
</head>
<body>
<h1><img src="data:image/png;base64,${icon}" alt=""> ${page.title}</h1>
<p>Drawings made for a demonstration. Nothing here is a photograph.</p>
${note}
${each(shown('style'), (path) => `<div style="height: 20em; background-image: url('${path}')"></div>`)}
${shown('stylesheet').length > 0 ? '<div class="banner"></div>' : ''}
${srcset(shown('srcset'))}
${each(shown('picture'), picture)}
${each(shown('link'), (path) => `<p><a href="${path}">Open the picture</a></p>`)}
${each(shown('img'), (path) => `<p><img src="${path}" width="480" alt="A drawing"></p>`)}
</body>
</html>
`
}

/** Writes the style sheet of a site, with the backgrounds that its pages show by it. */
export function writeStylesheet(context: PageContext): string {
  const backgrounds = context.site.pages
    .flatMap(({ shows }) => shows)
    .filter(({ path, as }) => as === 'stylesheet' && isShown(path, context))
    .map(({ path }) => `url("${pathIn(path, context)}")`)
  const banner =
    backgrounds.length > 0
      ? `.banner { height: 20em; background-image: ${backgrounds.join(', ')} }\n`
      : ''
  return `body { font-family: sans-serif; margin: 2em }\n${banner}`
}

const each = (paths: readonly string[], write: (path: string) => string): string =>
  paths.map(write).join('\n')

const picture = (path: string): string =>
  `<picture><source srcset="${path}"><img alt="A drawing"></picture>`

function srcset(paths: readonly string[]): string {
  const candidates = paths.map((path, index) => `${path} ${index + 1}x`).join(', ')
  return candidates === '' ? '' : `<p><img srcset="${candidates}" alt="A drawing"></p>`
}

const matches = (path: string, { site }: PageContext): boolean =>
  site.pictures.some((picture) => picture.path === path && picture.kind !== 'innocent')

const isShown = (path: string, context: PageContext): boolean =>
  context.phase !== 'removed' || !matches(path, context)

const pathIn = (path: string, context: PageContext): string =>
  context.phase === 'moved' && matches(path, context) ? movedPath(path) : path
