import { DomainError } from '@nightlight/contract'
import { ERASED_URL, writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { deleteMerge, insertMerge, lockReports, mergedInto } from './merge-store.ts'
import { insertNote } from './note-store.ts'
import { revealsOf, SHOWN, SHOWN_BEYOND } from './reveal-store.ts'

type By = { actor: string; at: Date }

/** Keeps what somebody notes of a report. Call it in a transaction. @throws {DomainError} not-found `not-found` */
export async function noteReport(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { reportId, text }: { reportId: string; text: string },
  by: By,
): Promise<void> {
  if ((await lockReports(db, [reportId])).length === 0) throw noReport()
  const noteId = await insertNote(db, crypto, { reportId, text, ...by })
  await audit(db, by, 'report.noted', reportId, { noteId })
}

/**
 * Has a report worked on as another. Call it in a transaction; twice equals once.
 *
 * What the other one is merged into itself is what counts, so that the way is never longer than one step.
 *
 * @returns the report that is worked on
 * @throws {DomainError} not-found `not-found`, `merge-not-found`; invalid `merge-with-itself`; conflict `merge-in-circle`
 */
export async function mergeReport(
  db: DbOrTransaction,
  said: { reportId: string; intoId: string },
  by: By,
): Promise<string> {
  const [reportId, asked] = [said.reportId.toLowerCase(), said.intoId.toLowerCase()]
  if (asked === reportId) {
    throw new DomainError('invalid', 'merge-with-itself', 'Merging a report: into itself')
  }
  const top = (await mergedInto(db, asked)) ?? asked
  const there = await lockReports(db, [reportId, top])
  if (!there.includes(reportId)) throw noReport()
  if (top === reportId) {
    throw new DomainError(
      'conflict',
      'merge-in-circle',
      'Merging a report: that one is merged here',
    )
  }
  if (there.length < 2) {
    throw new DomainError('not-found', 'merge-not-found', 'Merging a report: no other such')
  }
  // looked up again: it may have been merged on while its row was waited for
  const intoId = (await mergedInto(db, top)) ?? top
  if (intoId === reportId) {
    throw new DomainError(
      'conflict',
      'merge-in-circle',
      'Merging a report: that one is merged here',
    )
  }
  if ((await mergedInto(db, reportId)) === intoId) return intoId
  await insertMerge(db, { reportId, intoId, actor: by.actor })
  await audit(db, by, 'report.merged', reportId, { intoId })
  return intoId
}

/** Has a report worked on by itself again; without effect where it is. Call it in a transaction. */
export async function unmergeReport(db: DbOrTransaction, reportId: string, by: By): Promise<void> {
  if ((await lockReports(db, [reportId])).length === 0) throw noReport()
  const intoId = await deleteMerge(db, reportId)
  if (intoId !== null) await audit(db, by, 'report.unmerged', reportId, { intoId })
}

/**
 * Opens the address of a report for somebody, which the log says before they see it. Call it in a transaction.
 *
 * Beyond what a shift is expected to need it is shown as well, for content has to go down, but with a reason, which is
 * kept as a note, and supervisors are told.
 *
 * @param asked  `budget`: addresses in eight hours; `reason` is looked at beyond it alone
 * @returns null for one that was erased
 * @throws {DomainError} not-found `not-found`; invalid `reveal-needs-reason`
 */
export async function showAddress(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { reportId, reason, budget }: { reportId: string; reason: string; budget: number },
  by: By,
): Promise<string | null> {
  const row = await db
    .selectFrom('report')
    .select(['id', 'url_ct'])
    .where('id', '=', reportId)
    .executeTakeFirst()
  if (!row) throw noReport()
  await noteReveals(
    db,
    crypto,
    { objectType: 'report', objectId: reportId, notedOn: reportId, reason, budget, details: [{}] },
    by,
  )
  const url = crypto.openText({ table: 'report', column: 'url_ct', row: row.id }, row.url_ct)
  return url === ERASED_URL ? null : url
}

/** What of somebody's budget is used up, and where why is kept. */
export type Reveal = {
  objectType: keyof typeof SHOWN
  objectId: string
  /** The report on which is noted why; null where there is none. */
  notedOn: string | null
  reason: string
  /** Addresses in eight hours. */
  budget: number
  /** Of each address an event of its own, with what the log is to say of it. */
  details: readonly Record<string, string>[]
}

/**
 * Writes of addresses that somebody is about to see that they had them shown. Call it in the transaction that opens them.
 *
 * @throws {DomainError} invalid `reveal-needs-reason`, beyond the budget without one
 */
export async function noteReveals(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { objectType, objectId, notedOn, reason, budget, details }: Reveal,
  by: By,
): Promise<void> {
  const isBeyond = (await revealsOf(db, by.actor)) >= budget
  if (isBeyond) {
    const text = reason.trim()
    if (text === '') {
      throw new DomainError(
        'invalid',
        'reveal-needs-reason',
        'Showing an address: why is missing',
        { detail: { field: 'reason' } },
      )
    }
    if (notedOn !== null) await noteReport(db, crypto, { reportId: notedOn, text }, by)
  }
  const action = (isBeyond ? SHOWN_BEYOND : SHOWN)[objectType]
  for (const detail of details) {
    await writeAudit(db, { actor: by.actor, action, objectType, objectId, detail })
  }
}

const noReport = (): DomainError =>
  new DomainError('not-found', 'not-found', 'Working on a report: none such')

const audit = (
  db: DbOrTransaction,
  { actor }: By,
  action: string,
  objectId: string,
  detail: Record<string, string>,
): Promise<void> => writeAudit(db, { actor, action, objectType: 'report', objectId, detail })
