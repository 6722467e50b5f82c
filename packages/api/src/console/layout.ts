import { LANGUAGES, mayDo } from '@nightlight/contract'
import { TEXT_BREAK } from './fragments.ts'
import { html, render, unescaped, type Html } from './html.ts'
import { exposureWarning } from './exposure/exposure-meter.ts'
import { keyed, keySheet } from './shortcuts/shortcuts.ts'
import { GROUPS, placesOf } from './navigation.ts'
import type { View } from './view.ts'

const ACCOUNT = '/console/account'
const LANGUAGE_NAMES = { en: 'English', fr: 'Français', nl: 'Nederlands', de: 'Deutsch' } as const

/** Times change to those of the reader before anything is seen. */
const SCRIPT_BEFORE = html`<script src="/assets/console.js" defer blocking="render"></script>`
/** It would wait for the last part. */
const SCRIPT_AFTER = html`<script src="/assets/console.js" defer></script>`

/**
 * A whole page; `title` never names an address. What was done just before stands first there.
 *
 * @param next  where the browser goes at once; nothing that is under way is waited for in this way (`followLine`)
 */
export function layout(view: View, title: string, body: Html, next: string | null = null): Html {
  const { t, language, principal } = view
  const organisation = view.organisation ?? 'Nightlight'
  const named = [saidIn(body), title, organisation].filter(Boolean).join(' · ')
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
        ${next !== null && html`<meta http-equiv="refresh" content="0; url=${next}" />`}
        <title>${named}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/console.css" />
        ${view.isInParts ? SCRIPT_AFTER : SCRIPT_BEFORE}
      </head>
      <body>
        <a class="skip" href="#main">${t('nav.skip')}</a>
        ${header(view)}
        <main id="main" tabindex="-1">
          <h1>${title}</h1>
          ${principal && news(view)} ${exposureWarning(view)} ${body}
        </main>
        ${keySheet(view)}
        <footer>
          <p>${t('footer.promise')}</p>
          ${zoneLine(view)} ${languageLinks(view)}
        </footer>
      </body>
    </html>`
}

/** What was done just before (`flash`); null where the page says nothing of it. */
function saidIn(body: Html): string | null {
  const [, said] = /<[^>]*\sautofocus data-said="([^"]*)"/.exec(render(body)) ?? []
  return said === undefined ? null : unescaped(said)
}

/** Empty until a script finds that more waits than before: a text browser shows what is hidden, too. */
const news = ({ t, path }: View): Html =>
  html`<p
    class="flash"
    role="status"
    data-live="/console/live"
    data-news="${t('live.news')}"
    ${path !== null && html` data-show="${t('live.show')}" data-at="${path}"`}
    hidden
  ></p>`

function header(view: View): Html {
  const { t, principal, form, organisation } = view
  // Who was told has nothing to do with our own sign-in.
  if (organisation !== undefined) {
    return html`<header><span class="brand">${organisation}</span></header>`
  }
  return html`<header>
    <a class="brand" href="/">Nightlight</a>
    ${
      principal &&
      html`${view.path !== '/console/find' && mayDo(principal.role, 'report:read') && findForm(view)}
        <form class="who" method="post" action="/sign-out">
          <a class="name" href="${ACCOUNT}" ${view.path === ACCOUNT && html` aria-current="page"`}
            >${principal.name}${TEXT_BREAK}<small>${t.code('role', principal.role)}</small></a
          >
          <input type="hidden" name="form" value="${form}" />
          <button class="quiet">${t('nav.sign-out')}</button>
        </form>
        ${menu(view)}`
    }
  </header>`
}

/** From every page to a case by what it is called; by POST, so that an address stands in no link. */
const findForm = ({ t, form }: View): Html =>
  html`<form
    class="finder"
    method="post"
    action="/console/find"
    role="search"
    aria-label="${t('find.field')}"
  >
    <input type="hidden" name="form" value="${form}" />
    <input
      name="q"
      required
      maxlength="8192"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      aria-label="${t('find.field')}"
      placeholder="${t('find.what')}"
      ${keyed('find')}
    />
    <button class="quiet">${t('find.do')}</button>
  </form>`

/** All places of a role by what they are for: one line at a desk, on a telephone folded; no script opens it. */
function menu({ t, principal, path }: View): Html {
  const mine = principal ? placesOf(principal.role) : []
  // what is of lists stands under other names
  const here = (path?.split('?')[0] ?? '').replace(
    /^\/console\/(hash-lists|submissions)(?=\/)/,
    '/console/lists',
  )
  const nearest = nearestOf(
    mine.map(([to]) => to),
    here,
  )
  return html`<nav class="menu" aria-label="${t('nav.label')}">
    <details>
      <summary>${t('nav.menu')}</summary>
      <div class="places">
        ${GROUPS.map((group) => {
          const places = mine.filter(([, , , of = 'look']) => of === group)
          if (places.length === 0) return null
          return html`<div class="group of-${group}">
            <span class="group-name" id="places-${group}">${t(`nav.group-${group}`)}</span>
            <ul aria-labelledby="places-${group}">
              ${places.map(
                ([to, text]) =>
                  html`<li>
                    <a
                      href="${to}"
                      ${to === nearest && html` aria-current="${to === here ? 'page' : 'true'}"`}
                      >${t(text)}</a
                    >
                  </li>`,
              )}
            </ul>
          </div>`
        })}
      </div>
    </details>
  </nav>`
}

/** A page below a place belongs to it, to the nearest where it is below several; everything is below the first. */
const nearestOf = (places: readonly string[], here: string): string | undefined =>
  places
    .filter((place) => place === here || (place !== '/console' && here.startsWith(`${place}/`)))
    .toSorted((a, b) => b.length - a.length)[0]

/** Stands for a zone in texts that a script fills in. */
const ZONE = { zone: '*' }

/** In which zone times are written; a script writes them in that of the reader, and back. */
const zoneLine = ({ t }: View): Html =>
  html`<p
    class="zone"
    data-yours="${t('zone.yours', ZONE)}"
    data-to-utc="${t('zone.to-utc', ZONE)}"
    data-to-yours="${t('zone.to-yours', ZONE)}"
  >
    <span>${t('zone.utc')}</span>
  </p>`

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
