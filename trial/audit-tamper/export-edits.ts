import type { LogKey } from '../../packages/audit/src/checkpoint.ts'
import { readBundle, writeBundle } from '../../packages/audit/src/entries.ts'
import { entryOf, readEntry } from '../../packages/audit/src/event.ts'
import type { ExportFiles } from '../../packages/audit/src/export-files.ts'
import { EXPORT, exportedLog } from '../../packages/audit/src/exported-log.ts'
import type { Anchor } from '../../packages/audit/src/log-source.ts'
import { TILE_WIDTH, tilePath } from '../../packages/audit/src/tiles.ts'
import { verifyLog, type Trust, type Verdict } from '../../packages/audit/src/verify-log.ts'
import { judge, WAYS, type Draw, type Outcome, type Way } from './edit.ts'
import { forge, forgeFrom, type Signed } from './forge.ts'

/** An export in memory. */
export type Files = Map<string, Buffer>

/** What an edit starts from, and what is known elsewhere. */
export type ExportWorld = {
  files: Files
  /** As the same log was before, at each of the sizes that were signed. */
  older: readonly Files[]
  signed: readonly Signed[]
  key: LogKey
  /** Of somebody who has not the key of the log. */
  otherKey: LogKey
  trust: Trust & { anchors: readonly Anchor[] }
}

export const openFiles = (files: Files): ExportFiles => ({
  read: async (path) => files.get(path) ?? null,
  async *lines(path) {
    yield* (files.get(path)?.toString('utf8') ?? '').split('\n')
  },
})

export const verifyFiles = async (files: Files, trust: Trust): Promise<Verdict> =>
  verifyLog(await exportedLog(openFiles(files)), trust)

export function entriesOf(files: Files): Buffer[] {
  const entries: Buffer[] = []
  const bundles = [...files.keys()].filter((path) => path.startsWith('tile/entries/')).sort()
  for (const path of bundles) {
    entries.push(...readBundle(files.get(path)!).entries.map((one) => Buffer.from(one)))
  }
  return entries
}

/** Alters a copy of an export in one way, and verifies it with what is kept elsewhere. */
export async function tryExportEdit(world: ExportWorld, draw: Draw): Promise<Outcome> {
  const way = WAYS[draw(WAYS.length)]!
  const { files, first } = EDITS[way](world, draw)
  const { finding } = await verifyFiles(files, world.trust)
  return { way, where: 'export', found: finding, problem: judge(finding, first) }
}

type Edited = { files: Files; first: number }

const EDITS: Readonly<Record<Way, (world: ExportWorld, draw: Draw) => Edited>> = {
  change: (world, draw) => edited(world, draw, changed),
  'change-and-tiles': (world, draw) => {
    const { entries, first } = changed(entriesOf(world.files), draw)
    const { tiles } = forge(entries, [], () => world.key)
    return { files: withTiles(withEntries(world.files, entries), tiles, entries.length), first }
  },
  delete: (world, draw) =>
    edited(world, draw, (entries) => {
      const first = draw(entries.length)
      return { entries: entries.toSpliced(first, 1), first }
    }),
  insert: (world, draw) =>
    edited(world, draw, (entries) => {
      const first = draw(entries.length + 1)
      const more = entries[draw(entries.length)]!
      const { entries: made } = changed([more], draw)
      return { entries: entries.toSpliced(first, 0, made[0]!), first }
    }),
  swap: (world, draw) =>
    edited(world, draw, (entries) => {
      const one = draw(entries.length)
      const two = (one + 1 + draw(entries.length - 1)) % entries.length
      const next = entries.with(one, entries[two]!).with(two, entries[one]!)
      return { entries: next, first: Math.min(one, two) }
    }),
  truncate: (world, draw) =>
    edited(world, draw, (entries) => {
      const first = draw(entries.length)
      return { entries: entries.slice(0, first), first }
    }),
  'restore-old-state': ({ older, signed }, draw) => {
    const at = draw(older.length)
    return { files: older[at]!, first: signed[at]!.size }
  },
  'fork-by-another-key': (world, draw) => rewritten(world, draw, world.otherKey),
  're-sign-by-the-real-key': (world, draw) => rewritten(world, draw, world.key),
  'change-a-hash': ({ files }, draw) => {
    const paths = [...files.keys()].filter((path) => /^tile\/\d/.test(path))
    const path = paths[draw(paths.length)]!
    const level = Number(path.split('/')[1])
    const tile = Number(/(\d{3})(\.p|$)/.exec(path)![1])
    const at = draw(files.get(path)!.length)
    const hash = tile * TILE_WIDTH + Math.floor(at / 32)
    return { files: flipped(files, path, at, draw), first: hash * TILE_WIDTH ** level }
  },
  'change-a-checkpoint': (world, draw) => changedCheckpoint(world, draw),
}

function edited(
  { files }: ExportWorld,
  draw: Draw,
  edit: (entries: Buffer[], draw: Draw) => { entries: Buffer[]; first: number },
): Edited {
  const { entries, first } = edit(entriesOf(files), draw)
  return { files: withEntries(files, entries), first }
}

/** One event with another value in one member, or with one bit changed. */
function changed(entries: Buffer[], draw: Draw): { entries: Buffer[]; first: number } {
  const first = draw(entries.length)
  const entry = Buffer.from(entries[first]!)
  const event = readEntry(entry)!
  const member = MEMBERS[draw(MEMBERS.length + 2)]
  if (member === undefined) {
    const at = draw(entry.length)
    entry[at] = entry[at]! ^ (1 << draw(8))
    return { entries: entries.with(first, entry), first }
  }
  const value = member === 'at' ? otherMicroseconds(event.at, draw) : `${event[member]}${draw(10)}`
  return { entries: entries.with(first, entryOf({ ...event, [member]: value })), first }
}

const MEMBERS = ['action', 'objectType', 'objectId', 'role', 'at', 'commitment'] as const

const otherMicroseconds = (at: string, draw: Draw): string => {
  const other = (Number(at.slice(-4, -1)) + 1 + draw(998)) % 1000
  return `${at.slice(0, -4)}${String(other).padStart(3, '0')}Z`
}

/** The export with its first event rewritten, and every checkpoint signed anew with the real key. */
export const signedAnew = (world: ExportWorld): Files => rewritten(world, () => 0, world.key).files

function rewritten(world: ExportWorld, draw: Draw, key: LogKey): Edited {
  const { entries, first } = changed(entriesOf(world.files), draw)
  const { tiles, checkpoints } = forgeFrom(first, entries, world, key)
  const files = withTiles(withEntries(world.files, entries), tiles, entries.length)
  const lines = checkpoints.map((one) => `${JSON.stringify(one)}\n`).join('')
  files.set(EXPORT.checkpoints, Buffer.from(lines))
  files.set(EXPORT.newest, Buffer.from(checkpoints.at(-1)!.note))
  return { files, first }
}

function changedCheckpoint({ files, signed }: ExportWorld, draw: Draw): Edited {
  const isNewest = draw(4) === 0
  const path = isNewest ? EXPORT.newest : EXPORT.checkpoints
  const bytes = files.get(path)!
  const at = draw(bytes.length)
  const after = flipped(files, path, at, draw)
  const line = bytes.subarray(0, at).toString('latin1').split('\n').length - 1
  // the newest one speaks for the last event
  const first = isNewest ? signed.at(-1)!.size - 1 : (signed[line - 1]?.size ?? 0)
  return { files: after, first }
}

function flipped(files: Files, path: string, at: number, draw: Draw): Files {
  const bytes = Buffer.from(files.get(path)!)
  bytes[at] = bytes[at]! ^ (1 << draw(8))
  return new Map(files).set(path, bytes)
}

/** The files with these entries, in bundles of the same names as far as there are. */
function withEntries(files: Files, entries: readonly Buffer[]): Files {
  const next = new Map(files)
  const paths = [...files.keys()].filter((path) => path.startsWith('tile/entries/')).sort()
  for (const [n, path] of paths.entries()) {
    const isLast = n === paths.length - 1
    const lot = entries.slice(n * TILE_WIDTH, isLast ? undefined : (n + 1) * TILE_WIDTH)
    next.set(path, writeBundle(lot))
  }
  return next
}

function withTiles(
  files: Files,
  tiles: readonly { level: number; n: number; hashes: Buffer }[],
  size: number,
): Files {
  const next = new Map([...files].filter(([path]) => !/^tile\/\d/.test(path)))
  for (const { level, n, hashes } of tiles) {
    const span = TILE_WIDTH ** level
    const width = Math.min(TILE_WIDTH, Math.floor(size / span) - n * TILE_WIDTH)
    next.set(tilePath(level, n, width), hashes)
  }
  return next
}
