import type { Db } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { LegalFile } from '../legal-texts.ts'

/**
 * The legal texts that the policies of the takedowns of a notice let it print: those that one of them
 * names, and all when one of them names none.
 */
export async function chosenLegal(
  db: Db,
  noticeId: string,
  files: readonly LegalFile[],
): Promise<LegalFile[]> {
  const { rows } = await sql<{ legal: string[] | null }>`
    select distinct t.state -> 'terms' -> 'legal' as legal
    from notice_item i join takedown t on t.id = i.takedown_id
    where i.notice_id = ${noticeId}`.execute(db)
  if (rows.some(({ legal }) => legal === null)) return [...files]
  const named = new Set(rows.flatMap(({ legal }) => legal ?? []))
  return files.map((file) => ({ ...file, texts: file.texts.filter(({ id }) => named.has(id)) }))
}
