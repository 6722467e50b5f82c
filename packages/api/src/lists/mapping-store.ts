import { maskedText } from '@nightlight/contract'
import {
  mapMark,
  mappersOf,
  mappingOf,
  samplesOf,
  type CategoryMap,
  type Person,
} from '@nightlight/matcher'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'
import { seenBy, seesOfficer } from './list-scope.ts'

/** What codes the file of a submission has, and what they mean. */
export type Mapping = {
  id: string
  state: string
  list: { id: string; name: string; legalClass: 'csam' | 'harmful' }
  authority: string
  mapping: ReturnType<typeof mappingOf>
  codes: MappedCode[]
  /** Everybody who said what any of its codes means, also in files before. */
  mappedBy: Person[]
  format: string
  /** By which a change says what it was made from. */
  mark: string
}

export type MappedCode = {
  code: string
  rows: number
  /** Some entries that are new with it, in the order of the file. */
  samples: readonly MappedSample[]
  /** What it was read as; null when nobody had said. */
  readAs: CategoryMap[string] | null
  /** What it means now. */
  now: CategoryMap[string] | null
  /** Whoever said so, in this file or in ones before. */
  saidBy: Person[]
}

/** Whether a code means what it did in an earlier file, from which it was filled in. */
export const isAsEarlier = ({ readAs, now }: Pick<MappedCode, 'readAs' | 'now'>): boolean =>
  readAs !== null && now === readAs

/** An entry, and where it stands in its file; null of one from before that was kept. */
export type MappedSample = {
  entryId: string
  line: number | null
  /** What its source calls it; to its authority and supervisors alone. */
  reference: string | null
}

/** @returns null when there is none, or none that the person sees */
export async function readMapping(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  principal: Principal,
  id: string,
): Promise<Mapping | null> {
  const [row, kept] = await asAsker(db, principal, async (seen) => {
    const found = await seen
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
        's.mapped_by',
        's.format',
      ])
      .select(['l.id as list_id', 'l.name as list', 'l.legal_class', 'a.name as authority'])
      .where('s.id', '=', id)
      .where(seenBy(principal))
      .executeTakeFirst()
    return [found, await samplesOf({ db: seen, crypto }, id)] as const
  })
  if (!row) return null
  const sample = (entryId: string): MappedSample => {
    const { line = null, reference = null } = kept.get(entryId) ?? {}
    const isTold = seesOfficer(principal) && reference !== null
    return { entryId, line, reference: isTold ? maskedText(reference) : null }
  }
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
        samples: (of(samples, code) ?? []).map(sample),
        readAs: of(row.read_as, code),
        now: of(row.categories, code),
        saidBy: sayersOf(row.mapped_by, code),
      }))
      .toSorted((a, b) => b.rows - a.rows || (a.code < b.code ? -1 : 1)),
    mappedBy: mappersOf(row),
    format: row.format,
    mark: mapMark(row.categories),
  }
}

const sayersOf = (by: Readonly<Record<string, Record<string, string>>>, code: string): Person[] =>
  Object.entries(of(by, code) ?? {}).map(([actor, name]) => ({ actor, name }))

const of = <Value>(map: Readonly<Record<string, Value>> | null, name: string): Value | null =>
  map !== null && Object.hasOwn(map, name) ? map[name]! : null
