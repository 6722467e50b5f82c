import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { authorityFields } from '../people/who-fields.ts'
import type { View } from '../view.ts'

/**
 * The form that opens a list; what it is for is not changed afterwards, so it is said here.
 *
 * @param page.authorities  from which whoever opens it says whose it is; null for the police, whose it is anyway
 */
export function openListPage(
  view: View,
  { authorities }: { authorities: readonly string[] | null },
): Html {
  const { t } = view
  return layout(
    view,
    t('open-list.title'),
    html`<section class="card narrow">
      <p>${t('open-list.what')}</p>
      <form method="post" action="/console/hash-lists/new" class="stack">
        <input type="hidden" name="form" value="${view.form}" />
        ${
          authorities &&
          authorityFields(authorities, {
            known: t('column.authority'),
            none: t('open-list.authority-none'),
            fresh: t('open-list.authority-new'),
          })
        }
        <label for="name">${t('open-list.name')}</label>
        <input id="name" name="name" required maxlength="80" autocomplete="off" />
        <label for="legalClass">${t('column.class')}</label>
        <select id="legalClass" name="legalClass" aria-describedby="class-hint">
          <option value="csam">${t.code('class', 'csam')}</option>
          <option value="harmful">${t.code('class', 'harmful')}</option>
        </select>
        <p id="class-hint" class="fine">${t('open-list.class-hint')}</p>
        <label for="countries">${t('submission.countries')}</label>
        <input
          id="countries"
          name="countries"
          maxlength="800"
          autocomplete="off"
          aria-describedby="countries-hint"
        />
        <p id="countries-hint" class="fine">${t('open-list.countries-hint')}</p>
        <label class="check">
          <input type="checkbox" name="negative" value="yes" />
          ${t('open-list.negative')}
        </label>
        <div class="buttons">
          <button class="primary">${t('open-list.open')}</button>
          <a class="button" href="/console/lists">${t('action.back')}</a>
        </div>
      </form>
    </section>`,
  )
}
