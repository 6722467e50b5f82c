import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import type { CheckedRow } from './check-row.ts'
import type { Submission } from './submission-store.ts'

/** An example of a code, as it stands in its file. */
export type Sample = {
  entryId: string
  /** Row, media or entry of the file, from 1. */
  line: number
  /** What the source calls it. */
  reference: string | null
}

type Fresh = Pick<CheckedRow, 'line' | 'reference'> & { id: string }

const placeOf = (row: string) => ({ table: 'submission_sample', column: 'reference_ct', row })

/** Keeps where examples stand that a batch has added. */
export async function keepSamples(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { before, now }: { before: Submission; now: Submission },
  fresh: readonly Fresh[],
): Promise<void> {
  const known = new Set(Object.values(before.samples).flat())
  const added = new Set(
    Object.values(now.samples)
      .flat()
      .filter((id) => !known.has(id)),
  )
  const rows = fresh.filter(({ id }) => added.has(id))
  if (rows.length === 0) return
  await db
    .insertInto('submission_sample')
    .values(
      rows.map(({ id, line, reference }) => ({
        entry_id: id,
        submission_id: now.id,
        line,
        reference_ct: reference === null ? null : crypto.seal(placeOf(id), reference),
      })),
    )
    .execute()
}

/** Examples of the codes of a submission, by the ids of their entries; none of one from before they were kept. */
export async function samplesOf(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  submissionId: string,
): Promise<ReadonlyMap<string, Sample>> {
  const rows = await db
    .selectFrom('submission_sample')
    .selectAll()
    .where('submission_id', '=', submissionId)
    .execute()
  return new Map(
    rows.map(({ entry_id: entryId, line, reference_ct: sealed }) => [
      entryId,
      {
        entryId,
        line: Number(line),
        reference: sealed && crypto.openText(placeOf(entryId), sealed),
      },
    ]),
  )
}
