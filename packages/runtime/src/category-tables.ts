import type { Json, Now } from './column-types.ts'

/** What authorities say that codes of their sources mean, a part of `Database`. */
export interface CategoryTables {
  category_map: {
    authority_id: string
    classes: Json<Record<string, 'csam' | 'harmful' | 'skip'>>
    /** Code -> actor -> name. */
    said_by: Json<Record<string, Record<string, string>>>
    changed_at: Now
  }
}
