import type { DbOrTransaction } from '@nightlight/runtime'
import type { Scripts } from './render-page.ts'

/** Notes that scripts of a page have run. */
export async function noteRendered(db: DbOrTransaction, locationId: string): Promise<void> {
  await db
    .updateTable('location')
    .set({ rendered: true })
    .where('id', '=', locationId)
    .where('rendered', '=', false)
    .execute()
}

/** Whose scripts ran once, is to be seen with them ever after. */
export type ScriptsOfPage = { scripts: Scripts | null; mustRender: boolean }

/**
 * Whether the scripts of a page run in a survey, and whether it is incomplete without them.
 *
 * @param asked    a report of the page wants them to
 * @param scripts  what runs them; null where the operator lets none run
 */
export async function scriptsOf(
  db: DbOrTransaction,
  locationId: string,
  asked: boolean,
  scripts: Scripts | null,
): Promise<ScriptsOfPage> {
  const row = await db
    .selectFrom('location')
    .select('rendered')
    .where('id', '=', locationId)
    .executeTakeFirst()
  const mustRender = row?.rendered ?? false
  return { scripts: asked || mustRender ? scripts : null, mustRender }
}
