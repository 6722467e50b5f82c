import type { HashList } from '../../lists/hash-list-store.ts'
import { takesFiles } from '../../lists/submission-actions.ts'
import { facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { bytesText, listClass, number, termFacts } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { KeptUpload } from '../../uploads/kept-uploads.ts'
import type { StoredUpload } from '../../uploads/upload-store.ts'
import { keptSection } from './kept-section.ts'
import type { View } from '../view.ts'

/** Of which plain lines may be that say nothing themselves. */
const ALGORITHMS = ['sha256', 'sha1', 'md5', 'pdq', 'blockhash'] as const
/** What the script says. */
const SAID = [
  'chosen',
  'begins',
  'resumed',
  'sent',
  'reading',
  'failed',
  'changed',
  'retrying',
  'signin',
  'goeson',
  'paused',
  'cancelled',
  'stillkept',
  'again',
  'one',
] as const
const FORMATS = 'VICS, CAID, ICSE, CSV, NDJSON, NCMEC'

export type HandIn = {
  list: HashList
  /** Its authority takes only what is signed: nothing is handed in by a form. */
  isSignedOnly: boolean
  /** Longest file, and longest that is tried, bytes. */
  maxBytes: number
  maxTryBytes: number
  /** What this person began and can go on with. */
  begun: readonly StoredUpload[]
  /** What else of the authority is kept. */
  kept: readonly KeptUpload[]
  done: string | null
}

/** The form by which a file of hashes is handed in; whole without a script. */
export function handInPage(view: View, page: HandIn): Html {
  const { t } = view
  const { list, begun, kept, done } = page
  return layout(
    view,
    t('hand-in.title'),
    html`${done && flash(t.code('done', done))} ${begunSection(view, begun)}
      <section class="card narrow">
        <p class="lead"><a class="host" href="/console/lists?list=${list.id}">${list.name}</a></p>
        ${facts([[t('lists.names'), listClass(view, list)], ...termFacts(view, list)])}
        ${list.negative && html`<p class="attention">${t('hand-in.negative')}</p>`}
        <p>${t('hand-in.promise')}</p>
        ${way(view, page)}
      </section>
      <section class="card narrow">
        <h2>${t('hand-in.next')}</h2>
        <ol>
          <li>${t('hand-in.next-map')}</li>
          <li>${t('hand-in.next-look')}</li>
          <li>${t('hand-in.next-second')}</li>
        </ol>
      </section>
      ${keptSection(view, kept)}`,
  )
}

/** The form, or why there is none. */
function way(view: View, page: HandIn): Html {
  const { t } = view
  const { withdrawnAt } = page.list
  if (withdrawnAt) return html`<p class="attention">${t('problem.list-withdrawn')}</p>`
  if (!takesFiles(page.list)) return html`<p class="attention">${t('problem.list-expired')}</p>`
  return page.isSignedOnly
    ? html`<p class="attention">${t('hand-in.signed-only')}</p>`
    : form(view, page)
}

const GIB = 2 ** 30

/** Files that did not come whole: what is here of them waits for the same file. */
function begunSection(view: View, begun: readonly StoredUpload[]): Html | null {
  const { t, form, language } = view
  if (begun.length === 0) return null
  return html`<section class="card narrow to-do">
    <h2>${t('begun.title')}</h2>
    <p>${t('begun.how')}</p>
    <ul class="begun">
      ${begun.map(
        ({ id, size, received, begunAt, changedAt }) =>
          html`<li>
            <p>
              <strong
                >${t('begun.part', { done: bytesText(view, received), all: bytesText(view, size) })}</strong
              >
              <progress
                max="100"
                value="${Math.floor((received / size) * 100)}"
                aria-label="${t('upload.progress')}"
              ></progress>
              <span class="fine"
                >${t('begun.begun')} ${time(begunAt, language)} · ${t('begun.last')}
                ${time(changedAt, language)}</span
              >
            </p>
            <form method="post" action="/console/uploads/${id}/drop">
              <input type="hidden" name="form" value="${form}" />
              <button>${t('begun.drop')}</button>
            </form>
          </li>`,
      )}
    </ul>
  </section>`
}

function form(view: View, { list, maxBytes, maxTryBytes }: HandIn): Html {
  const { t } = view
  const listId = list.id
  const path = `/console/hash-lists/${listId}`
  return html`<form
    method="post"
    action="${path}/hand-in"
    enctype="multipart/form-data"
    class="stack"
    data-upload
    data-most="${maxBytes}"
    data-trymost="${maxTryBytes}"
    data-begin="${t('hand-in.send')}"
    data-large="${t.code('problem', 'file-too-large')}"
    data-trylarge="${t.code('problem', 'try-too-large')}"
    data-empty="${t.code('failure', 'list-empty')}"
    ${['picture', 'video', 'archive', 'document'].map((kind) => html` data-${kind}="${t.code('problem', `file-is-${kind}`)}"`)}
    ${SAID.map((name) => html` data-${name}="${t(`upload.${name}`)}"`)}
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
    <input
      id="expires"
      name="expires"
      type="date"
      min="${view.now.toISOString().slice(0, 10)}"
      aria-describedby="expires-hint"
    />
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
    <p class="upload-at figure" aria-hidden="true" hidden></p>
    <p class="upload-said" role="status"></p>
    <div class="buttons">
      <button class="primary upload-send">${t('hand-in.send')}</button>
      <button type="button" class="upload-pause" hidden>${t('upload.pause')}</button>
      <button type="button" class="upload-cancel" hidden>${t('upload.cancel')}</button>
      <button formaction="${path}/try">${t('hand-in.try')}</button>
      <a class="button" href="/console/lists?list=${listId}">${t('action.back')}</a>
    </div>
    <p class="fine">${t('hand-in.try-hint')}</p>
    <p class="fine by-script">${t('hand-in.kept-hint')}</p>
  </form>`
}
