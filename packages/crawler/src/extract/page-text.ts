import { scanTags } from './tokens/tags.ts'
import { decodeEntities } from './tokens/entities.ts'
import { visibleLine } from './visible-text.ts'

/** What a page says in words, without anything of its pictures and addresses. */
export type PageText = {
  /** One line; empty where the page has none. */
  title: string
  /** Visible text, a block of the page a line; empty where there is none. */
  text: string
  /** What the page says its language is (`nl`, `fr-be`), or null. */
  language: string | null
  /** A limit left something out. */
  truncated: boolean
}

export type PageTextOptions = {
  /** UTF-16 code units. */
  maxTitle?: number
  maxText?: number
}

const MAX_TITLE = 200
const MAX_TEXT = 4_000
const MAX_TAGS = 50_000
const MAX_VALUE_LENGTH = 64
/** Longest block that is looked at; what it shows is much less. */
const MAX_BLOCK = 64 * 1024

const BLOCKS = new Set(
  `address article aside blockquote body br button caption center dd details dialog dir div dl dt
  fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav
  ol optgroup option p pre search section select summary table tbody td tfoot th thead tr ul`.split(
    /\s+/,
  ),
)
/** Elements whose text is shown nowhere, or where scripts do not run only. */
const SHOWN_RAW = new Set(['plaintext', 'textarea', 'xmp'])
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z\d]{1,8}){0,3}$/

/**
 * Reads title and visible text of a page, for people who must not see its pictures.
 *
 * Scripts, styles, templates, comments and attribute values are left out; an address in the text is cut
 * to its host; control characters, changes of the direction of writing and encoded data are removed.
 * One pass in linear time; never fails. At most 200 characters of title and 4,000 of text.
 *
 * @param html  decoded, as `decodeText` returns it
 */
export function readPageText(
  html: string,
  { maxTitle = MAX_TITLE, maxText = MAX_TEXT }: PageTextOptions = {},
): PageText {
  const page = { title: '', language: null as string | null, truncated: false }
  const blocks = createBlocks(maxText)
  let templates = 0
  const isCut = scanTags(html, {
    budget: { tags: MAX_TAGS },
    wanted: (name) => name === 'lang' || name === 'xml:lang',
    maxValueLength: MAX_VALUE_LENGTH,
    openTag({ name, attributes }) {
      if (name === 'template') templates += 1
      if (BLOCKS.has(name)) blocks.end()
      if (name === 'html') page.language ??= languageOf(attributes)
    },
    closeTag(name) {
      if (name === 'template') templates = Math.max(0, templates - 1)
      if (BLOCKS.has(name)) blocks.end()
    },
    text(part) {
      if (templates === 0) blocks.add(part)
    },
    raw({ name }, content) {
      if (name === 'title' && page.title === '') {
        const title = visibleLine(decodeEntities(content.slice(0, MAX_BLOCK)), maxTitle)
        page.title = title.text
        page.truncated ||= title.isCut
      } else if (SHOWN_RAW.has(name) && templates === 0) {
        blocks.end()
        blocks.add(name === 'textarea' ? decodeEntities(content.slice(0, MAX_BLOCK)) : content)
        blocks.end()
      }
    },
  })
  blocks.end()
  return { ...page, text: blocks.text(), truncated: page.truncated || isCut || blocks.isCut() }
}

function languageOf(attributes: ReadonlyMap<string, string>): string | null {
  const language = (attributes.get('lang') ?? attributes.get('xml:lang') ?? '').trim().toLowerCase()
  return LANGUAGE.test(language) ? language : null
}

/** Collects text block by block until it is full. */
function createBlocks(maxText: number) {
  const lines: string[] = []
  let parts: string[] = []
  let read = 0
  let length = 0
  let isCut = false

  function end(): void {
    if (parts.length === 0) return
    const separator = lines.length === 0 ? 0 : 1
    const line = visibleLine(parts.join(''), Math.max(0, maxText - length - separator))
    parts = []
    read = 0
    isCut ||= line.isCut
    if (line.text === '') return
    lines.push(line.text)
    length += separator + line.text.length
  }

  return {
    end,
    isCut: () => isCut,
    text: () => lines.join('\n'),
    add(part: string): void {
      if (isCut) return
      if (read >= MAX_BLOCK) {
        isCut = true
        return
      }
      const taken = part.slice(0, MAX_BLOCK - read)
      read += taken.length
      parts.push(taken)
      isCut ||= taken.length < part.length
    },
  }
}
