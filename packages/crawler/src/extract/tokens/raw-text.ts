/** Elements whose content is text to a browser that runs scripts. */
const RAW_TEXT = new Set([
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  'plaintext',
  'script',
  'style',
  'textarea',
  'title',
  'xmp',
])

/** Whether the content of an element is text and not markup. */
export const isRawText = (name: string): boolean => RAW_TEXT.has(name)

/** Where raw text ends, and where reading goes on behind its closing tag. */
export type RawTextEnd = { contentEnd: number; next: number }

/**
 * Finds the end of an element of raw text as browsers do: the first closing tag of its name, for a
 * script one outside `<!-- <script> … </script>`, else the end of the document.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#script-data-double-escaped-state
 */
export function rawTextEnd(text: string, from: number, name: string): RawTextEnd {
  if (name === 'plaintext') return { contentEnd: text.length, next: text.length }
  return name === 'script' ? scriptEnd(text, from) : firstClosing(text, from, name)
}

function firstClosing(text: string, from: number, name: string): RawTextEnd {
  const closing = new RegExp(`</${name}(?=[\\t\\n\\f\\r />])`, 'gi')
  closing.lastIndex = from
  const found = closing.exec(text)
  return found ? behindTag(text, found.index, closing.lastIndex) : atEnd(text)
}

function scriptEnd(text: string, from: number): RawTextEnd {
  const marks = /<!--|-->|<\/?script(?=[\t\n\f\r />])/gi
  marks.lastIndex = from
  let escaped = false
  let nested = false
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    const mark = found[0].toLowerCase()
    if (mark === '<!--') {
      escaped = true
      // `<!-->` and `<!--->` open and close at once.
      marks.lastIndex -= 2
    } else if (mark === '-->') {
      escaped = false
      nested = false
    } else if (mark === '<script') {
      nested ||= escaped
    } else if (mark === '</script') {
      if (!nested) return behindTag(text, found.index, marks.lastIndex)
      nested = false
    }
  }
  return atEnd(text)
}

const atEnd = ({ length }: string): RawTextEnd => ({ contentEnd: length, next: length })

const behindTag = (text: string, contentEnd: number, from: number): RawTextEnd => ({
  contentEnd,
  next: tagEnd(text, from),
})

/**
 * Finds where a tag ends whose name ends at `from`: behind the `>` that stands in no quoted value.
 *
 * @returns the length of the text when the tag has no end
 */
export function tagEnd(text: string, from: number): number {
  let index = from
  while (index < text.length) {
    index = skip(SPACE_OR_SLASH, text, index)
    if (text[index] === '>') return index + 1
    // The first character belongs to the name, whatever it is.
    index = skip(SPACE, text, skip(ATTRIBUTE_NAME, text, index + 1))
    if (text[index] === '=') index = valueEnd(text, skip(SPACE, text, index + 1))
  }
  return text.length
}

function valueEnd(text: string, from: number): number {
  const quote = text[from]
  if (quote !== '"' && quote !== "'") return skip(UNQUOTED, text, from)
  const end = text.indexOf(quote, from + 1)
  return end === -1 ? text.length : end + 1
}

const SPACE = /[\t\n\f\r ]*/y
const SPACE_OR_SLASH = /[\t\n\f\r /]*/y
const ATTRIBUTE_NAME = /[^\t\n\f\r />=]*/y
const UNQUOTED = /[^\t\n\f\r >]*/y

function skip(what: RegExp, text: string, from: number): number {
  what.lastIndex = from
  what.exec(text)
  return Math.max(from, what.lastIndex)
}
