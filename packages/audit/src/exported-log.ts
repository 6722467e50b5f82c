import { readBundle } from './entries.ts'
import { oneAt } from './finding.ts'
import type { ExportFiles } from './export-files.ts'
import type { KeptCheckpoint } from './checkpoint-store.ts'
import { readCheckpoint } from './checkpoint.ts'
import type { FoundEntry, LogSource } from './log-source.ts'
import { readNote } from './note.ts'
import { partialWidth, TILE_WIDTH, tilePath } from './tiles.ts'

/** Where an export has what is no tile; beside them `tile/`, as C2SP tlog-tiles lays it out. */
export const EXPORT = {
  newest: 'checkpoint',
  checkpoints: 'checkpoints.ndjson',
  timestamps: 'timestamps.ndjson',
  keys: 'keys.json',
} as const

/** The size that the newest checkpoint of an export states, believed only once it is verified; 0 without one. */
async function statedSize(files: ExportFiles): Promise<number> {
  const bytes = await files.read(EXPORT.newest)
  const note = bytes && readNote(Buffer.from(bytes).toString('utf8'))
  return (note && readCheckpoint(note.text)?.size) || 0
}

/** The log of an export. */
export async function exportedLog(files: ExportFiles): Promise<LogSource> {
  const size = await statedSize(files)
  let last: KeptCheckpoint | null = null
  const widthOf = (level: number, n: number): number =>
    n < Math.floor(size / TILE_WIDTH ** (level + 1)) ? TILE_WIDTH : partialWidth(level, size)
  return {
    async *entries() {
      for (let n = 0; n * TILE_WIDTH < size; n++) {
        const width = widthOf(0, n)
        const bundle = await files.read(tilePath('entries', n, width))
        if (!bundle) return
        const { entries, isWhole } = readBundle(bundle)
        yield entries.map((entry): FoundEntry => ({ entry, problem: null }))
        if (!isWhole) yield [CUT_OFF]
        // the rest is missing
        if (entries.length < width) return
      }
    },
    async readTile(level, n) {
      const width = widthOf(level, n)
      return width === 0 ? null : files.read(tilePath(level, n, width))
    },
    async *checkpoints() {
      for await (const line of files.lines(EXPORT.checkpoints)) {
        if (line === '') continue
        last = checkpointOf(line)
        yield last
      }
    },
    async timestamps() {
      const tokens: { size: number; token: Buffer }[] = []
      for await (const line of files.lines(EXPORT.timestamps)) {
        if (line !== '') tokens.push(timestampOf(line))
      }
      return tokens
    },
    async rest({ size: signed }) {
      if (size !== signed) return oneAt('entry-not-signed', Math.min(size, signed))
      const newest = await files.read(EXPORT.newest)
      return last && newest && Buffer.from(newest).equals(Buffer.from(last.note))
        ? null
        : oneAt('checkpoint-unreadable', Math.max(size - 1, 0))
    },
  }
}

/** Where a bundle ends within an event. */
const CUT_OFF: FoundEntry = { entry: Buffer.alloc(0), problem: 'entry-unreadable' }

/** A line that is none stands for a checkpoint at the first event, which it is no note of. */
function checkpointOf(line: string): KeptCheckpoint {
  try {
    const { size, note } = JSON.parse(line) as KeptCheckpoint
    if (Number.isSafeInteger(size) && typeof note === 'string') return { size, note }
  } catch {
    // as below
  }
  return { size: 0, note: '' }
}

/** A line that is none stands for a token that verifies for nothing. */
function timestampOf(line: string): { size: number; token: Buffer } {
  try {
    const { size, token } = JSON.parse(line) as { size: unknown; token: unknown }
    return { size: Number(size), token: Buffer.from(String(token), 'base64') }
  } catch {
    return { size: Number.NaN, token: Buffer.alloc(0) }
  }
}
