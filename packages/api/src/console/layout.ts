import { LANGUAGES } from '@nightlight/contract'
import { isAllowed } from '../identity/principal.ts'
import { html, type Html } from './html.ts'
import { PLACES } from './navigation.ts'
import type { View } from './view.ts'

const LANGUAGE_NAMES = { en: 'English', fr: 'Français', nl: 'Nederlands', de: 'Deutsch' } as const

/**
 * A whole page; `title` never names an address.
 *
 * @param renew  in how many seconds the browser asks for `path`, which then is this page
 */
export function layout(
  view: View,
  title: string,
  body: Html,
  renew: { seconds: number; path: string } | null = null,
): Html {
  const { t, language, principal } = view
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          name="format-detection"
          content="telephone=no, date=no, address=no, email=no, url=no"
        />
        ${renew && html`<meta http-equiv="refresh" content="${renew.seconds}; url=${renew.path}" />`}
        <title>${title} · ${view.organisation ?? 'Nightlight'}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/console.css" />
        <script src="/assets/console.js" defer blocking="render"></script>
      </head>
      <body>
        <a class="skip" href="#main">${t('nav.skip')}</a>
        ${header(view)}
        <main id="main" tabindex="-1">
          <h1>${title}</h1>
          ${principal && news(view)} ${body}
        </main>
        <footer>
          <p>${t('footer.promise')}</p>
          ${languageLinks(view)}
        </footer>
      </body>
    </html>`
}

/** Hidden until a script finds that more waits than before. */
const news = ({ t, path }: View): Html =>
  html`<p class="flash" role="status" data-live="/console/live" hidden>
    ${t('live.news')} ${path !== null && html`<a href="${path}">${t('live.show')}</a>`}
  </p>`

function header(view: View): Html {
  const { t, principal, form, organisation } = view
  // Who was told has nothing to do with our own sign-in.
  if (organisation !== undefined) {
    return html`<header><span class="brand">${organisation}</span></header>`
  }
  const link = (path: string, text: string): Html =>
    html`<li>
      <a href="${path}" ${view.path?.split('?')[0] === path && html` aria-current="page"`}
        >${text}</a
      >
    </li>`
  return html`<header>
    <a class="brand" href="/">Nightlight</a>
    ${
      principal &&
      html`<nav aria-label="${t('nav.label')}">
          <ul>
            ${PLACES.filter(([, , access]) => access === null || isAllowed(principal.role, access)).map(([path, text]) => link(path, t(text)))}
          </ul>
        </nav>
        <form class="who" method="post" action="/sign-out">
          <span>${principal.name}<small>${t.code('role', principal.role)}</small></span>
          <input type="hidden" name="form" value="${form}" />
          <button class="quiet">${t('nav.sign-out')}</button>
        </form>`
    }
  </header>`
}

function languageLinks({ t, language, path }: View): Html | null {
  if (path === null) return null
  return html`<nav aria-label="${t('nav.language')}">
    <ul>
      ${LANGUAGES.map(
        (code) =>
          html`<li>
            <a
              href="${path}${path.includes('?') ? '&' : '?'}lang=${code}"
              lang="${code}"
              hreflang="${code}"
              ${code === language && html` aria-current="true"`}
              >${LANGUAGE_NAMES[code]}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`
}
