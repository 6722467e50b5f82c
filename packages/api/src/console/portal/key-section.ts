import { ROLE_MATRIX } from '@nightlight/contract'
import type { KeyView } from '../../machines/key-store.ts'
import { formField } from '../button-form.ts'
import { emptyState } from '../fragments.ts'
import { formIdField } from '../form-once.ts'
import { html, type Html } from '../html.ts'
import { limitFields } from '../keys/key-limits.ts'
import { daysField, keyTable, newKey, type MadeKey } from '../keys/keys-page.ts'
import type { View } from '../view.ts'

/** Keys of the programs of one provider, for whoever makes keys. */
export function keysOfProviderSection(
  view: View,
  providerId: string,
  { keys, made }: { keys: readonly KeyView[]; made: MadeKey | null },
): Html {
  const { t } = view
  const path = `/console/providers/${providerId}/keys`
  return html`<section id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">${t('keys.provider-title')}</h2>
    ${made && newKey(view, made)}
    <p>${t('keys.provider-how')}</p>
    ${keys.length === 0 ? emptyState(t('keys.provider-none')) : keyTable(view, keys, path)}
    <form method="post" action="${path}" class="card key-form">
      ${formField(view)} ${formIdField()}
      <div class="row two">
        <label
          >${t('people.name')}<input name="name" required maxlength="80" autocomplete="off"
        /></label>
        ${daysField(view)}
      </div>
      ${limitFields(view, ROLE_MATRIX.provider)}
      <button class="primary">${t('keys.make')}</button>
    </form>
  </section>`
}
