import type { KeptCheckpoint } from './checkpoint-store.ts'
import { openCheckpoint, readCheckpoint } from './checkpoint.ts'
import type { EventRules } from './event-rules.ts'
import { oneAt, type Finding, type FindingCode } from './finding.ts'
import type { Anchor } from './log-source.ts'
import { readNote, verifyNote, type NoteKey } from './note.ts'
import { openTimestamp } from './timestamp.ts'
import type { Trust } from './verify-log.ts'

const REFUSED = {
  malformed: 'checkpoint-unreadable',
  'other-key': 'checkpoint-other-key',
  'signature-invalid': 'checkpoint-signature',
} as const satisfies Record<string, FindingCode>

type Stamp = { size: number; token: Uint8Array }

/** Holds a tree that grows leaf by leaf against the checkpoints and anchors at their sizes. */
export function followHeads(
  checkpoints: AsyncIterable<KeptCheckpoint>,
  { key, anchors = [], witnesses = [], authorities = [] }: Trust,
  { rules, stamps }: { rules: EventRules; stamps: readonly Stamp[] },
) {
  const kept = checkpoints[Symbol.asyncIterator]()
  const elsewhere = [...anchors].sort((a, b) => a.size - b.size)
  const witnessed = new Map(witnesses.map((witness) => [witness, -1]))
  let next: KeptCheckpoint | null = null
  let newest: { size: number; at: Date } | null = null
  /** The largest sizes that were found to fit a checkpoint, and one that was kept elsewhere. */
  let vouched = 0
  let vouchedElsewhere = 0
  let seen = 0

  const take = async (): Promise<KeptCheckpoint | null> => {
    const step = await kept.next()
    return step.done === true ? null : asStated(step.value)
  }
  const since = (code: FindingCode, upTo: number, from = vouched): Finding => ({
    code,
    index: Math.min(from, Math.max(upTo - 1, 0)),
    upTo: Math.max(upTo, 1),
  })

  const unseen = new Set(stamps)
  let timestamped: { size: number; at: Date } | null = null
  const heedStamps = async (size: number, text: string): Promise<boolean> => {
    for (const stamp of stamps.filter((one) => one.size === size)) {
      unseen.delete(stamp)
      const at = await openTimestamp(stamp.token, text, authorities)
      if (!at) return false
      timestamped = { size, at }
    }
    return true
  }

  const open = async ({ size, note }: KeptCheckpoint, root: Buffer): Promise<Finding | null> => {
    const opened = openCheckpoint(note, key)
    if (typeof opened === 'string') return since(REFUSED[opened], size)
    if (!opened.root.equals(root)) return since('checkpoint-root', size)
    if (newest && opened.at < newest.at) return since('checkpoint-time', size)
    const unfit = rules.fit(opened.at, newest?.at ?? null)
    if (unfit) return unfit
    if (!heedWitnesses(note, size, witnessed)) return since('cosignature-invalid', size)
    if (!(await heedStamps(size, opened.text))) return since('timestamp-invalid', size)
    newest = { size, at: opened.at }
    vouched = size
    seen++
    return null
  }

  const ofAnchors = (size: number, root: Buffer): Finding | null => {
    while (elsewhere[0]?.size === size) {
      const anchor: Anchor = elsewhere.shift()!
      // whoever has the key of the log could have signed the checkpoints before it as well
      if (!root.equals(anchor.root)) return since('anchor-root', size, vouchedElsewhere)
      vouchedElsewhere = size
    }
    return null
  }

  return {
    async start(): Promise<void> {
      next = await take()
    },
    /** Whether anything is known of the tree at this size. */
    at: (size: number): boolean =>
      (next !== null && next.size <= size) || elsewhere[0]?.size === size,
    async check(size: number, root: Buffer): Promise<Finding | null> {
      while (next && next.size <= size) {
        if (next.size < size) return oneAt('checkpoint-unreadable', vouched)
        const finding = await open(next, root)
        if (finding) return finding
        next = await take()
      }
      return ofAnchors(size, root)
    },
    /** What is known of a tree longer than the log, and events after all that was signed. */
    end(size: number): Finding | null {
      const longest = Math.max(next?.size ?? 0, elsewhere.at(-1)?.size ?? 0)
      if (next || elsewhere.length > 0) {
        return { code: 'log-shorter', index: size, upTo: Math.max(longest, size + 1) }
      }
      if (!newest) return since('checkpoint-missing', size)
      if (unseen.size > 0) return since('timestamp-invalid', size, 0)
      const isWanted = [...witnessed.values()].some((reached) => reached < 0)
      return isWanted ? since('cosignature-missing', size) : null
    },
    seen: () => seen,
    signed: () => newest,
    timestamped: () => timestamped,
    witnessedSize: () => (witnesses.length === 0 ? null : Math.min(...witnessed.values())),
  }
}

/** Out of its place where it does not state the size for which it is kept, so that it is missed at once. */
function asStated({ size, note }: KeptCheckpoint): KeptCheckpoint {
  const parsed = readNote(note)
  const stated = parsed && readCheckpoint(parsed.text)
  return stated?.size === size ? { size, note } : { size: -1, note }
}

/** @returns false where a line of a known witness does not verify */
function heedWitnesses(note: string, size: number, witnessed: Map<NoteKey, number>): boolean {
  const parsed = readNote(note)
  for (const witness of witnessed.keys()) {
    const { status } = parsed ? verifyNote(parsed, witness) : { status: 'invalid' as const }
    if (status === 'invalid') return false
    if (status === 'valid') witnessed.set(witness, size)
  }
  return true
}
