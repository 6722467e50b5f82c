import type { RenderedDocument } from './outcome.ts'

/** What `DOMSnapshot.captureSnapshot` returns; numbers are places in `strings`, -1 is none. */
export type Snapshot = { documents: SnapshotDocument[]; strings: string[] }

type Rare<Value> = { index: number[]; value: Value[] }
type SnapshotDocument = {
  documentURL: number
  baseURL: number
  nodes: {
    /** -1 for the document. Parents stand before their children, children in order. */
    parentIndex: number[]
    nodeType: number[]
    nodeName: number[]
    nodeValue: number[]
    /** Name and value in turn. */
    attributes: number[][]
    shadowRootType?: Rare<number>
    pseudoType?: Rare<number>
  }
}

const [ELEMENT, TEXT, CDATA, DOCUMENT, FRAGMENT] = [1, 3, 4, 9, 11]
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))
/** Their text is written as it stands. */
const RAW = new Set('script style xmp iframe noembed noframes noscript plaintext'.split(' '))

/**
 * Writes the documents of a snapshot as markup, for the extraction and nothing else.
 *
 * The content of shadow roots stands at the beginning of their hosts; comments are left out. What
 * belongs to the browser itself (the inside of controls, pseudo-elements) is left out too.
 *
 * @param pageUrl    of the first document where it tells no web address
 * @param maxLength  characters of all together
 * @returns the main document first; `cut` when the limit left something out
 */
export function writeDocuments(
  { documents, strings }: Snapshot,
  pageUrl: URL,
  maxLength: number,
): { documents: RenderedDocument[]; cut: boolean } {
  const text = (at: number): string => strings[at] ?? ''
  const webUrl = (at: number): URL | null => {
    const url = URL.parse(text(at))
    return url !== null && /^https?:$/.test(url.protocol) ? url : null
  }
  const written: RenderedDocument[] = []
  let [left, cut] = [maxLength, false]
  for (const document of documents) {
    const { html, isCut } = writeDocument(document, text, left)
    left -= html.length
    cut ||= isCut
    const url = webUrl(document.documentURL) ?? webUrl(document.baseURL) ?? pageUrl
    written.push({ url, html })
  }
  return { documents: written, cut }
}

function writeDocument(
  { nodes }: SnapshotDocument,
  text: (at: number) => string,
  maxLength: number,
): { html: string; isCut: boolean } {
  const hidden = new Set(nodes.pseudoType?.index)
  nodes.shadowRootType?.index.forEach((node, nth) => {
    if (text(nodes.shadowRootType?.value[nth] ?? -1) === 'user-agent') hidden.add(node)
  })
  const children = childrenOf(nodes.parentIndex)
  const parts: string[] = []
  const written = { length: 0 }
  const write = (part: string): void => {
    parts.push(part)
    written.length += part.length
  }
  // What is still to be written, the next one last: nodes by their number, and closing tags.
  const todo: (number | string)[] = [0]
  while (todo.length > 0 && written.length < maxLength) {
    const next = todo.pop() as number | string
    if (typeof next === 'string') {
      write(next)
      continue
    }
    if (hidden.has(next)) continue
    const [name, value] = [nodes.nodeName, nodes.nodeValue].map((of) => text(of[next] ?? -1))
    const type = nodes.nodeType[next]
    if (type === ELEMENT) {
      const tag = tagName(name ?? '')
      write(`<${tag}${writeAttributes(nodes.attributes[next] ?? [], text)}>`)
      if (!VOID.has(tag)) todo.push(`</${tag}>`)
    } else if (type === TEXT || type === CDATA) {
      const parent = tagName(text(nodes.nodeName[nodes.parentIndex[next] ?? -1] ?? -1))
      write(RAW.has(parent) ? (value ?? '') : escape(value ?? ''))
    } else if (type !== DOCUMENT && type !== FRAGMENT) continue
    todo.push(...(children.get(next) ?? []).toReversed())
  }
  const html = parts.join('')
  return { html: html.slice(0, maxLength), isCut: todo.length > 0 || html.length > maxLength }
}

function childrenOf(parents: readonly number[]): Map<number, number[]> {
  const children = new Map<number, number[]>()
  parents.forEach((parent, node) => {
    const siblings = children.get(parent)
    if (siblings === undefined) children.set(parent, [node])
    else siblings.push(node)
  })
  return children
}

/** A script may give an element a name that is no tag. */
const tagName = (name: string): string => name.toLowerCase().replace(/[\s<>/"'=]/g, '-')

function writeAttributes(pairs: readonly number[], text: (at: number) => string): string {
  let written = ''
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const name = text(pairs[at] ?? -1).replace(/[\s<>/"'=]/g, '-')
    const value = text(pairs[at + 1] ?? -1)
    written += value === '' ? ` ${name}` : ` ${name}="${escape(value)}"`
  }
  return written
}

const escape = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
