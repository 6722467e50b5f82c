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

/** What was escaped as it was. */
export const unescaped = (text: string): string =>
  text.replaceAll(
    /&(?:amp|lt|gt|quot|#39);/g,
    (entity) => Object.entries(ENTITIES).find(([, one]) => one === entity)?.[0] ?? entity,
  )

function write(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (typeof part === 'string') return escape(part)
  if (typeof part === 'number') return String(part)
  return MARKUP in part ? part[MARKUP] : part.map(write).join('')
}

/** Of each template once: what indents it is a third of a page. */
const dense = new WeakMap<TemplateStringsArray, readonly string[]>()

function denseOf(strings: TemplateStringsArray): readonly string[] {
  let texts = dense.get(strings)
  if (!texts) dense.set(strings, (texts = strings.map((text) => text.replaceAll(/\n\s+/g, '\n'))))
  return texts
}

/**
 * Markup from a template. Whatever is put in is escaped, unless `html` made it.
 *
 * Attribute values must stand in double quotes. `null`, `undefined` and `false` write nothing.
 * A line of the template begins at its first sign: what is put in keeps its blanks.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = ''
  for (const [index, string] of denseOf(strings).entries()) {
    text += string + (index < parts.length ? write(parts[index]) : '')
  }
  return { [MARKUP]: text }
}

export const render = (markup: Html): string => markup[MARKUP]
