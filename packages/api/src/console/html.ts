const MARKUP = Symbol('markup')

/** Text that is markup already; only `html` makes it. */
export type Html = { readonly [MARKUP]: string }

type Part = Html | string | number | false | null | undefined | readonly Part[]

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')

function write(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (typeof part === 'string') return escape(part)
  if (typeof part === 'number') return String(part)
  return MARKUP in part ? part[MARKUP] : part.map(write).join('')
}

/**
 * Markup from a template. Whatever is put in is escaped, unless `html` made it.
 *
 * Attribute values must stand in double quotes. `null`, `undefined` and `false` write nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = ''
  for (const [index, string] of strings.entries()) {
    text += string + (index < parts.length ? write(parts[index]) : '')
  }
  return { [MARKUP]: text }
}

export const render = (markup: Html): string => markup[MARKUP]
