import { shownPath } from './path-text.ts'
import type { FileRecord } from './file-record.ts'

const SHOWN = 20
const NOTHING_TO_READ: ReadonlySet<string> = new Set(['symbolic-link', 'not-a-file'])

/** Counts of one run. */
export class Tally {
  files = 0
  /** Files that this run read itself. */
  hashed = 0
  /** Files that an earlier run read. */
  known = 0
  /** Bytes of them. */
  bytes = 0
  pictures = 0
  /** Files with digests, but no picture. */
  digestsOnly = 0
  /** Links, pipes, devices: nothing to read. */
  passedOver = 0
  /** Files and folders that could not be read: no digests. */
  unread = 0
  /** Folders of them, whose files are not known. */
  unreadFolders = 0
  /** The first of them. */
  readonly unreadPaths: string[] = []

  add({ path, digests, picture, error }: FileRecord, isNew: boolean): void {
    this.files++
    if (!isNew && digests) this.known++
    if (isNew) {
      this.hashed++
      this.bytes += digests?.size ?? 0
    }
    if (picture) this.pictures++
    else if (digests) this.digestsOnly++
    else if (error && NOTHING_TO_READ.has(error.code)) this.passedOver++
    else {
      this.unread++
      if (error?.code.startsWith('folder-')) this.unreadFolders++
      if (this.unread <= SHOWN) this.unreadPaths.push(`${shownPath(path)} (${error?.code})`)
    }
  }

  /** What to tell at the end. */
  summary(): string {
    const counts = [
      `${number(this.pictures)} pictures`,
      `${number(this.digestsOnly)} with digests only`,
      ...(this.passedOver > 0 ? [`${number(this.passedOver)} links or devices passed over`] : []),
      `${number(this.unread)} not read`,
    ]
    const all = `${number(this.files)} files: ${counts.join(', ')}`
    const done = `${number(this.known)} of them were done by an earlier run`
    return this.known > 0 ? `${all}\n${done}` : all
  }
}

export const number = (count: number): string => Math.round(count).toLocaleString('en')
