import { MAX_CRAWL_DEPTH, MAX_CRAWL_PAGES } from '../../schemas.ts'
import type { FollowedCrawl } from '../../report-pages-store.ts'
import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'

const SWITCHES = ['archives', 'videos', 'render'] as const

/** What staff may ask of a report, shut at first. */
export const lookFurtherFields = ({ t }: View): Html =>
  html`<details class="further">
    <summary>${t('crawl.title')}</summary>
    <p class="fine">${t('crawl.how')}</p>
    <div class="row two">
      <label
        >${t('crawl.depth')}<select name="depth">
          ${Array.from(
            { length: MAX_CRAWL_DEPTH + 1 },
            (_, n) => html`<option value="${n}">${t.code('crawl', `depth-${n}`)}</option>`,
          )}
        </select></label
      >
      <label
        >${t('crawl.pages')}<input
          name="pages"
          type="number"
          inputmode="numeric"
          min="1"
          max="${MAX_CRAWL_PAGES}"
          placeholder="20"
      /></label>
    </div>
    ${SWITCHES.map(
      (name) =>
        html`<label class="check"
          ><input type="checkbox" name="${name}" />${t.code('crawl', name)}</label
        >`,
    )}
  </details>`

/** What was asked and what came of it, as pairs for `facts`. */
export function followedFacts(
  { t }: View,
  crawl: FollowedCrawl | null,
): (readonly [string, string | null])[] {
  if (!crawl) return []
  const { depth, pages, read, waiting, skipped, elsewhere, truncated } = crawl
  const opened = SWITCHES.filter((name) => crawl[name]).map((name) => t.code('crawl', name))
  const steps = t.code('crawl', `depth-${depth}`)
  return [
    [t('crawl.asked'), depth > 0 ? t('crawl.up-to', { steps, pages }) : null],
    [t('crawl.also'), opened.length > 0 ? opened.join(' · ') : null],
    [t('crawl.followed'), depth > 0 ? t('crawl.counts', { read, waiting, skipped }) : null],
    [t('crawl.elsewhere'), elsewhere > 0 ? t('crawl.not-opened', { n: elsewhere }) : null],
    [t('crawl.truncated'), truncated && t.code('crawl-end', truncated)],
  ]
}
