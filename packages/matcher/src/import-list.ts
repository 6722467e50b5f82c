import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import type { Db } from '@nightlight/runtime'
import type { ListSource } from './formats/read-list.ts'
import type { SetAside } from './formats/list-row.ts'
import type { ListTerms } from './list-store.ts'
import { openList, openSubmission, type SubmissionFacts } from './submissions/open-submission.ts'
import { receiveSubmission } from './submissions/receive-submission.ts'
import type { Person } from './submissions/submission-store.ts'

export type ImportRequest = {
  source: ListSource
  authority: string
  list: string
  terms: ListTerms
  by: Person
  dryRun: boolean
  facts?: Partial<SubmissionFacts>
  /** Called after each batch with the rows read so far. */
  onProgress?: (rows: number) => void
}

export type ImportResult = {
  listId: string
  submissionId: string
  /** What became of it: somebody else activates a staged one. */
  state: string
  /** Whether an import that was broken off went on. */
  isResumed: boolean
  format: string
  /** Entries, not hashes: one row of a list is one entry. */
  accepted: number
  duplicate: number
  refused: number
  refusedBy: Readonly<Record<string, number>>
  /** Rows that the category map leaves out. */
  skipped: number
  /** Codes that the category map does not have, and their rows. */
  unmapped: Readonly<Record<string, number>>
  /** Hashes, not rows, that were left out of rows. */
  setAside: Readonly<SetAside>
  /** Of an edition: entries that count now and that it no longer has. */
  missing: number | null
  /** Of the submission, whatever its list was opened with. */
  purpose: string
  /** Countries; everywhere when empty. */
  jurisdictions: readonly string[]
  dryRun: boolean
}

const NO_FACTS: SubmissionFacts = {
  kind: 'addition',
  officer: null,
  legalBasis: '',
  expiresAt: null,
  categories: null,
}
const LEFT_OUT = Symbol('dry run')

/**
 * Reads a file into a staged submission to one authority's list, making both where they are missing.
 *
 * A row is an entry; a hash that cannot be good refuses its row with a reason and a count. Nothing counts before
 * `activateSubmission` by somebody else. A dry run tells the same and keeps nothing.
 *
 * @throws {DomainError} for a file that cannot be read at all; as `openSubmission` and `receiveSubmission`
 */
export async function importList(
  deps: { db: Db; crypto: FieldCrypto },
  request: ImportRequest,
): Promise<ImportResult> {
  if (!request.dryRun) return importInto(deps, request)
  let result: ImportResult | undefined
  try {
    await deps.db.transaction().execute(async (trx) => {
      result = await importInto({ ...deps, db: trx }, request)
      throw LEFT_OUT
    })
  } catch (error) {
    if (error !== LEFT_OUT) throw error
  }
  return result!
}

async function importInto(
  deps: { db: DbOrTransaction; crypto: FieldCrypto },
  request: ImportRequest,
): Promise<ImportResult> {
  const { authority, list, terms, source, onProgress, dryRun } = request
  const listId = await openList(deps.db, { authority, list, terms })
  const facts = { ...NO_FACTS, ...request.facts }
  const { submissionId, isResumed } = await openSubmission(deps, listId, facts, request.by)
  const options = { source, ...(onProgress ? { onProgress } : {}) }
  const { submission, skipped, setAside, unmapped } = await receiveSubmission(
    deps,
    submissionId,
    options,
  )
  const { state, format, accepted, duplicate, refused, refused_by: refusedBy, missing } = submission
  const counts = { accepted, duplicate, refused, refusedBy, skipped, unmapped, setAside, missing }
  const { purpose, jurisdictions } = submission
  const told = { listId, submissionId, state, isResumed, format, ...counts }
  return { ...told, purpose, jurisdictions, dryRun }
}
