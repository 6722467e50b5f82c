import { createHash } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import type { Db } from '@nightlight/runtime'
import { readAnswerRows } from './answer-rows.ts'
import type { ReplyDeps } from './apply-reply.ts'
import { giveAnswers, type Giver } from './give-answers.ts'

/** Largest file, bytes. */
export const MAX_ANSWERS_BYTES = 1024 * 1024

export type ImportedAnswers = {
  applied: number
  /** Lines that had been taken in before. */
  repeated: number
  /** Which lines were not taken in and why; never what stands in them. */
  refused: { line: number; code: string }[]
  /** Takedowns to be looked at now. */
  looks: string[]
}

/**
 * Takes in answers from a CSV file, as `readAnswerRows` reads it. Each line stands for itself: one that is refused keeps no other
 * from being taken in, and the same file again counts once.
 *
 * @throws {DomainError} as `readAnswerRows`
 */
export async function importAnswers(
  deps: ReplyDeps & { db: Db },
  file: Uint8Array,
  by: Giver,
): Promise<ImportedAnswers> {
  const digest = createHash('sha256').update(file).digest('hex').slice(0, 32)
  const report: ImportedAnswers = { applied: 0, repeated: 0, refused: [], looks: [] }
  for (const { line, said } of readAnswerRows(Buffer.from(file).toString('utf8'))) {
    if (said === null || typeof said === 'string') {
      report.refused.push({ line, code: said ?? 'answer-unknown' })
      continue
    }
    const { notice: reference, item, ...given } = said
    try {
      const applied = await deps.db
        .transaction()
        .execute((trx) =>
          giveAnswers(
            trx,
            deps,
            { reference },
            { eventId: `csv:${digest}:${line}`, answers: [{ ...given, item }] },
            by,
          ),
        )
      report[applied.status] += 1
      report.looks.push(...applied.looks)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      report.refused.push({ line, code: error.code })
    }
  }
  return report
}
