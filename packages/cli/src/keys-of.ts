import { openDataKeys, parseMasterKey, type DataKeys, type Db } from '@nightlight/runtime'
import type { Station } from './station.ts'

/** The keys of an installation as they are now, for one command. */
export const keysOf = (db: Db, station: Pick<Station, 'fieldKey'>): Promise<DataKeys> =>
  openDataKeys(db, parseMasterKey(station.fieldKey), { followMs: 0 })
