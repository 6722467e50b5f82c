import { html, type Html } from './html.ts'
import type { View } from './view.ts'

/** Says that a form is of a page that we showed: without it nothing is done. */
export const formField = ({ form }: Pick<View, 'form'>): Html =>
  html`<input type="hidden" name="form" value="${form}" />`

/**
 * A form that is one button.
 *
 * @param button.of      what it is done to, for whoever hears the button alone
 * @param button.hidden  further fields
 */
export const buttonForm = (
  view: View,
  path: string,
  button: {
    text: string
    of?: string
    tone?: 'quiet' | 'primary' | ''
    hidden?: Readonly<Record<string, string>>
  },
): Html => {
  const { text, of, tone = 'quiet', hidden = {} } = button
  return html`<form method="post" action="${path}">
    ${formField(view)}
    ${Object.entries(hidden).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <button class="${tone}" ${of !== undefined && html` aria-label="${text}: ${of}"`}>
      ${text}
    </button>
  </form>`
}
