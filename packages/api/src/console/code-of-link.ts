import { TEXT_BREAK } from './fragments.ts'
import { html, type Html } from './html.ts'

/** The field for the code that a link has behind `#`: the script fills and hides it, others paste the link. */
export const codeOfLink = (name: string, label: string, how: string): Html =>
  html`<label data-code-of-link>
      ${label}
      <input
        name="${name}"
        required
        maxlength="400"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        autofocus
      />
      ${TEXT_BREAK}<small>${how}</small>
    </label>
    ${TEXT_BREAK}`

/** What pages with that field end in. */
export const LINK_SCRIPT: Html = html`<script src="/assets/code-of-link.js" defer></script>`
