import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs'
import { join } from 'node:path'

/** What to look for, by the way it is written down; one character a byte. */
export type Needles = { form: string; text: string }[]

/** A marker in one place, in one form. */
export type Find = { where: string; form: string }

const PIECE_BYTES = 4 * 2 ** 20
const OVERLAP_BYTES = 256

/**
 * The forms in which a marker could have been kept: as it is, in hexadecimal and in base64, where it
 * begins at any of three places of a group.
 */
export function formsOf(marker: Buffer): Needles {
  const hex = marker.toString('hex')
  const base64 = [0, 1, 2].map((shift) => ({
    form: `base64+${shift}`,
    text: stableBase64(marker, shift),
  }))
  return [
    { form: 'raw', text: marker.toString('latin1') },
    { form: 'hex', text: hex },
    { form: 'HEX', text: hex.toUpperCase() },
    ...base64,
    ...base64.map(({ form, text }) => ({
      form: `url-${form}`,
      text: text.replaceAll('+', '-').replaceAll('/', '_'),
    })),
  ]
}

/** The digits that do not depend on the bytes around the marker. */
function stableBase64(marker: Buffer, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), marker])
  const from = Math.ceil((shift * 8) / 6)
  return bytes.toString('base64').slice(from, Math.floor((bytes.length * 8) / 6))
}

/**
 * Searches the files below `directory` that changed since `since`; other file systems and links are
 * not followed.
 */
export function searchFiles(
  directory: string,
  since: number,
  needles: Needles,
  skip: readonly string[],
): Find[] {
  if (skip.includes(directory)) return []
  const found: Find[] = []
  for (const entry of listOf(directory)) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) found.push(...searchFiles(path, since, needles, skip))
    else if (entry.isFile() && (changedAt(path) ?? 0) >= since) {
      found.push(...searchFile(path, path, needles))
    }
  }
  return found
}

/** Searches the files without a name that these processes hold open. */
export function searchUnnamed(processes: readonly number[], needles: Needles): Find[] {
  return processes.flatMap((id) =>
    listOf(`/proc/${id}/fd`).flatMap(({ name }) => {
      const path = `/proc/${id}/fd/${name}`
      const target = linkOf(path)
      const isUnnamed = target !== undefined && /^\/.* \(deleted\)$/.test(target)
      return isUnnamed ? searchFile(path, 'an open file without a name', needles) : []
    }),
  )
}

/** This process and all that descend from it. */
export function familyOf(ancestor: number): number[] {
  const family = [ancestor]
  const parents = new Map(
    listOf('/proc')
      .filter(({ name }) => /^\d+$/.test(name))
      .map(({ name }) => [Number(name), parentOf(name)] as const),
  )
  for (const member of family) {
    for (const [id, parent] of parents) if (parent === member) family.push(id)
  }
  return family
}

function parentOf(id: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

/** Reads in pieces that overlap, at positions, so that the owner's place in the file stays. */
function searchFile(path: string, where: string, needles: Needles): Find[] {
  const forms = new Set<string>()
  try {
    const file = openSync(path, 'r')
    try {
      const { size } = fstatSync(file)
      const piece = Buffer.allocUnsafe(Math.min(size, PIECE_BYTES))
      for (let at = 0; at < size; at += PIECE_BYTES - OVERLAP_BYTES) {
        const text = piece.toString('latin1', 0, readSync(file, piece, 0, piece.length, at))
        for (const needle of needles) if (text.includes(needle.text)) forms.add(needle.form)
      }
    } finally {
      closeSync(file)
    }
  } catch {
    // It went away while we looked, which is as good as never having been there.
  }
  return [...forms].map((form) => ({ where, form }))
}

function listOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch {
    return []
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

function changedAt(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ctimeMs
}
