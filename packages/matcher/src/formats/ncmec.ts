import { DomainError } from '@nightlight/contract'
import sax from 'sax'
import { nothingSetAside, type ListRow, type SetAside } from './list-row.ts'
import { NcmecEntries, noPaging, type NcmecPaging } from './ncmec-entries.ts'

export type { NcmecPaging }

export type NcmecPage = {
  rows: AsyncIterable<ListRow>
  /** Counts while `rows` is read; final when it has ended. */
  setAside: Readonly<SetAside>
  /** Filled while `rows` is read; final when it has ended. */
  paging: Readonly<NcmecPaging>
}

const SLICE_BYTES = 64 * 1024
const DEEPEST = 32
const MOST_ATTRIBUTES = 32
/** Only the five entities of XML itself; the types of the parser do not know the second. */
const OPTIONS = { xmlns: false, strictEntities: true }

/**
 * Reads a page of entries of the NCMEC hash sharing API, version 2, streaming.
 *
 * `paging.next` comes from the server: whoever follows it sees to it that it stays there. Entries
 * are in no order of time, so that `maxTimestamp` is only safe to go on from after the last page.
 */
export function readNcmecPage(bytes: AsyncIterable<Uint8Array>): NcmecPage {
  const setAside = nothingSetAside()
  const paging = noPaging()
  return { rows: readNcmec(bytes, setAside, paging), setAside, paging }
}

/**
 * Rows of such a page: one an entry, numbered from 1, with its classification and, as reference,
 * `member/id/type`; a deleted entry is a removal.
 *
 * Names of members, times and feedback are passed over.
 *
 * @throws {DomainError} `list-doctype-refused` when it has a DTD, and with it entities of its own;
 *   `list-malformed` when it is not XML to its end, or of senseless depth; `list-without-entries`
 *   when it is another document
 */
export async function* readNcmec(
  bytes: AsyncIterable<Uint8Array>,
  setAside: SetAside,
  paging: NcmecPaging = noPaging(),
): AsyncGenerator<ListRow> {
  const entries = new NcmecEntries(setAside, paging)
  const parser = parserOf(entries)
  const decoder = new TextDecoder()
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      parser.write(decoder.decode(chunk.subarray(at, at + SLICE_BYTES), { stream: true }))
      for (const row of entries.drain()) yield row
    }
  }
  parser.write(decoder.decode()).close()
  if (!entries.isPage) throw withoutEntries()
  for (const row of entries.drain()) yield row
}

function parserOf(entries: NcmecEntries): sax.SAXParser {
  let depth = 0
  let attributes = new Map<string, string>()
  return Object.assign(sax.parser(true, OPTIONS), {
    onerror() {
      throw malformed()
    },
    ondoctype() {
      throw doctypeRefused()
    },
    onopentagstart() {
      attributes = new Map()
      if (++depth > DEEPEST) throw malformed()
    },
    onattribute({ name, value }: { name: string; value: string }) {
      attributes.set(name, value)
      if (attributes.size > MOST_ATTRIBUTES) throw malformed()
    },
    onopentag({ name }: { name: string }) {
      if (!entries.open(localName(name), attributes)) throw withoutEntries()
    },
    ontext: (text: string) => entries.text(text),
    oncdata: (text: string) => entries.text(text),
    onclosetag() {
      depth--
      entries.close()
    },
  })
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

// No cause: what the parser says quotes the document.
const malformed = (): DomainError =>
  new DomainError(
    'invalid',
    'list-malformed',
    'Reading an XML list: it breaks off or is not XML; nothing of it was taken',
  )

const doctypeRefused = (): DomainError =>
  new DomainError(
    'invalid',
    'list-doctype-refused',
    'Reading an XML list: it has a document type of its own, which a page of entries never has; nothing of it was taken',
  )

const withoutEntries = (): DomainError =>
  new DomainError(
    'invalid',
    'list-without-entries',
    'Reading an XML list: it is no page of entries; its outermost element is not queryResult',
  )
