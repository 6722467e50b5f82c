import { sql, type RawBuilder } from 'kysely'
import {
  TAKEDOWN_SHAPE,
  UNKNOWN,
  type ClockName,
  type DimensionName,
  type FactShape,
} from './fact-columns.ts'
import { MATCH_SHAPE, type MatchClock, type MatchKey } from './match-measures.ts'

/** Where facts are kept, and how their columns are read of it as `f`; clocks are called as they are. */
export type FactTable<Clock extends string, Dimension extends string> = {
  shape: FactShape<Clock, Dimension>
  from: RawBuilder<unknown>
  id: string
  idColumns: Readonly<Partial<Record<Dimension, string>>>
  /** Never null. */
  textColumns: Readonly<Partial<Record<Dimension, RawBuilder<unknown>>>>
}

export const TAKEDOWN_FACTS: FactTable<ClockName, DimensionName> = {
  shape: TAKEDOWN_SHAPE,
  from: sql`takedown_fact f`,
  id: 'takedown_id',
  idColumns: { provider: 'provider_id', registrar: 'registrar_id', list: 'list_id' },
  textColumns: {
    country: sql`coalesce(f.country, ${sql.lit(UNKNOWN)})`,
    asn: sql`coalesce(f.asn::text, ${sql.lit(UNKNOWN)})`,
    cdn: sql`coalesce(f.cdn, '-')`,
    class: sql`f.legal_class`,
    channel: sql`coalesce(f.channel, ${sql.lit(UNKNOWN)})`,
  },
}

export const MATCH_FACTS: FactTable<MatchClock, MatchKey> = {
  shape: MATCH_SHAPE,
  from: sql`match_fact f`,
  id: 'match_id',
  idColumns: { list: 'list_id' },
  textColumns: {
    class: sql`f.legal_class`,
    tier: sql`f.tier`,
    source: sql`coalesce(f.source, ${sql.lit(UNKNOWN)})`,
    way: sql`f.way`,
    verdict: sql`coalesce(f.verdict, ${sql.lit(UNKNOWN)})`,
  },
}
