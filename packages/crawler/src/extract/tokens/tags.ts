import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'
import { createPieces } from '../values/pieces.ts'
import { isRawText, rawTextEnd, tagEnd } from './raw-text.ts'

const MAX_ATTRIBUTES = 64

/** An opening tag; names in lower case, attributes decoded, the first of a name. */
export type Tag = { name: string; attributes: ReadonlyMap<string, string> }

export type TagHandlers = {
  /** Whether the attribute of this name (lower case) is asked for; others are skipped unread. */
  wanted(name: string): boolean
  /** Longest attribute value in characters; a longer one is left out. */
  maxValueLength: number
  /** Tags that may still be read; documents within a document share one. */
  budget: { tags: number }
  openTag(tag: Tag): void
  closeTag?(name: string): void
  /** Text between tags, decoded, in pieces. */
  text?(part: string): void
  /**
   * What stands in an element that browsers read as text (`script`, `style`, `noscript`, `title`, …),
   * whole and as written.
   */
  raw?(tag: Tag, content: string): void
  comment?(content: string): void
  /** A processing instruction of XML, without `<?` and `?>`. */
  instruction?(content: string): void
  /**
   * Whether a CDATA section may count, as it does within SVG. Elsewhere it is a comment up to the next
   * `>`, and it is read as one; `behindCdata` then gets what follows the first section that may count.
   */
  isForeign?(): boolean
  behindCdata?(rest: string): void
}

/**
 * Reads the tags of a document in one pass, without building a tree, in linear time for any input.
 *
 * Elements whose content is no markup are ended as browsers do, whatever quote or comment the end
 * stands in; so what a browser shows after them is seen.
 *
 * @param xml  an XML document: nothing is raw text, `<a/>` ends its element, CDATA is text
 * @returns true when a cap left something unread
 */
export function scanTags(text: string, handlers: TagHandlers, xml = false): boolean {
  const whole = xml ? text : withoutCdata(text)
  const scan = createScan(handlers, xml)
  const tokenizer = new Tokenizer({ xmlMode: xml }, scan.callbacks)
  let from = 0
  while (from < whole.length) {
    const part = whole.slice(from)
    scan.begin(part, () => tokenizer.pause())
    tokenizer.reset()
    tokenizer.write(part)
    tokenizer.end()
    const stop = scan.stoppedAt()
    if (stop === null) break
    if (stop.tag === null) {
      from = tagEnd(whole, from + stop.at)
      continue
    }
    const end = rawTextEnd(whole, from + stop.at, stop.tag.name)
    handlers.raw?.(stop.tag, whole.slice(from + stop.at, end.contentEnd))
    handlers.closeTag?.(stop.tag.name)
    from = end.next
  }
  scan.finish()
  return scan.isTruncated()
}

const CDATA = '<![CDATA['
const CDATA_AS_COMMENT = '<!-CDATA['

/** The tokenizer would read CDATA everywhere, up to the end of the document. */
function withoutCdata(text: string): string {
  const pieces = createPieces()
  let from = 0
  for (let at = text.indexOf(CDATA); at !== -1; at = text.indexOf(CDATA, from)) {
    pieces.add(text.slice(from, at))
    pieces.add(CDATA_AS_COMMENT)
    from = at + CDATA.length
  }
  pieces.add(text.slice(from))
  return pieces.take()
}

type ScanState = {
  text: string
  pause: () => void
  truncated: boolean
  name: string
  attributes: Map<string, string>
  attributeCount: number
  /** Null while the value is not wanted. */
  attribute: string | null
  valueLength: number
  /** A CDATA section was read in both ways; once is enough, or the work would grow without bound. */
  isBranched: boolean
  /** Of XML only: the element whose text is collected for `raw`. */
  collected: Tag | null
  /** Where the scan stopped: at raw text of a tag, or within a closing tag that has attributes. */
  stop: { tag: Tag | null; at: number } | null
}

function createScan(handlers: TagHandlers, xml: boolean) {
  const state: ScanState = {
    text: '',
    pause: () => undefined,
    truncated: false,
    name: '',
    attributes: new Map(),
    attributeCount: 0,
    attribute: null,
    valueLength: 0,
    isBranched: false,
    collected: null,
    stop: null,
  }

  const value = createPieces()
  const collected = createPieces()

  function spendTag(): void {
    handlers.budget.tags -= 1
    if (handlers.budget.tags >= 0) return
    state.truncated = true
    state.pause()
  }

  function stopAt(tag: Tag | null, at: number): void {
    state.stop = { tag, at }
    state.pause()
  }

  function endTag(index: number, selfClosed: boolean): void {
    if (handlers.budget.tags < 0) return
    const tag = { name: state.name, attributes: state.attributes }
    handlers.openTag(tag)
    if (!isRawText(tag.name)) return
    if (xml) {
      state.collected = selfClosed ? null : tag
      collected.take()
      return
    }
    stopAt(tag, index + 1)
  }

  function addText(part: string): void {
    if (state.collected) collected.add(part)
    else handlers.text?.(part)
  }

  function finish(): void {
    if (state.collected) handlers.raw?.(state.collected, collected.take())
    state.collected = null
  }

  function closeTag(name: string): void {
    if (state.collected?.name === name) finish()
    handlers.closeTag?.(name)
  }

  function branchAt(start: number): void {
    if (state.isBranched || !handlers.isForeign?.()) return
    state.isBranched = true
    const end = state.text.indexOf(']]>', start)
    if (end !== -1) handlers.behindCdata?.(state.text.slice(end + 3))
  }

  function extend(part: string): void {
    if (state.attribute === null) return
    state.valueLength += part.length
    if (state.valueLength > handlers.maxValueLength) {
      state.truncated = true
      state.attribute = null
    } else {
      value.add(part)
    }
  }

  const nameAt = (start: number, end: number) => state.text.slice(start, end).toLowerCase()

  const callbacks: TokenizerCallbacks = {
    // Raw text is ended here and not by the tokenizer, which knows neither noscript nor nested scripts.
    isInForeignContext: () => true,
    onopentagname(start, end) {
      spendTag()
      state.name = nameAt(start, end)
      state.attributes = new Map()
      state.attributeCount = 0
    },
    onattribname(start, end) {
      state.attributeCount += 1
      const excess = state.attributeCount > MAX_ATTRIBUTES
      if (excess) state.truncated = true
      const name = excess ? '' : nameAt(start, end)
      const isNew = name !== '' && !state.attributes.has(name)
      state.attribute = isNew && handlers.wanted(name) ? name : null
      state.valueLength = 0
      value.take()
    },
    onattribdata: (start, end) => extend(state.text.slice(start, end)),
    onattribentity: (codepoint) => extend(String.fromCodePoint(codepoint)),
    onattribend() {
      if (state.attribute !== null) state.attributes.set(state.attribute, value.take())
      state.attribute = null
    },
    onopentagend: (index) => endTag(index, false),
    onselfclosingtag: (index) => endTag(index, true),
    onclosetag(start, end) {
      closeTag(nameAt(start, end))
      if (xml || state.text[end] === '>') return
      // The tokenizer would end the tag at a `>` within a quoted value.
      spendTag()
      if (handlers.budget.tags >= 0) stopAt(null, end)
    },
    ontext: (start, end) => addText(state.text.slice(start, end)),
    ontextentity: (codepoint) => addText(String.fromCodePoint(codepoint)),
    oncdata: (start, end, endOffset) => addText(state.text.slice(start, end - endOffset)),
    oncomment(start, end, endOffset) {
      const content = state.text.slice(start, end - endOffset)
      if (state.text.startsWith(CDATA_AS_COMMENT, start - 2)) branchAt(start)
      else handlers.comment?.(content)
    },
    ondeclaration: () => undefined,
    onprocessinginstruction: (start, end) => handlers.instruction?.(state.text.slice(start, end)),
    onend: () => undefined,
  }
  return {
    callbacks,
    finish,
    begin(text: string, pause: () => void): void {
      Object.assign(state, { text, pause, stop: null })
    },
    stoppedAt: () => state.stop,
    isTruncated: () => state.truncated,
  }
}
