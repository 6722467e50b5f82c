import { newId, PLANNED_ONCE, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'

export type ReportNote = {
  id: string
  /** Null once it was erased. */
  text: string | null
  actor: string
  at: Date
}

const SHOWN = 100
const placeOf = (id: string) => ({ table: 'report_note', column: 'text_ct', row: id })

/** Notes of a report, the newest first, at most 100. */
export async function notesOf(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  reportId: string,
): Promise<ReportNote[]> {
  const rows = await db
    .selectFrom('report_note')
    .select(['id', 'text_ct', 'actor', 'at'])
    .where('report_id', '=', reportId)
    .orderBy('at', 'desc')
    .limit(SHOWN)
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return rows.map(({ text_ct: sealed, ...note }) => ({
    ...note,
    text: sealed && crypto.openText(placeOf(note.id), sealed),
  }))
}

/** Keeps a note, its text only as ciphertext. @returns its id */
export async function insertNote(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { reportId, text, actor, at }: { reportId: string; text: string; actor: string; at: Date },
): Promise<string> {
  const id = newId(at.getTime())
  const text_ct = crypto.seal(placeOf(id), text)
  await db
    .insertInto('report_note')
    .values({ id, report_id: reportId, text_ct, actor, at })
    .execute()
  return id
}
