import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'

const MAX_ATTRIBUTES = 64

/** An opening tag; `attributes` holds only those that were asked for, decoded, the first of a name. */
export type Tag = { name: string; attributes: ReadonlyMap<string, string> }

export type TagHandlers = {
  /** Attribute names, lower case; every other attribute is skipped unread. */
  wanted: ReadonlySet<string>
  /** Longest attribute value in characters; a longer one is left out. */
  maxValueLength: number
  maxTags: number
  openTag(tag: Tag): void
  closeTag?(name: string): void
  /** The text of a `<style>` element, whole. */
  style?(css: string): void
}

/**
 * Reads the tags of a page in one pass, without building a tree, in linear time for any input.
 *
 * @param xml  self-closing tags end their element (XHTML)
 * @returns true when a cap left something unread
 */
export function scanTags(text: string, handlers: TagHandlers, xml = false): boolean {
  const scan = createScan(text, handlers, () => tokenizer.pause())
  const tokenizer = new Tokenizer(
    { decodeEntities: true, recognizeSelfClosing: xml },
    scan.callbacks,
  )
  tokenizer.write(text)
  tokenizer.end()
  scan.finish()
  return scan.state.truncated
}

type ScanState = {
  tags: number
  truncated: boolean
  name: string
  attributes: Map<string, string>
  attributeCount: number
  /** Null while the value is not wanted. */
  attribute: string | null
  value: string
  style: string | null
}

function createScan(text: string, handlers: TagHandlers, pause: () => void) {
  const state: ScanState = {
    tags: 0,
    truncated: false,
    name: '',
    attributes: new Map(),
    attributeCount: 0,
    attribute: null,
    value: '',
    style: null,
  }

  function finish(): void {
    if (state.style !== null) handlers.style?.(state.style)
    state.style = null
  }

  function closeOpenTag(selfClosed: boolean): void {
    handlers.openTag({ name: state.name, attributes: state.attributes })
    if (state.name === 'style' && !selfClosed) state.style = ''
  }

  function extend(part: string): void {
    if (state.attribute === null) return
    if (state.value.length + part.length > handlers.maxValueLength) {
      state.truncated = true
      state.attribute = null
    } else {
      state.value += part
    }
  }

  const callbacks: TokenizerCallbacks = {
    onopentagname(start, end) {
      state.tags += 1
      if (state.tags > handlers.maxTags) {
        state.truncated = true
        pause()
      }
      state.name = text.slice(start, end).toLowerCase()
      state.attributes = new Map()
      state.attributeCount = 0
    },
    onattribname(start, end) {
      state.attributeCount += 1
      const excess = state.attributeCount > MAX_ATTRIBUTES
      if (excess) state.truncated = true
      const name = excess ? '' : text.slice(start, end).toLowerCase()
      state.attribute = handlers.wanted.has(name) && !state.attributes.has(name) ? name : null
      state.value = ''
    },
    onattribdata: (start, end) => extend(text.slice(start, end)),
    onattribentity: (codepoint) => extend(String.fromCodePoint(codepoint)),
    onattribend() {
      if (state.attribute !== null) state.attributes.set(state.attribute, state.value)
      state.attribute = null
    },
    onopentagend: () => closeOpenTag(false),
    onselfclosingtag: () => closeOpenTag(true),
    onclosetag(start, end) {
      const name = text.slice(start, end).toLowerCase()
      if (name === 'style') finish()
      handlers.closeTag?.(name)
    },
    ontext(start, end) {
      if (state.style !== null) state.style += text.slice(start, end)
    },
    ontextentity: () => undefined,
    oncdata: () => undefined,
    oncomment: () => undefined,
    ondeclaration: () => undefined,
    onprocessinginstruction: () => undefined,
    onend: () => undefined,
  }
  return { state, callbacks, finish }
}
