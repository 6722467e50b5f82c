import { describe, expect, it } from 'vitest'
import { writeDocuments, type Snapshot } from './serialise.ts'

type Node = [
  parent: number,
  type: number,
  name: string,
  value?: string | undefined,
  attributes?: string[],
]

/** A snapshot of one document, as the browser would write it. */
function snapshotOf(
  nodes: Node[],
  url = 'http://site.com/',
  rare: { [node: number]: string } = {},
): Snapshot {
  const strings: string[] = []
  const place = (text: string): number => {
    const at = strings.indexOf(text)
    return at === -1 ? strings.push(text) - 1 : at
  }
  const marked = Object.keys(rare).map(Number)
  const document = {
    documentURL: place(url),
    baseURL: place(url),
    nodes: {
      parentIndex: nodes.map(([parent]) => parent),
      nodeType: nodes.map(([, type]) => type),
      nodeName: nodes.map(([, , name]) => place(name)),
      nodeValue: nodes.map(([, , , value]) => (value === undefined ? -1 : place(value))),
      attributes: nodes.map(([, , , , attributes = []]) => attributes.map(place)),
      shadowRootType: { index: marked, value: marked.map((node) => place(rare[node] ?? '')) },
    },
  }
  return { documents: [document], strings }
}

const write = (snapshot: Snapshot, maxLength = 1e6) =>
  writeDocuments(snapshot, new URL('http://page.com/'), maxLength)

describe('writeDocuments', () => {
  it('writes elements, texts and attributes so that they are read alike', () => {
    const snapshot = snapshotOf([
      [-1, 9, '#document'],
      [0, 10, 'html'],
      [0, 1, 'P', undefined, ['title', `a"b<c>&'`, 'hidden', '']],
      [2, 3, '#text', '1 < 2 & 3'],
      [2, 1, 'IMG', undefined, ['src', '/a.jpg?x=1&y=2']],
      [2, 8, '#comment', 'left out'],
      [2, 1, 'SCRIPT'],
      [6, 3, '#text', 'if (1 < 2) run()'],
    ])
    expect(write(snapshot).documents[0]?.html).toBe(
      `<p title="a&quot;b&lt;c&gt;&amp;'" hidden>1 &lt; 2 &amp; 3<img src="/a.jpg?x=1&amp;y=2"><script>if (1 < 2) run()</script></p>`,
    )
  })

  it('writes shadow roots into their hosts, but not the inside of controls', () => {
    const nodes: Node[] = [
      [-1, 9, '#document'],
      [0, 1, 'X-CARD'],
      [1, 11, '#document-fragment'],
      [2, 1, 'B'],
      [0, 1, 'INPUT'],
      [0, 1, 'VIDEO'],
      [5, 11, '#document-fragment'],
      [6, 1, 'I'],
    ]
    const snapshot = snapshotOf(nodes, 'http://site.com/', { 2: 'closed', 6: 'user-agent' })
    expect(write(snapshot).documents[0]?.html).toBe(
      '<x-card><b></b></x-card><input><video></video>',
    )
  })

  it('lets no name of a script break out of its tag', () => {
    const snapshot = snapshotOf([
      [-1, 9, '#document'],
      [0, 1, 'A>B', undefined, ['on="x', '1']],
    ])
    expect(write(snapshot).documents[0]?.html).toBe('<a-b on--x="1"></a-b>')
  })

  it('takes the address of the page for a document that has none of its own', () => {
    const { documents } = write(snapshotOf([[-1, 9, '#document']], 'about:srcdoc'))
    expect(documents[0]?.url.href).toBe('http://page.com/')
  })

  it('stops at its length and says so, however deep the document', () => {
    const deep: Node[] = Array.from({ length: 100_000 }, (_, at) => [at - 1, at === 0 ? 9 : 1, 'B'])
    expect(write(snapshotOf(deep)).documents[0]?.html).toHaveLength(7 * 99_999)
    const { documents, cut } = write(snapshotOf(deep), 100)
    expect([documents[0]?.html.length, cut]).toEqual([100, true])
  })
})
