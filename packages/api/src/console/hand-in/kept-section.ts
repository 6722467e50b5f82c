import type { KeptUpload } from '../../uploads/kept-uploads.ts'
import { buttonForm } from '../button-form.ts'
import { html, type Html } from '../html.ts'
import { bytesText, personName } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** Files of an authority that are not whole, whoever began them: as many as are kept, no other is begun. */
export function keptSection(view: View, kept: readonly KeptUpload[]): Html | null {
  const { t } = view
  if (kept.length === 0) return null
  return html`<section>
    <h2>${t('kept-uploads.title')}</h2>
    <p>${t('kept-uploads.how')}</p>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('kept-uploads.list')}</th>
          <th scope="col">${t('kept-uploads.by')}</th>
          <th scope="col">${t('kept-uploads.size')}</th>
          <th scope="col">${t('begun.begun')}</th>
          <th scope="col">${t('kept-uploads.last')}</th>
          <th scope="col">${t('column.what-to-do')}</th>
        </tr>
      </thead>
      <tbody>
        ${kept.map((one) => row(view, one))}
      </tbody>
    </table>
  </section>`
}

function row(view: View, { id, list, by, state, size, received, begunAt, changedAt }: KeptUpload) {
  const { t, language } = view
  const person = personName(view, by)
  return html`<tr>
    <th scope="row">${list.name}</th>
    <td data-label="${t('kept-uploads.by')}">${person}</td>
    <td data-label="${t('kept-uploads.size')}">
      ${t('begun.part', { done: bytesText(view, received), all: bytesText(view, size) })}
    </td>
    <td data-label="${t('begun.begun')}">${time(begunAt, language)}</td>
    <td data-label="${t('kept-uploads.last')}">${time(changedAt, language)}</td>
    <td>
      ${
        state === 'receiving'
          ? buttonForm(view, `/console/uploads/${id}/drop`, {
              text: t('begun.drop'),
              of: `${person}, ${list.name}, ${bytesText(view, size)}`,
            })
          : t('kept-uploads.reading')
      }
    </td>
  </tr>`
}
