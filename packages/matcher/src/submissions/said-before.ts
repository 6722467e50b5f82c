import type { DbOrTransaction } from '@nightlight/runtime'
import { mappingOf } from './category-maps.ts'
import type { CategoryMap } from './check-row.ts'
import type { Submission } from './submission-store.ts'

/** What a file is read by whose codes are mapped afterwards, and on whose word. */
export type SaidBefore = {
  /** Null when nobody has said anything. */
  categories: CategoryMap | null
  mappedBy: Submission['mapped_by']
  asDefault: Submission['as_default']
}

type SameFile = { headSha256?: Buffer | undefined; size?: number | undefined }

/**
 * What was said in activated submissions to mean the same in later files of the authority of a list; and of a file that
 * is handed in again since a code of it is left out, what was said of it the last time.
 */
export async function saidBefore(
  db: DbOrTransaction,
  listId: string,
  file: SameFile,
): Promise<SaidBefore> {
  const usual = await db
    .selectFrom('category_map as m')
    .innerJoin('hash_list as l', 'l.authority_id', 'm.authority_id')
    .select(['m.classes', 'm.said_by'])
    .where('l.id', '=', listId)
    .executeTakeFirst()
  const last = await lastTime(db, listId, file)
  return {
    categories: usual || last ? { ...usual?.classes, ...last?.categories } : null,
    // what was said of the same file the last time had what was usual then in it
    mappedBy: { ...usual?.said_by, ...last?.mapped_by },
    asDefault: last?.as_default ?? {},
  }
}

/** Where the same file was read to its end, and is to be handed in again. */
async function lastTime(
  db: DbOrTransaction,
  listId: string,
  { headSha256, size }: SameFile,
): Promise<Submission | null> {
  if (headSha256 === undefined) return null
  const last = await db
    .selectFrom('submission')
    .selectAll()
    .where('list_id', '=', listId)
    .where('head_sha256', '=', headSha256)
    .where('maps_later', '=', true)
    .where('file_sha256', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!last || !['staged', 'discarded'].includes(last.state)) return null
  const isSameSize = size === undefined || last.size === null || Number(last.size) === size
  return isSameSize && mappingOf(last) === 'again' ? last : null
}
