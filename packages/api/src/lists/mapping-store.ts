import { mapMark, mappingOf, type CategoryMap } from '@nightlight/matcher'
import type { DbOrTransaction } from '@nightlight/runtime'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'
import { seenBy } from './list-scope.ts'

/** What codes the file of a submission has, and what they mean. */
export type Mapping = {
  id: string
  state: string
  list: { id: string; name: string; legalClass: 'csam' | 'harmful' }
  authority: string
  mapping: ReturnType<typeof mappingOf>
  codes: MappedCode[]
  /** By which a change says what it was made from. */
  mark: string
}

export type MappedCode = {
  code: string
  rows: number
  /** Ids of some entries that are new with it. */
  samples: readonly string[]
  /** What it was read as; null when nobody had said. */
  readAs: CategoryMap[string] | null
  /** What it means now. */
  now: CategoryMap[string] | null
}

/** @returns null when there is none, or none that the person sees */
export async function readMapping(
  db: DbOrTransaction,
  principal: Principal,
  id: string,
): Promise<Mapping | null> {
  const row = await asAsker(db, principal, (seen) =>
    seen
      .selectFrom('submission as s')
      .innerJoin('hash_list as l', 'l.id', 's.list_id')
      .innerJoin('authority as a', 'a.id', 'l.authority_id')
      .select([
        's.id',
        's.state',
        's.maps_later',
        's.codes',
        's.samples',
        's.categories',
        's.read_as',
      ])
      .select(['l.id as list_id', 'l.name as list', 'l.legal_class', 'a.name as authority'])
      .where('s.id', '=', id)
      .where(seenBy(principal))
      .executeTakeFirst(),
  )
  if (!row) return null
  const { state, list, list_id, legal_class, authority, codes, samples } = row
  return {
    id,
    state,
    list: { id: list_id, name: list, legalClass: legal_class },
    authority,
    mapping: mappingOf(row),
    codes: Object.entries(codes)
      .map(([code, rows]) => ({
        code,
        rows,
        samples: of(samples, code) ?? [],
        readAs: of(row.read_as, code),
        now: of(row.categories, code),
      }))
      .toSorted((a, b) => b.rows - a.rows || (a.code < b.code ? -1 : 1)),
    mark: mapMark(row.categories),
  }
}

const of = <Value>(map: Readonly<Record<string, Value>> | null, name: string): Value | null =>
  map !== null && Object.hasOwn(map, name) ? map[name]! : null
