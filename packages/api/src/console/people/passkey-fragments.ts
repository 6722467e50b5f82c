import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'

const PROBLEMS = ['failed', 'cancelled', 'suspect', 'wait', 'unavailable', 'code'] as const

/** What the script says when something goes wrong, in the language of the page; it shows one of them. */
export const passkeyProblems = ({ t }: View): Html =>
  html`<p
      class="attention"
      role="alert"
      data-problems="${JSON.stringify(Object.fromEntries(PROBLEMS.map((name) => [name, t(`passkey.problem-${name}`)])))}"
      hidden
    ></p>
    <noscript><p class="attention">${t('passkey.needs-script')}</p></noscript>
    <script src="/assets/passkey.js" defer></script>`
