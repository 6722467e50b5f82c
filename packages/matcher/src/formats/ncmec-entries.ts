import {
  algorithmNamed,
  categoryOf,
  isPhotoDnaName,
  photoDnaKind,
  referenceOf,
  type ListRow,
  type RowHash,
  type SetAside,
} from './list-row.ts'

/** What a page says of itself. */
export type NcmecPaging = {
  /** Where the next page is, as the server wrote it; null on the last page. */
  next: string | null
  /** Entries, images and videos, that it says it holds. */
  count: number
  /** Latest change among them; null where it holds none. */
  maxTimestamp: Date | null
}

export const noPaging = (): NcmecPaging => ({ next: null, count: 0, maxTimestamp: null })

type Attributes = ReadonlyMap<string, string>
type Entry = {
  type: 'image' | 'video'
  isRemoved: boolean
  member: string
  id: string
  classification: string
  hashes: RowHash[]
  photoDna: Set<'photodna' | 'photodna-malformed'>
}

const ROOT = 'queryResult'
const LISTS: ReadonlySet<string> = new Set(['images', 'videos'])
const ENTRIES: ReadonlyMap<string, Pick<Entry, 'type' | 'isRemoved'>> = new Map([
  ['image', { type: 'image', isRemoved: false }],
  ['video', { type: 'video', isRemoved: false }],
  ['deletedImage', { type: 'image', isRemoved: true }],
  ['deletedVideo', { type: 'video', isRemoved: true }],
])
/** Longest text of an element that is looked at, characters. */
const LONGEST_TEXT = 4096

/** Takes the elements of a page in order, and keeps the rows of its entries and what leads on. */
export class NcmecEntries {
  /** Whether its outermost element was that of a page. */
  isPage = false
  readonly #setAside: SetAside
  readonly #paging: NcmecPaging
  readonly #path: string[] = []
  #entry: Entry | undefined
  #text = ''
  #rows: ListRow[] = []
  #read = 0

  constructor(setAside: SetAside, paging: NcmecPaging) {
    this.#setAside = setAside
    this.#paging = paging
  }

  /** The rows that became complete since the last call. */
  drain(): ListRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  /**
   * @param name without its prefix
   * @param attributes by their names as written
   * @returns false when the document is no page of entries
   */
  open(name: string, attributes: Attributes): boolean {
    this.#path.push(name)
    this.#text = ''
    const [root, list = '', , field] = this.#path
    if (root !== ROOT) return false
    this.isPage = true
    if (this.#path.length === 2 && LISTS.has(list)) this.#noteList(attributes)
    if (this.#path.length === 3 && LISTS.has(list)) this.#begin(name)
    if (this.#entry && this.#path.length === 4 && field === 'member') {
      this.#entry.member = attributes.get('id') ?? ''
    }
    return true
  }

  text(text: string): void {
    this.#text += text.slice(0, LONGEST_TEXT - this.#text.length)
  }

  close(): void {
    const depth = this.#path.length
    const [, list, name, field = '', fingerprint = ''] = this.#path
    const text = this.#text.trim()
    if (depth === 3 && list === 'paging' && name === 'next') this.#paging.next = text || null
    if (this.#entry) {
      if (depth === 5 && field === 'fingerprints') this.#addHash(this.#entry, fingerprint, text)
      else if (depth === 4 && field === 'id') this.#entry.id = text
      else if (depth === 4 && field === 'classification') this.#entry.classification = text
      else if (depth === 3) this.#finish(this.#entry)
    }
    this.#path.pop()
    this.#text = ''
  }

  #noteList(attributes: Attributes): void {
    const count = Number(attributes.get('count') ?? 0)
    if (Number.isSafeInteger(count) && count > 0) this.#paging.count += count
    const latest = new Date(attributes.get('maxTimestamp') ?? Number.NaN)
    const { maxTimestamp } = this.#paging
    if (Number.isNaN(latest.getTime())) return
    if (maxTimestamp === null || latest > maxTimestamp) this.#paging.maxTimestamp = latest
  }

  #begin(name: string): void {
    const kind = ENTRIES.get(name)
    if (!kind) return
    const texts = { member: '', id: '', classification: '' }
    this.#entry = { ...kind, ...texts, hashes: [], photoDna: new Set() }
  }

  #addHash(entry: Entry, name: string, text: string): void {
    const algorithm = algorithmNamed(name)
    if (algorithm && text !== '') entry.hashes.push({ algorithm, text })
    else if (isPhotoDnaName(name) && text !== '') entry.photoDna.add(photoDnaKind(text))
    else if (!algorithm && !isPhotoDnaName(name)) this.#setAside['other-algorithm']++
  }

  #finish({ type, isRemoved, member, id, classification, hashes, photoDna }: Entry): void {
    this.#entry = undefined
    const line = ++this.#read
    // Only member, id and type together name an entry: an image and a video may share an id.
    const named = member === '' || id === '' ? {} : referenceOf(`${member}/${id}/${type}`)
    for (const kind of photoDna) this.#setAside[kind]++
    if (isRemoved) {
      const { reference } = named
      this.#rows.push(
        reference === undefined
          ? { status: 'unreadable', line, reason: 'no-reference' }
          : { status: 'removed', line, reference },
      )
    } else if (hashes.length > 0) {
      const category = categoryOf(classification)
      this.#rows.push({ status: 'row', line, hashes, category, ...named })
    } else {
      const reason = photoDna.size > 0 ? 'photodna-only' : 'no-hash'
      this.#rows.push({ status: 'unreadable', line, reason, ...named })
    }
  }
}
