import type { HashList } from '../../lists/hash-list-store.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import type { View } from '../view.ts'

/** Of which plain lines may be that say nothing themselves. */
const ALGORITHMS = ['sha256', 'sha1', 'md5', 'pdq', 'blockhash'] as const
const FORMATS = 'VICS, CAID, ICSE, CSV, NDJSON, NCMEC'

export type HandIn = {
  list: HashList
  /** Its authority takes only what is signed: nothing is handed in by a form. */
  isSignedOnly: boolean
  /** Longest file, bytes. */
  maxBytes: number
}

/** The form by which a file of hashes is handed in; whole without a script. */
export function handInPage(view: View, { list, isSignedOnly, maxBytes }: HandIn): Html {
  const { t } = view
  return layout(
    view,
    t('hand-in.title'),
    html`<section class="card narrow">
        <p class="lead"><a class="host" href="/console/lists?list=${list.id}">${list.name}</a></p>
        <p>${t('hand-in.promise')}</p>
        ${isSignedOnly ? html`<p class="attention">${t('hand-in.signed-only')}</p>` : form(view, list.id, maxBytes)}
      </section>
      <section class="card narrow">
        <h2>${t('hand-in.next')}</h2>
        <ol>
          <li>${t('hand-in.next-map')}</li>
          <li>${t('hand-in.next-look')}</li>
          <li>${t('hand-in.next-second')}</li>
        </ol>
      </section>`,
  )
}

const GIB = 2 ** 30

function form(view: View, listId: string, maxBytes: number): Html {
  const { t } = view
  const path = `/console/hash-lists/${listId}`
  return html`<form
    method="post"
    action="${path}/hand-in"
    enctype="multipart/form-data"
    class="stack"
    data-upload
    ${['picture', 'video', 'archive', 'document'].map((kind) => html` data-${kind}="${t.code('problem', `file-is-${kind}`)}"`)}
    ${(['chosen', 'sent', 'reading', 'failed', 'cut', 'retrying', 'cancelled', 'again', 'one'] as const).map((name) => html` data-${name}="${t(`upload.${name}`)}"`)}
  >
    <input type="hidden" name="form" value="${view.form}" />
    <input type="hidden" name="size" value="" />
    <label for="kind">${t('submission.kind')}</label>
    <select id="kind" name="kind">
      <option value="addition">${t('submission-kind.addition')}</option>
      <option value="edition">${t('submission-kind.edition')}</option>
    </select>
    <label for="legalBasis">${t('submission.basis')}</label>
    <input id="legalBasis" name="legalBasis" maxlength="2000" autocomplete="off" />
    <label for="officer">${t('submission.officer')}</label>
    <input
      id="officer"
      name="officer"
      maxlength="200"
      autocomplete="off"
      aria-describedby="officer-hint"
    />
    <p id="officer-hint" class="fine">${t('hand-in.officer-hint')}</p>
    <label for="expires">${t('submission.expires')}</label>
    <input id="expires" name="expires" type="date" aria-describedby="expires-hint" />
    <p id="expires-hint" class="fine">${t('hand-in.expires-hint')}</p>
    <details>
      <summary>${t('hand-in.reading')}</summary>
      <div class="stack">
        <label for="algorithm">${t('hand-in.algorithm')}</label>
        <select id="algorithm" name="algorithm">
          <option value="">${t('hand-in.algorithm-none')}</option>
          ${ALGORITHMS.map((name) => html`<option value="${name}">${name}</option>`)}
        </select>
        <label for="columns">${t('hand-in.columns')}</label>
        <textarea
          id="columns"
          name="columns"
          rows="3"
          maxlength="8000"
          aria-describedby="columns-hint"
        ></textarea>
        <p id="columns-hint" class="fine">${t('hand-in.columns-hint')}</p>
      </div>
    </details>
    <div class="drop">
      <label for="file">${t('hand-in.file')}</label>
      <input id="file" name="file" type="file" required aria-describedby="file-hint" />
      <p class="by-drop">${t('hand-in.drop')}</p>
      <p id="file-hint" class="fine">
        ${t('hand-in.file-hint', { formats: FORMATS, gib: number(view, Math.floor(maxBytes / GIB)) })}
      </p>
    </div>
    <progress max="100" value="0" aria-label="${t('upload.progress')}" hidden></progress>
    <p class="upload-said" role="status"></p>
    <div class="buttons">
      <button class="primary upload-send">${t('hand-in.send')}</button>
      <button type="button" class="upload-cancel" hidden>${t('upload.cancel')}</button>
      <button formaction="${path}/try">${t('hand-in.try')}</button>
      <a class="button" href="/console/lists?list=${listId}">${t('action.back')}</a>
    </div>
    <p class="fine">${t('hand-in.try-hint')}</p>
  </form>`
}
