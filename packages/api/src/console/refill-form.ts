import { html, render, unescaped, type Html } from './html.ts'

/** What a form was sent with: where to, and the values of each field. */
export type Typed = { path: string; fields: Readonly<Record<string, readonly string[]>> }

/** What is said of a refused try, and of which field if it is one. */
export type Refusal = { title: string; words: Html; field: string | null }

const FORM = /<form\b[^>]*>[\s\S]*?<\/form>/g
const CONTROL =
  /<input\b[^>]*>|<select\b[^>]*>[\s\S]*?<\/select>|<textarea\b[^>]*>[\s\S]*?<\/textarea>/g
const FOCUSED = /<(?:input|button|textarea|select|p)\b[^>]*\sautofocus\b[^>]*>/g
const TYPED_ANEW = ['hidden', 'password', 'submit', 'button']
/** Fields whose value lets somebody in: no answer repeats it, wherever it was sent to. */
export const SECRET_FIELDS: readonly string[] = ['token', 'code']
const SAID = 'what-happened'
/** A hidden field that stays as it was sent: what the form showed, when what is typed was typed. */
const SHOWN = 'shown'
/** Hidden fields that two pages of one form may have with other values. */
const OF_ITS_TIME = ['form', SHOWN]

/**
 * Puts what was typed back into the form of a page that it was sent from, and says there what happened.
 *
 * Only for markup that `html` made: attributes in double quotes, `<` and `>` nowhere in text or values. Hidden
 * fields stay as the page has them, but for what the form had shown; codes and the secrets of links are typed anew.
 * Whatever the form is folded into is opened.
 *
 * @param refusal  null where the page says it already
 * @returns null when the page has no such form
 */
export function refillForm(page: string, typed: Typed, refusal: Refusal | null): string | null {
  const forms = [...page.matchAll(FORM)].filter(([form]) => isSentTo(form, typed.path))
  const found = forms.find(([form]) => hasHidden(form, typed)) ?? forms[0]
  if (!found) return null
  const before = page.slice(0, found.index)
  const after = page.slice(found.index + found[0].length)
  const filled = found[0].replaceAll(CONTROL, (control) => fill(control, typed))
  if (refusal === null) return before + filled + after
  const [said, isBeside] = sayIn(filled.replaceAll(/<details(?! open)/g, '<details open'), refusal)
  const titled = unfold(without(before)).replace(
    '<title>',
    () => `<title>${write(refusal.title)}: `,
  )
  const alert = render(
    html`<p id="${SAID}" class="again" role="alert" tabindex="-1" ${!isBeside && html`autofocus`}>
      ${refusal.words}
    </p>`,
  )
  return titled + said.replace(/^<form\b[^>]*>/, (tag) => tag + alert) + without(after)
}

const isSentTo = (form: string, path: string): boolean =>
  attribute(form, 'method') === 'post' && attribute(form, 'action') === path

/** Several forms of a page may be sent to one place: what they carry unseen tells them apart. */
const hasHidden = (form: string, { fields }: Typed): boolean =>
  (form.match(/<input\b[^>]*type="hidden"[^>]*>/g) ?? []).every((input) => {
    const name = attribute(input, 'name') ?? ''
    return OF_ITS_TIME.includes(name) || fields[name]?.[0] === attribute(input, 'value')
  })

function fill(control: string, { fields }: Typed): string {
  const name = attribute(control, 'name')
  const values = name === null ? undefined : fields[name]
  const type = attribute(control, 'type') ?? ''
  const isCode = attribute(control, 'autocomplete') === 'one-time-code'
  const isSecret = isCode || TYPED_ANEW.includes(type) || SECRET_FIELDS.includes(name ?? '')
  if (name === SHOWN && values) return set(control, 'value', values[0] ?? '')
  if (name === null || isSecret) return control
  if (type === 'checkbox' || type === 'radio') {
    const isChosen = values?.includes(attribute(control, 'value') ?? 'on') ?? false
    return mark(control, 'checked', isChosen)
  }
  if (values === undefined) return control
  if (control.startsWith('<select')) return select(control, values)
  const [value = ''] = values
  if (control.startsWith('<input')) return set(control, 'value', value)
  // Browsers drop the first line break of a text field.
  return `${/^<textarea\b[^>]*>/.exec(control)![0]}\n${write(value)}</textarea>`
}

function select(control: string, values: readonly string[]): string {
  return control.replaceAll(/<option\b[^>]*>/g, (option) =>
    mark(option, 'selected', values.includes(attribute(option, 'value') ?? '')),
  )
}

/** Points the field that is meant to what is said of it. @returns whether there is one */
function sayIn(form: string, { field }: Refusal): [string, boolean] {
  let isBeside = false
  const said = form.replaceAll(/<(?:input|select|textarea)\b[^>]*>/g, (tag) => {
    const isMeant = attribute(tag, 'name') === field && attribute(tag, 'type') !== 'hidden'
    if (!isMeant || isBeside) return mark(tag, 'autofocus', false)
    isBeside = true
    return mark(set(set(tag, 'aria-invalid', 'true'), 'aria-describedby', SAID), 'autofocus', true)
  })
  return [said, isBeside]
}

/** Opens what the place at the end of this markup is folded into. */
function unfold(before: string): string {
  const at = before.lastIndexOf('<details')
  if (at < 0 || at < before.lastIndexOf('</details>')) return before
  return `${before.slice(0, at)}<details open${before.slice(at + '<details'.length)}`
}

const without = (markup: string): string =>
  markup.replaceAll(FOCUSED, (tag) => mark(tag, 'autofocus', false))

const write = (text: string): string => render(html`${text}`)

type Attributes = Map<string, string | null>

/** Names and escaped values, as they stand in the first tag of some markup. */
function attributesOf(markup: string): Attributes {
  const [tag = ''] = /^<[^>]*>/.exec(markup) ?? []
  const named = tag.matchAll(/\s([^\s="/>]+)(?:="([^"]*)")?/g)
  return new Map([...named].map(([, name, value]) => [name!, value ?? null]))
}

/** @returns null without it */
function attribute(markup: string, name: string): string | null {
  const value = attributesOf(markup).get(name)
  return value === undefined || value === null ? null : unescaped(value)
}

/** The tag with this attribute: undefined takes it away, null is one without a value. */
function change(tag: string, name: string, value: string | null | undefined): string {
  const attributes = attributesOf(tag)
  attributes.delete(name)
  if (value !== undefined) attributes.set(name, value)
  const written = [...attributes].map(([key, said]) => (said === null ? key : `${key}="${said}"`))
  return `<${[/^<([a-z]+)/.exec(tag)![1], ...written].join(' ')}${tag.endsWith('/>') ? ' />' : '>'}`
}

const set = (tag: string, name: string, value: string): string => change(tag, name, write(value))

const mark = (tag: string, name: string, isSet: boolean): string =>
  change(tag, name, isSet ? null : undefined)
