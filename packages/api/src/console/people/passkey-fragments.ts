import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'

/** What the script says when something goes wrong, in the language of the page; it shows one of them. */
export const passkeyProblems = ({ t }: View): Html =>
  html`${(['failed', 'cancelled', 'suspect', 'wait', 'unavailable', 'code'] as const).map(
      (name) =>
        html`<p class="attention" role="alert" data-problem="${name}" hidden>
          ${t(`passkey.problem-${name}`)}
        </p>`,
    )}<noscript><p class="attention">${t('passkey.needs-script')}</p></noscript>
    <script src="/assets/passkey.js" defer></script>`
