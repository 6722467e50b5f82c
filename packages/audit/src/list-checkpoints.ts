import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { tileReader } from './audit-store.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { FindingCode } from './finding.ts'
import { readNote, type NoteKey } from './note.ts'
import { verifyConsistency } from './proof.ts'
import { createTree } from './tree.ts'
import { codeOf } from './verify-events.ts'

/** A signed head, as people look at it. */
export type ListedCheckpoint = {
  size: number
  /** Base64; null of one that cannot be read. */
  root: string | null
  signedAt: Date | null
  /** What is wrong with its signature; null where it holds. */
  problem: FindingCode | null
  /** Names of those who have signed it beside the log itself. */
  witnesses: string[]
  timestamps: Date[]
  note: string
  /** How long the first event after the checkpoint before waited for this one, seconds; null of the first. */
  waitedSeconds: number | null
}

type Row = {
  size: string
  note: string
  lines: string[]
  stamps: Date[]
  before: string | null
  firstAt: Date | null
}

/**
 * Signed heads, the newest first.
 *
 * @param options.below  of which size they are smaller; the newest without
 */
export async function listCheckpoints(
  db: DbOrTransaction,
  key: NoteKey,
  { below = null, limit }: { below?: number | null; limit: number },
): Promise<{ items: ListedCheckpoint[]; next: number | null }> {
  const { rows } = await sql<Row>`
    select c.size, c.note,
           array(select s.line from audit_cosignature s where s.size = c.size order by s.line) as lines,
           array(select t.at from audit_timestamp t where t.size = c.size order by t.at) as stamps,
           p.size as before,
           (select e.at from audit_event e where e.leaf_index = p.size) as "firstAt"
      from audit_checkpoint c
      left join lateral (
        select size from audit_checkpoint where size < c.size order by size desc limit 1) p on true
     where ${below === null ? sql`true` : sql`c.size < ${below}::bigint`}
     order by c.size desc limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit).map((row) => listed(row, key))
  return { items, next: rows.length > limit ? items.at(-1)!.size : null }
}

function listed({ size, note, lines, stamps, firstAt }: Row, key: NoteKey): ListedCheckpoint {
  const opened = openCheckpoint(note, key)
  const facts = typeof opened === 'string' ? null : opened
  const witnesses = readNote(note + lines.join(''))
  return {
    size: Number(size),
    root: facts?.root.toString('base64') ?? null,
    signedAt: facts?.at ?? null,
    problem: typeof opened === 'string' ? codeOf(opened) : null,
    witnesses: [
      ...new Set(
        (witnesses?.lines ?? []).map(({ name }) => name).filter((name) => name !== key.name),
      ),
    ],
    timestamps: stamps,
    note: note + lines.join(''),
    waitedSeconds: facts && firstAt ? (facts.at.getTime() - firstAt.getTime()) / 1000 : null,
  }
}

/**
 * Whether each of some heads is a beginning of the next larger one: nothing between them was changed, taken out or moved.
 *
 * @param heads  as `listCheckpoints` gives them, the newest first
 * @returns by the size of the smaller one: null where it holds, else what is wrong
 */
export async function verifyHeads(
  db: DbOrTransaction,
  heads: readonly Pick<ListedCheckpoint, 'size' | 'root' | 'problem'>[],
): Promise<Map<number, FindingCode | null>> {
  const tree = createTree(tileReader(db))
  const found = new Map<number, FindingCode | null>()
  for (const [at, head] of heads.entries()) {
    const newer = heads[at - 1]
    found.set(
      head.size,
      head.problem ?? (await orMissing(newer ? between(head, newer) : own(head))),
    )
  }
  return found

  async function own({ size, root }: Pick<ListedCheckpoint, 'size' | 'root'>) {
    const computed = (await tree.root(size)).toString('base64')
    return computed === root ? null : ('checkpoint-root' as const)
  }
  async function between(
    older: Pick<ListedCheckpoint, 'size' | 'root'>,
    newer: Pick<ListedCheckpoint, 'size' | 'root'>,
  ): Promise<FindingCode | null> {
    if (older.root === null || newer.root === null) return 'checkpoint-unreadable'
    const proof = await tree.consistencyProof(older.size, newer.size)
    const heads = [older, newer].map(({ size, root }) => ({
      size,
      root: Buffer.from(root ?? '', 'base64'),
    }))
    return verifyConsistency(heads[0]!, heads[1]!, proof) ? null : 'checkpoint-root'
  }
}

/** What is found of a head, also where hashes are gone that it takes to tell. */
async function orMissing(found: Promise<FindingCode | null>): Promise<FindingCode | null> {
  try {
    return await found
  } catch (error) {
    if (error instanceof DomainError) return 'tile-missing'
    throw error
  }
}
